"""The result of an estimate without enough data: never a guess, never NaN."""

from dataclasses import dataclass
from typing import Literal, TypeVar

Known = TypeVar("Known")
Of = Literal["answers", "waves", "units", "teams", "changes", "differences"]


@dataclass(frozen=True)
class InsufficientData:
    """An estimate that is withheld: which quantity is short, the number available and needed."""

    of: Of
    have: int
    need: int


def known(estimate: Known | InsufficientData | None) -> Known | None:
    """Return an estimate; None where there was not enough data for it."""
    return None if isinstance(estimate, InsufficientData) else estimate
