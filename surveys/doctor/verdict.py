"""Verdicts of checks."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Verdict:
    """The result of a check, and the remedy for a warning or fault."""

    severity: Severity
    what: str
    remedy: str = ""


def ok(what: str) -> Verdict:
    """Return a verdict without remarks."""
    return Verdict("ok", what)


def warning(what: str, remedy: str) -> Verdict:
    """Return a verdict about something that works but should be improved."""
    return Verdict("warning", what, remedy)


def fault(what: str, remedy: str) -> Verdict:
    """Return a verdict about something that does not work or breaks the promise."""
    return Verdict("fault", what, remedy)
