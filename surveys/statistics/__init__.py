"""Statistics of small groups, on histograms. Pure: plain values in, frozen dataclasses out.

Values run from bad to good (5 = good on a five-point question); a histogram has one count for each.
Functions return `InsufficientData` where there is too little to estimate from and raise ValueError
for impossible input such as a negative count. SciPy is imported where it is first needed: no page
needs it before its first number.
"""

from dataclasses import dataclass
from typing import Literal, TypeVar

Known = TypeVar("Known")
Of = Literal["answers", "waves", "units", "teams", "differences"]


@dataclass(frozen=True)
class InsufficientData:
    """An estimate that is withheld: which quantity is short, the number available and needed."""

    of: Of
    have: int
    need: int


def known(estimate: Known | InsufficientData | None) -> Known | None:
    """Return an estimate; None where there was not enough data for it."""
    return None if isinstance(estimate, InsufficientData) else estimate
