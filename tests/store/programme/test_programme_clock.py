"""What is due and when: a year by a clock of our own, through daylight saving and downtime.

All of it lies in the past: the database itself refuses to close a wave before its last day.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db import programme, waves
from db.engine import reading, writing
from surveys import trail
from surveys.access import OPERATOR, NotAllowedError
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT, questions_of_wave, shipped
from surveys.programme import (
    PlannedWave,
    ProgrammeError,
    Rhythm,
    changes,
    closing_moment,
    due_to_open,
    load_plan,
    load_programme,
    local_date,
    reminders_due,
)
from surveys.programme.locality import save_locale
from surveys.waves import open_wave
from tests.builders import add_people
from tests.reading import HR
from tests.refusals import code
from tests.thinned import always, only_in_full

MONDAY = date(2025, 3, 3)
BIWEEKLY = Rhythm("FREQ=WEEKLY;INTERVAL=2", MONDAY, time(9), 7)


@pytest.fixture
def running(installation: Installation, north: UUID) -> Installation:
    """A programme of every two weeks, with people to invite."""
    add_people(installation, north, 8)
    changes.save_rhythm(installation, OPERATOR, BIWEEKLY, (3, 5))
    changes.resume(installation, OPERATOR)
    return installation


def at(text: str, zone: str = "Europe/Amsterdam") -> datetime:
    """Return a moment, given as the clocks of a zone show it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def open_due(place: Installation, now: datetime) -> PlannedWave | None:
    """Open the wave that is due, as the clock does."""
    wave = due_to_open(place, now)
    if wave is not None:
        opened = open_wave(
            place,
            opens_on=local_date(place, now),
            closes_on=wave.closes_on,
            period=wave.period,
        )
        assert opened.number == wave.number
    return wave


def close_due(place: Installation, now: datetime) -> bool:
    """Count the open wave when its moment has come, as the clock does."""
    moment = closing_moment(place)
    if moment is None or now < moment:
        return False
    close_wave(place, local_date(place, now))
    return True


def ticks(first: datetime, last: datetime, hours: set[int]) -> Iterator[datetime]:
    """Yield some hours of each day in universal time."""
    while first <= last:
        if first.hour in hours:
            yield first
        first += timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [always("Europe/Amsterdam", {7, 8}), only_in_full("America/New_York", {13, 14})],
)
def test_a_year_of_waves_opens_reminds_and_closes_by_the_clocks_on_the_wall(
    running: Installation, zone: str, hours: set[int]
) -> None:
    """Clocks change on other days in each zone; twice nothing runs for a while."""
    save_locale(running, OPERATOR, time_zone=zone, language="en", country="NL")
    changes.add_closed_period(running, OPERATOR, "Summer", date(2025, 7, 19), date(2025, 8, 5))
    planned = {wave.opens_at.date(): wave for wave in load_plan(running, MONDAY, date(2026, 3, 1))}
    assert {date(2025, 6, 10), date(2025, 8, 6)} <= set(planned)
    down = [
        (at("2025-09-20T00:00", zone), at("2025-10-02T00:00", zone)),
        (at("2025-11-09T00:00", zone), at("2025-11-20T00:00", zone)),
    ]
    opened: dict[date, datetime] = {}
    closed: dict[date, datetime] = {}
    reminded: dict[tuple[date, int], datetime] = {}
    planned_day = MONDAY
    midnights = {at("2025-06-16T00:00", zone).hour, at("2025-12-16T00:00", zone).hour}
    for now in ticks(at("2025-03-01T00:00", zone), at("2026-03-02T08:00", zone), hours | midnights):
        if any(first <= now < last for first, last in down):
            continue
        local = now.astimezone(ZoneInfo(zone))
        if close_due(running, now):
            closed[planned_day] = local
        if (wave := open_due(running, now)) is not None:
            planned_day = wave.opens_at.date()
            opened[planned_day] = local
        for number in reminders_due(running, now):
            reminded.setdefault((planned_day, number), local)
    # One was counted late and the next opened late; another one's whole time had passed.
    before, late, missed = date(2025, 9, 15), date(2025, 9, 29), date(2025, 11, 10)
    assert set(planned) - set(opened) == {missed}
    assert closed.pop(before) == opened[late]
    assert opened[late].date() == date(2025, 10, 2)
    for day, moment in opened.items():
        assert day == late or moment == planned[day].opens_at
    assert closed == {day: planned[day].closes_at for day in opened if day != before}
    for (day, number), moment in reminded.items():
        assert (moment.hour, moment.minute) == (9, 0)
        assert moment.weekday() < 5
        assert (moment.date() - opened[day].date()).days <= (3, 5)[number - 1] + 2
    assert {number for _, number in reminded} == {1, 2}
    current = load_programme(running)
    assert current is not None
    due = {
        (day, number)
        for day, moment in opened.items()
        for number, _ in current.timetable.reminders(moment.date(), planned[day].closes_on, (3, 5))
    }
    # Reminders around the downtime are left out, not made up for.
    assert set(reminded) <= due
    assert {day for day, _ in due - set(reminded)} <= {before, late}


