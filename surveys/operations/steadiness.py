"""Whether the time of this machine can be relied on, before anything is done that cannot be undone.

A wave is counted once, results are deleted for good, and an invitation cannot be called back. A
machine whose time is put forward by mistake would do all three too soon. So whoever runs the clock
compares the time with what cannot be put: the seconds since the machine was started, and on
PostgreSQL the time of the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from db import health
from surveys.installation import Installation
from surveys.operations.clock import Tick, tick
from surveys.settings import Settings

TOLERATED = timedelta(minutes=10)
"""A time that is put by less than this is a correction like any other."""

PATIENCE = timedelta(hours=1)
"""How long the time must go on steadily, once it was put, before it is believed."""


@dataclass
class Steadiness:
    """Compares the time with the seconds since the machine was started, in one process."""

    _offset: datetime | None = None
    """The moment of the start of the machine, by the time that is believed."""
    _new_offset: datetime | None = None
    _since: timedelta = timedelta()

    def jump(self, now: datetime, elapsed: timedelta) -> timedelta | None:
        """Return by how much the time was put, until it is right again or has gone on for an hour.

        `elapsed` is the time since the machine was started, with the time it slept.
        """
        offset = now - elapsed
        if self._offset is None or abs(offset - self._offset) <= TOLERATED:
            # Small corrections add up, and are followed.
            self._offset, self._new_offset = offset, None
            return None
        if self._new_offset is None or abs(offset - self._new_offset) > TOLERATED:
            self._new_offset, self._since = offset, elapsed
        if elapsed - self._since >= PATIENCE:
            self._offset, self._new_offset = offset, None
            return None
        return offset - self._offset

    def why_wait(self, installation: Installation, now: datetime, elapsed: timedelta) -> str | None:
        """Return in a sentence why the clock should do nothing now; None if the time is right."""
        if (jump := self.jump(now, elapsed)) is not None:
            where = "forward" if jump > timedelta() else "back"
            return (
                f"The time of this machine was put {where} by {in_words(abs(jump))}. The clock of "
                "Peil waits until that is undone, or until the new time has lasted for an hour."
            )
        try:
            difference = health.time_of(installation.engine) - now
        except SQLAlchemyError:
            # The run of the clock says so itself.
            return None
        if abs(difference) <= TOLERATED:
            return None
        return (
            f"This machine and the database are {in_words(abs(difference))} apart. The clock of "
            "Peil waits until both take their time from the same server (NTP)."
        )


def in_words(difference: timedelta) -> str:
    """Return about how long something is."""
    hours, minutes = divmod(round(difference.total_seconds() / 60), 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} hours" if hours >= 2 else f"{hours * 60 + minutes} minutes"


def tick_if_steady(
    installation: Installation,
    settings: Settings,
    now: datetime,
    elapsed: timedelta,
    steadiness: Steadiness,
) -> Tick:
    """Perform what is due, unless the time was put; then only say so.

    `steadiness` lasts as long as the process; `elapsed` as for it.
    """
    why = steadiness.why_wait(installation, now, elapsed) if installation.keeps_time else None
    return tick(installation, settings, now) if why is None else Tick(waiting=(why,))
