"""The programme: what is kept of it, the plan of the year, and what is due now.

Changing it is in `surveys/programme/changes.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from db import people, results
from db import programme as stored
from db.engine import reading
from surveys.installation.installation import Installation
from surveys.organisation.organisation import TIME_ZONE, load_instrument
from surveys.programme.plan import Planned, planned
from surveys.programme.rhythm import Rhythm, Slot, Timetable, reminder_due, wall_clock
from surveys.programme.working_days import ClosedDays, WorkingDays

State = Literal["running", "paused", "ended"]

REMINDERS = (3, 5)
"""Days after opening on which everybody is reminded, unless somebody chose others."""


@dataclass(frozen=True)
class ClosedPeriod:
    """Days on which no wave opens or closes, such as a summer break."""

    id: UUID
    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Programme:
    """The series of waves: its rhythm, days of reminders after opening, closed periods.

    `turns` has the block of each wave that does not ask its own, by wave number.
    """

    rhythm: Rhythm
    state: State
    reminders: tuple[int, ...]
    turns: Mapping[int, int]
    closed: tuple[ClosedPeriod, ...]
    timetable: Timetable


def programme(installation: Installation) -> Programme | None:
    """Return the programme, None before it was set up."""
    with reading(installation.engine) as session:
        return read_programme(session)


def closed_periods(installation: Installation) -> list[ClosedPeriod]:
    """Return the closed periods, from early to late; there may be some before the programme."""
    with reading(installation.engine) as session:
        return read_closed(session)


def timetable_of(installation: Installation, rhythm: Rhythm) -> Timetable:
    """Return what a rhythm would come to here: to show it before it is saved."""
    with reading(installation.engine) as session:
        return timetable(session, rhythm, read_closed(session))


def plan(installation: Installation, today: date, until: date) -> tuple[Planned, ...]:
    """Return the waves that are still to open from a day up to another, with their questions.

    Of a paused programme what would come if it went on today; of an ended one nothing.
    """
    with reading(installation.engine) as session:
        found = read_programme(session)
        if found is None or found.state == "ended":
            return ()
        zone = found.timetable.zone
        free = datetime.combine(today, time(), tzinfo=zone)
        if (wave := results.open_wave(session)) is not None:
            free = max(free, found.timetable.at(wave.closes_on))
        slots = _still_to_come(session, found, free, until)
        first = results.last_number(session) + 1
    return planned(slots, first, found.turns, load_instrument(installation), found.rhythm.period)


def due_to_open(installation: Installation, now: datetime) -> Planned | None:
    """Return the wave that is to open now, None when there is none.

    A wave opens late after downtime and then closes as planned, but not for less than a third of
    its time. None opens while the programme does not run, or before the last wave was counted.
    """
    with reading(installation.engine) as session:
        found = read_programme(session)
        if found is None or found.state != "running":
            return None
        last = results.last_numbered(session)
        if last is not None and last.state != "closed":
            return None
        today = now.astimezone(found.timetable.zone).date()
        slots = _still_to_come(session, found, now, today)
        first = results.last_number(session) + 1
    come = [slot for slot in slots if slot.opens_at <= now]
    waves = planned(
        come[:1], first, found.turns, load_instrument(installation), found.rhythm.period
    )
    return next(iter(waves), None)


def closing_moment(installation: Installation) -> datetime | None:
    """Return when the open wave is to be counted, None when none is open.

    On its last day at the programme's time of day; without a programme as soon as that day is over.
    """
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
        if wave is None:
            return None
        found = read_programme(session)
        if found is not None:
            return found.timetable.at(wave.closes_on)
        return wall_clock(wave.closes_on + timedelta(days=1), time(), _zone(session))


def reminders_due(installation: Installation, now: datetime) -> tuple[int, ...]:
    """Return the number of the reminder whose turn it is in the open wave: one number, or none.

    Those before it are not made up for: nobody gets two at once after downtime. It stays due until
    the next is, so whoever sends has to know which are prepared.
    """
    with reading(installation.engine) as session:
        wave, found = results.open_wave(session), read_programme(session)
    if wave is None or found is None or now >= found.timetable.at(wave.closes_on):
        return ()
    number = reminder_due(found.timetable, wave.opens_on, found.reminders, now)
    return (number,) if number else ()


def local_date(installation: Installation, now: datetime) -> date:
    """Return which day it is where the organisation is."""
    with reading(installation.engine) as session:
        return now.astimezone(_zone(session)).date()


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
    )


def read_closed(session: Session) -> list[ClosedPeriod]:
    """Return the closed periods within a transaction, from early to late."""
    return [
        ClosedPeriod(period.id, period.name, period.first_on, period.last_on)
        for period in stored.closed_periods(session)
    ]


def timetable(session: Session, rhythm: Rhythm, closed: Sequence[ClosedPeriod]) -> Timetable:
    """Return a rhythm in the organisation's time zone, with its holidays and closed periods."""
    there = people.facts_of_organisation(session)
    days = tuple(ClosedDays(period.name, period.first_on, period.last_on) for period in closed)
    country = there.country if there else None
    return Timetable(rhythm, _zone(session), WorkingDays(country, days))


def _zone(session: Session) -> ZoneInfo:
    there = people.facts_of_organisation(session)
    return ZoneInfo(there.time_zone if there else TIME_ZONE)


def _still_to_come(session: Session, found: Programme, moment: datetime, until: date) -> list[Slot]:
    """Return the slots after the last wave in which one can still open from a moment on."""
    last = results.last_numbered(session)
    return [
        slot
        for slot in found.timetable.slots(until)
        if slot.is_worth_opening(moment) and (last is None or slot.opens_at.date() > last.opens_on)
    ]
