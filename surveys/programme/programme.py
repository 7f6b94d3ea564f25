"""The stored programme, the plan of the year, and what is due now.

Changes are in `surveys/programme/changes.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from db import people, waves
from db import programme as stored
from db.engine import reading
from surveys.installation import Installation
from surveys.organisation import TIME_ZONE, load_instrument_in
from surveys.organisation.next_waves import asks_health
from surveys.organisation.own_slot import own_of_coming_waves
from surveys.organisation.turns import first_turn
from surveys.organisation.who_leads import asks_who_leads
from surveys.programme.plan import PlannedWave, plan_waves
from surveys.programme.rhythm import Rhythm, Slot, Timetable, end_of_day
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


def load_plan(installation: Installation, today: date, until: date) -> tuple[PlannedWave, ...]:
    """Return the waves that are to open from a day until another, with their questions.

    For a paused programme, as if it resumed today; for an ended one, nothing.
    """
    with reading(installation.engine) as session:
        current = read_programme(session)
        if current is None or current.state == "ended":
            return ()
        zone = current.timetable.zone
        free = datetime.combine(today, time(), tzinfo=zone)
        if (wave := waves.open_wave(session)) is not None:
            free = max(free, end_of_day(wave.closes_on, zone))
        slots = _upcoming_slots(session, current, free, until)
        return _planned(session, current, slots)


@dataclass(frozen=True)
class UpcomingWave:
    """A wave that is open now, or that is to open."""

    number: int
    opens_on: date
    closes_on: date
    is_open: bool = False


def upcoming_waves(session: Session, today: date) -> list[UpcomingWave]:
    """Return the open wave and those that are to open within a year, within a transaction.

    Only the open one while the programme does not run.
    """
    coming, opened = [], waves.open_wave(session)
    if opened is not None:
        number = opened.number or waves.last_number(session)
        coming.append(UpcomingWave(number, opened.opens_on, opened.closes_on, is_open=True))
    current = read_programme(session)
    if current is None or current.state != "running":
        return coming
    zone = current.timetable.zone
    free = datetime.combine(today, time(), tzinfo=zone)
    if opened is not None:
        free = max(free, end_of_day(opened.closes_on, zone))
    slots = _upcoming_slots(session, current, free, today + timedelta(days=365))
    first = waves.last_number(session) + 1
    return coming + [
        UpcomingWave(number, slot.opens_at.date(), slot.closes_on)
        for number, slot in enumerate(slots, first)
    ]


def load_next_opening(installation: Installation, today: date) -> date:
    """Return the day on which the next wave opens; today where none is planned within a year."""
    with reading(installation.engine) as session:
        planned = next_wave(session, today)
    return today if planned is None else planned.opens_at.date()


def next_wave(session: Session, today: date) -> PlannedWave | None:
    """Return the next wave of a running programme, within a year, without a transaction of its own.

    None where the programme does not run or no wave is to come.
    """
    current = read_programme(session)
    if current is None or current.state != "running":
        return None
    zone = current.timetable.zone
    free = datetime.combine(today, time(), tzinfo=zone)
    if (wave := waves.open_wave(session)) is not None:
        free = max(free, end_of_day(wave.closes_on, zone))
    slots = _upcoming_slots(session, current, free, today + timedelta(days=366))[:1]
    return next(iter(_planned(session, current, slots)), None)


def due_to_open(installation: Installation, now: datetime) -> PlannedWave | None:
    """Return the wave that is to open now; None when there is none.

    After downtime a wave opens late and closes as planned, unless less than a third of its time is
    left. No wave opens while the programme does not run or the last wave has not been counted.
    """
    with reading(installation.engine) as session:
        current = read_programme(session)
        if current is None or current.state != "running":
            return None
        last = waves.last_numbered(session)
        if last is not None and last.state != "closed":
            return None
        today = now.astimezone(current.timetable.zone).date()
        slots = _upcoming_slots(session, current, now, today)
        come = [slot for slot in slots if slot.opens_at <= now]
        return next(iter(_planned(session, current, come[:1])), None)


def load_working_days(session: Session) -> WorkingDays:
    """Return the working days of the organisation, with or without a programme."""
    organisation = people.facts_of_organisation(session)
    country = organisation.country if organisation else None
    return _working_days(country, read_closed(session))


def closing_moment(installation: Installation) -> datetime | None:
    """Return when the open wave is to be counted: at the end of its last day; None without one."""
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
        if wave is None:
            return None
        return end_of_day(wave.closes_on, _zone(session))


def reminders_due(installation: Installation, now: datetime) -> tuple[int, ...]:
    """Return the number of the reminder that is due in the open wave: one number, or none.

    Earlier ones are not caught up: nobody gets two at once after downtime. A reminder stays due
    until the next one is, so the sender has to know which are prepared.
    """
    with reading(installation.engine) as session:
        wave, current = waves.open_wave(session), read_programme(session)
    if wave is None or current is None:
        return ()
    days = current.timetable.reminders(wave.opens_on, wave.closes_on, current.reminders)
    # The last day is too late for any: what was missed until then is dropped.
    if now.astimezone(current.timetable.zone).date() >= wave.closes_on:
        return ()
    return tuple(number for number, moment in days if moment <= now)[-1:]


def local_moment(installation: Installation, moment: datetime) -> datetime:
    """Return a moment as the clocks of the organisation show it."""
    with reading(installation.engine) as session:
        return moment.astimezone(_zone(session))


def local_date(installation: Installation, now: datetime) -> date:
    """Return the date in the time zone of the organisation."""
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
    return Timetable(rhythm, _zone(session), _working_days(country, closed))


def _working_days(country: str | None, closed: Sequence[ClosedPeriod]) -> WorkingDays:
    days = tuple(ClosedDays(period.name, period.first_on, period.last_on) for period in closed)
    return WorkingDays(country, days)


def _zone(session: Session) -> ZoneInfo:
    organisation = people.facts_of_organisation(session)
    return ZoneInfo(organisation.time_zone if organisation else TIME_ZONE)


def _planned(
    session: Session, current: Programme, slots: Sequence[Slot]
) -> tuple[PlannedWave, ...]:
    """Return the waves in some slots, the first of which is the next, with their questions."""
    instrument = load_instrument_in(session)
    return plan_waves(
        slots,
        waves.last_number(session) + 1,
        current.turns,
        instrument,
        current.rhythm.period,
        current.open_questions,
        first_turn=current.first_turn,
        health_question=asks_health(session),
        leading_question=asks_who_leads(session),
        own=own_of_coming_waves(session, instrument),
    )


def _upcoming_slots(
    session: Session, current: Programme, moment: datetime, until: date
) -> list[Slot]:
    """Return the slots after the last wave in which a wave can still open from a moment on."""
    last = waves.last_numbered(session)
    return [
        slot
        for slot in current.timetable.slots(until)
        if slot.has_enough_time_left(moment)
        and (last is None or slot.opens_at.date() > last.opens_on)
    ]