def test_nothing_is_due_before_somebody_starts_the_programme(running: Installation) -> None:
    now = at("2025-03-03T09:00")
    changes.pause(running, OPERATOR)
    assert due_to_open(running, now) is None
    changes.resume(running, OPERATOR)
    assert due_to_open(running, now - timedelta(seconds=1)) is None
    first = due_to_open(running, now)
    assert first is not None
    assert due_to_open(running, now) == first, "asking again changes nothing"
    assert (first.number, first.block, first.period) == (1, 1, "biweekly")


def test_a_wave_opens_once_even_when_it_was_counted_the_same_day(running: Installation) -> None:
    open_wave(running, opens_on=MONDAY, closes_on=MONDAY)
    close_wave(running, MONDAY)
    assert due_to_open(running, at("2025-03-03T18:00")) is None
    assert load_plan(running, MONDAY, date(2025, 4, 2))[0].opens_at == at("2025-03-17T09:00")


@pytest.mark.parametrize(
    ("back", "number"),
    [
        ("2025-03-08T00:00", 1),  # 2.4 of 7 days are left
        ("2025-03-08T12:00", None),  # less than a third is left
        ("2025-03-13T09:00", None),  # its whole time has passed
        ("2025-03-18T09:00", 1),  # the next one, and the numbers have no gap
    ],
)
def test_a_wave_opens_late_or_never(running: Installation, back: str, number: int | None) -> None:
    due = due_to_open(running, at(back))
    assert (due.number if due else None) == number
    if due is not None:
        assert (due.closes_on - due.opens_at.date()).days == 7


def test_after_downtime_nobody_gets_two_reminders_or_waves_at_once(running: Installation) -> None:
    assert open_due(running, at("2025-03-03T09:00")) is not None
    assert reminders_due(running, at("2025-03-06T08:59")) == ()
    assert reminders_due(running, at("2025-03-06T09:00")) == (1,)
    assert reminders_due(running, at("2025-03-07T09:00")) == (2,), "Saturday is a day off"
    assert reminders_due(running, at("2025-03-10T09:00")) == ()
    after = at("2025-03-17T09:00")
    assert due_to_open(running, after) is None, "the first one is not counted yet"
    assert close_due(running, after)
    second = due_to_open(running, after)
    assert second is not None
    assert second.number == 2


def test_a_pause_opens_nothing_and_lets_the_open_wave_end(running: Installation) -> None:
    open_due(running, at("2025-03-03T09:00"))
    next_one = at("2025-03-17T09:00")
    changes.pause(running, OPERATOR)
    assert closing_moment(running) == at("2025-03-11T00:00")
    assert not close_due(running, at("2025-03-10T23:59"))
    assert close_due(running, at("2025-03-11T00:00"))
    assert due_to_open(running, next_one) is None
    changes.resume(running, OPERATOR)
    assert due_to_open(running, next_one) is not None
    changes.end(running, OPERATOR)
    assert due_to_open(running, next_one) is None


