"""The waves to come, and what is due now: opening, reminders, counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from db import waves
from db.engine import reading
from surveys.installation import Installation
from surveys.organisation import load_instrument_in
from surveys.organisation.next_waves import asks_health
from surveys.organisation.own_slot import own_of_coming_waves
from surveys.organisation.who_leads import asks_who_leads
from surveys.programme.plan import PlannedWave, plan_waves
from surveys.programme.programme import Programme, read_programme, zone_of
from surveys.programme.rhythm import Slot, end_of_day


def load_plan(installation: Installation, today: date, until: date) -> tuple[PlannedWave, ...]:
    """Return the waves that are to open from a day until another, with their questions.

    For a paused programme, as if it resumed today; for an ended one, nothing.
    """
    with reading(installation.engine) as session:
        current = read_programme(session)
        if current is None or current.state == "ended":
            return ()
        slots = _slots_after(session, current, waves.open_wave(session), today, until)
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
    if (current := _running_programme(session)) is None:
        return coming
    slots = _slots_after(session, current, opened, today, today + timedelta(days=365))
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
    if (current := _running_programme(session)) is None:
        return None
    opened, until = waves.open_wave(session), today + timedelta(days=366)
    slots = _slots_after(session, current, opened, today, until)
    return next(iter(_planned(session, current, slots[:1])), None)


def due_to_open(installation: Installation, now: datetime) -> PlannedWave | None:
    """Return the wave that is to open at `now`, a moment with a time zone; None without one.

    After downtime a wave opens late and closes as planned, unless less than a third of its time is
    left. No wave opens while the programme does not run or the last wave has not been counted.
    """
    with reading(installation.engine) as session:
        if (current := _running_programme(session)) is None:
            return None
        last = waves.last_numbered(session)
        if last is not None and last.state != "closed":
            return None
        today = now.astimezone(current.timetable.zone).date()
        slots = _upcoming_slots(session, current, now, today)
        come = [slot for slot in slots if slot.opens_at <= now]
        return next(iter(_planned(session, current, come[:1])), None)


def closing_moment(installation: Installation) -> datetime | None:
    """Return when the open wave is to be counted: at the end of its last day; None without one."""
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
        if wave is None:
            return None
        return end_of_day(wave.closes_on, zone_of(session))


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


def _running_programme(session: Session) -> Programme | None:
    current = read_programme(session)
    return current if current is not None and current.state == "running" else None


def _slots_after(
    session: Session, current: Programme, opened: waves.Wave | None, today: date, until: date
) -> list[Slot]:
    """Return the slots from a day until another in which a wave can open after the open one."""
    zone = current.timetable.zone
    free = datetime.combine(today, time(), tzinfo=zone)
    if opened is not None:
        free = max(free, end_of_day(opened.closes_on, zone))
    return _upcoming_slots(session, current, free, until)


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
