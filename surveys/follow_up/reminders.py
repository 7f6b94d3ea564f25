"""Reminders that HR asks for: leaders whose units lack something about the newest wave.

A talk or a reply; what is missing is decided where these are noted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from db import people, waves
from db.engine import writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.follow_up.follow_up import FollowUpError
from surveys.installation import Installation

GRACE_PERIOD = timedelta(days=7)
"""Time to do something with the newest results before anything is said to be missing."""


@dataclass(frozen=True)
class UnitWithout:
    """A led unit that has not noted something."""

    unit: UUID
    name: str


@dataclass(frozen=True)
class Reminder:
    """What leaders are reminded of, at most once for each wave.

    `missing` finds the units that lack it, `nobody` is the code of the error without any.
    """

    asked: trail.Action
    nobody: str
    missing: Callable[[Session, date], Sequence[UnitWithout]]

    def ask(self, installation: Installation, who: Reader, today: date) -> int:
        """Ask for a message to the leaders of these units; return the number of leaders.

        The clock prepares it; asking again changes nothing. Raises NotAllowedError for others than
        HR, FollowUpError where nobody is concerned.
        """
        if not who.reads_everything:
            raise NotAllowedError("note")
        with writing(installation.engine) as session:
            wave, leaders = _newest(session), self._leaders(session, today)
            if wave is None or not leaders:
                raise FollowUpError(self.nobody)
            if not self.is_asked_for(session):
                trail.note(session, self.asked, _subject(wave), who.person)
        return len(leaders)

    def is_asked_for(self, session: Session) -> bool:
        """Return whether leaders are or will be reminded of this about the newest wave."""
        wave = _newest(session)
        return wave is not None and trail.is_noted(session, self.asked, _subject(wave))

    def due(self, session: Session, today: date) -> tuple[UUID, Sequence[UUID]] | None:
        """Return the wave and the people to be reminded, once HR asked; None without any."""
        wave, leaders = _newest(session), self._leaders(session, today)
        if wave is None or not leaders or not self.is_asked_for(session):
            return None
        return wave.id, leaders

    def _leaders(self, session: Session, today: date) -> Sequence[UUID]:
        without = {one.unit for one in self.missing(session, today)}
        return sorted(
            row.id for row in people.who_has(session, "manager") if row.unit_id in without
        )


def by_name(units: Sequence[tuple[UUID, str]]) -> list[UnitWithout]:
    """Return units with their names in the order of these."""
    found = [UnitWithout(unit, name) for unit, name in units]
    return sorted(found, key=lambda one: (one.name, str(one.unit)))


def _newest(session: Session) -> waves.Wave | None:
    return next(iter(waves.last_counted(session, 1)), None)


def _subject(wave: waves.Wave) -> str:
    return f"wave {wave.number}"