def test_a_block_brought_forward_is_asked_whoever_opens_the_wave(running: Installation) -> None:
    changes.bring_forward(running, OPERATOR, 1, 4)
    due = due_to_open(running, at("2025-03-03T09:00"))
    assert due is not None
    assert (due.number, due.block) == (1, 4)
    open_wave(running, opens_on=MONDAY, closes_on=MONDAY)
    with reading(running.engine) as session:
        wave = waves.open_wave(session)
        assert wave is not None
        assert wave.questions == [q.id for q in questions_of_wave(shipped(), 4)]


def opened_with(running: Installation, day: date, *, ends_round: bool | None = None) -> list[str]:
    wave = open_wave(running, opens_on=day, closes_on=day, ends_round=ends_round)
    with reading(running.engine) as session:
        return waves.wave(session, wave.id).open_questions


def test_open_questions_are_asked_in_the_wave_for_which_they_are_planned_and_in_no_other(
    running: Installation,
) -> None:
    at_the_end = ["open_miss", "open_keep", "open_wish"]
    changes.ask_open_questions(running, OPERATOR, 2, on=True)
    plan = load_plan(running, MONDAY, MONDAY + timedelta(days=80))
    assert [wave.number for wave in plan if wave.ends_round] == [2]
    assert opened_with(running, MONDAY) == [COMMENT]
    close_wave(running, MONDAY)
    # What is planned goes before what somebody asks for on a command line.
    assert opened_with(running, MONDAY + timedelta(days=7), ends_round=False) == at_the_end
    close_wave(running, MONDAY + timedelta(days=7))
    assert opened_with(running, MONDAY + timedelta(days=14)) == [COMMENT]
    for wave in (1, 3):
        with pytest.raises(ProgrammeError, check=code("wave_held")):
            changes.ask_open_questions(running, OPERATOR, wave, on=True)


def test_open_questions_follow_the_block_about_the_future_unless_they_are_left_out(
    running: Installation,
) -> None:
    with writing(running.engine) as session:
        row = programme.programme(session)
        assert row is not None
        row.brought_forward = {"1": 26, "2": 52}
    changes.ask_open_questions(running, OPERATOR, 2, on=False)
    changes.ask_open_questions(running, OPERATOR, 2, on=False)
    plan = load_plan(running, MONDAY, MONDAY + timedelta(days=80))
    assert [wave.number for wave in plan if wave.ends_round] == [1]
    assert opened_with(running, MONDAY) == ["open_miss", "open_keep", "open_wish"]
    close_wave(running, MONDAY)
    assert opened_with(running, MONDAY + timedelta(days=7)) == [COMMENT]
    noted = [entry.subject for entry in trail.entries(running) if "open questions" in entry.action]
    assert noted == ["wave 2"], "noted once"
    rhythm = load_programme(running)
    assert rhythm is not None
    changes.save_rhythm(running, OPERATOR, rhythm.rhythm, (2,))
    kept = load_programme(running)
    assert kept is not None
    assert kept.open_questions == {2: False}, "another rhythm keeps it"


def test_only_administrators_plan_open_questions(running: Installation) -> None:
    with pytest.raises(NotAllowedError):
        changes.ask_open_questions(running, HR, 1, on=True)


def test_without_a_programme_a_wave_closes_by_day(installation: Installation, north: UUID) -> None:
    assert closing_moment(installation) is None
    assert due_to_open(installation, at("2025-03-03T09:00")) is None
    add_people(installation, north, 8)
    open_wave(installation, opens_on=MONDAY, closes_on=date(2025, 3, 29))
    # The clocks change in that night: the day after begins an hour earlier in universal time.
    assert closing_moment(installation) == at("2025-03-30T00:00")
    assert reminders_due(installation, at("2025-03-21T09:00")) == ()
    save_locale(installation, OPERATOR, time_zone="Pacific/Auckland", language="en", country=None)
    assert closing_moment(installation) == at("2025-03-30T00:00", "Pacific/Auckland")
    assert local_date(installation, at("2025-03-29T20:00")) == date(2025, 3, 30)
