"""Verdicts of checks."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Verdict:
    """The result of a check, and the remedy for a warning or fault."""

    severity: Severity
    what: str
    how_to_mend: str = ""


def ok(what: str) -> Verdict:
    """Return a verdict without remarks."""
    return Verdict("ok", what)


def warning(what: str, how_to_mend: str) -> Verdict:
    """Return a verdict about something that works but should be improved."""
    return Verdict("warning", what, how_to_mend)


def fault(what: str, how_to_mend: str) -> Verdict:
    """Return a verdict about something that does not work or breaks the promise."""
    return Verdict("fault", what, how_to_mend)
