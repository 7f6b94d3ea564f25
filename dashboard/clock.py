"""The time here: services take it as an argument, so that only this module looks at the clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date on this machine."""
    return now().astimezone().date()
