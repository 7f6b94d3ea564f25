"""What a check came to."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Verdict:
    """What was found, and how to mend it; where all is well there is nothing to mend."""

    severity: Severity
    what: str
    how_to_mend: str = ""


def ok(what: str) -> Verdict:
    """Return that something is as it should be."""
    return Verdict("ok", what)


def warning(what: str, how_to_mend: str) -> Verdict:
    """Return what works, but should be better."""
    return Verdict("warning", what, how_to_mend)


def fault(what: str, how_to_mend: str) -> Verdict:
    """Return what does not work, or breaks the promise."""
    return Verdict("fault", what, how_to_mend)
