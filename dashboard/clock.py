"""The current time. Services take it as an argument, so only this module reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from surveys.organisation import TIME_ZONE


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def today(time_zone: str = TIME_ZONE) -> date:
    """Return the date in a time zone: that of the organisation, wherever its server is."""
    return now().astimezone(ZoneInfo(time_zone)).date()
