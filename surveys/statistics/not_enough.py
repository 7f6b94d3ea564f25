"""What comes back where there is too little for a number: never a guess, never NaN."""

from dataclasses import dataclass
from typing import Literal, TypeVar

Known = TypeVar("Known")
Of = Literal["answers", "waves", "units", "teams", "changes", "differences"]


@dataclass(frozen=True)
class NotEnough:
    """A number that is not worked out: of what there is too little, how much there is and takes."""

    of: Of
    have: int
    need: int


def known(found: Known | NotEnough | None) -> Known | None:
    """Return what was worked out; None where it was not."""
    return None if isinstance(found, NotEnough) else found
