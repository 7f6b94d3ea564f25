"""The current time. Services take it as an argument, so only this module reads the clock."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from surveys.organisation import TIME_ZONE


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def today(time_zone: str = TIME_ZONE) -> date:
    """Return the date in a time zone: that of the organisation, wherever its server is."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def since_start() -> timedelta:
    """Return the time since this machine was started, which nobody can put forward or back."""
    # Where the system has no such clock, another one that stands still while the machine sleeps.
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(kind))
