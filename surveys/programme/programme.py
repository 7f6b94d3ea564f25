"""The stored programme: rhythm, closed periods, working days and time zone.

Changes are in `surveys/programme/changes.py`, what is due by it in `surveys/programme/upcoming.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from db import people
from db import programme as stored
from db.engine import reading
from surveys.installation import Installation
from surveys.organisation import TIME_ZONE
from surveys.organisation.turns import first_turn
from surveys.programme.rhythm import Rhythm, Timetable
from surveys.programme.working_days import ClosedDays, WorkingDays

State = Literal["running", "paused", "ended"]

REMINDERS = (3, 5)
"""Default days after opening on which everybody is reminded."""


@dataclass(frozen=True)
class ClosedPeriod:
    """Days on which no wave opens and no message is sent, such as a summer break."""

    id: UUID
    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Programme:
    """The series of waves: its rhythm, days of reminders after opening, closed periods.

    `turns` has the block of each wave that does not ask its own, by wave number; `first_turn` is
    the turn of wave 1. `open_questions` has the waves that were chosen to ask those at the end of a
    round, or not to. `waits_for_talks` says whether a wave waits for talks about the results of the
    one before.
    """

    rhythm: Rhythm
    state: State
    reminders: tuple[int, ...]
    turns: Mapping[int, int]
    closed: tuple[ClosedPeriod, ...]
    timetable: Timetable
    waits_for_talks: bool = True
    first_turn: int = 1
    open_questions: Mapping[int, bool] = field(default_factory=dict)


def load_programme(installation: Installation) -> Programme | None:
    """Return the programme; None before it is set up."""
    with reading(installation.engine) as session:
        return read_programme(session)


def closed_periods(installation: Installation) -> list[ClosedPeriod]:
    """Return the closed periods, from early to late; they can exist without a programme."""
    with reading(installation.engine) as session:
        return read_closed(session)


def timetable_of(installation: Installation, rhythm: Rhythm) -> Timetable:
    """Return the timetable of a rhythm, for a preview before it is saved."""
    with reading(installation.engine) as session:
        return timetable(session, rhythm, read_closed(session))


def load_working_days(session: Session) -> WorkingDays:
    """Return the working days of the organisation, with or without a programme."""
    organisation = people.facts_of_organisation(session)
    country = organisation.country if organisation else None
    return _working_days(country, read_closed(session))


def local_moment(installation: Installation, moment: datetime) -> datetime:
    """Return a moment as the clocks of the organisation show it."""
    with reading(installation.engine) as session:
        return moment.astimezone(zone_of(session))


def local_date(installation: Installation, now: datetime) -> date:
    """Return the date in the time zone of the organisation."""
    with reading(installation.engine) as session:
        return now.astimezone(zone_of(session)).date()


def read_programme(session: Session) -> Programme | None:
    """Return the programme within a transaction."""
    row = stored.programme(session)
    if row is None:
        return None
    closed = read_closed(session)
    rhythm = Rhythm(row.rule, row.starts_on, row.opens_at, row.open_days)
    return Programme(
        rhythm=rhythm,
        state=cast("State", row.state),
        reminders=tuple(row.reminders),
        turns={int(number): block for number, block in row.brought_forward.items()},
        closed=tuple(closed),
        timetable=timetable(session, rhythm, closed),
        waits_for_talks=bool(row.waits_for_talks),
        first_turn=first_turn(session),
        open_questions={int(number): asked for number, asked in row.open_questions.items()},
    )


def read_closed(session: Session) -> list[ClosedPeriod]:
    """Return the closed periods within a transaction, from early to late."""
    return [
        ClosedPeriod(period.id, period.name, period.first_on, period.last_on)
        for period in stored.closed_periods(session)
    ]


def timetable(session: Session, rhythm: Rhythm, closed: Sequence[ClosedPeriod]) -> Timetable:
    """Return a rhythm in the organisation's time zone, with its holidays and closed periods."""
    organisation = people.facts_of_organisation(session)
    country = organisation.country if organisation else None
    return Timetable(rhythm, zone_of(session), _working_days(country, closed))


def _working_days(country: str | None, closed: Sequence[ClosedPeriod]) -> WorkingDays:
    days = tuple(ClosedDays(period.name, period.first_on, period.last_on) for period in closed)
    return WorkingDays(country, days)


def zone_of(session: Session) -> ZoneInfo:
    """Return the time zone of the organisation, within a transaction."""
    organisation = people.facts_of_organisation(session)
    return ZoneInfo(organisation.time_zone if organisation else TIME_ZONE)
