"""What is due and when: a year by a clock of our own, through daylight saving and downtime."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from surveys.access import AT_THE_MACHINE
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.locality import save_locale
from surveys.programme import closing_moment, due_to_open, local_date, plan, reminders_due
from surveys.programme_changes import add_closed_period, bring_forward, end, pause, resume, save
from surveys.programme_plan import Planned
from surveys.rhythm import Rhythm
from surveys.waves import open_wave
from tests.conftest import add_people

MONDAY = date(2026, 3, 2)
BIWEEKLY = Rhythm("FREQ=WEEKLY;INTERVAL=2", MONDAY, time(9), 7)
HOUR = timedelta(hours=1)


@pytest.fixture
def running(installation: Installation, organisation: dict[str, UUID]) -> Installation:
    """A programme of every two weeks, with people to invite."""
    add_people(installation, organisation["North"], 8)
    save(installation, AT_THE_MACHINE, BIWEEKLY, (3, 5))
    return installation


def at(text: str, zone: str = "Europe/Amsterdam") -> datetime:
    """Return a moment, given as the clocks of a zone show it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def open_due(place: Installation, now: datetime) -> Planned | None:
    """Open the wave that is due, as the clock does."""
    wave = due_to_open(place, now)
    if wave is not None:
        opened = open_wave(
            place,
            opens_on=local_date(place, now),
            closes_on=wave.closes_at.date(),
            period=wave.period,
            block=wave.block,
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


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += HOUR


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York"])
def test_a_year_of_waves_opens_reminds_and_closes_by_the_clocks_on_the_wall(
    running: Installation, zone: str
) -> None:
    """Amsterdam changes its clocks on other days than New York; eleven days it is down."""
    save_locale(running, AT_THE_MACHINE, time_zone=zone, language="en", country="NL")
    add_closed_period(running, AT_THE_MACHINE, "Summer", date(2026, 7, 18), date(2026, 8, 4))
    planned = plan(running, MONDAY, date(2027, 3, 1))
    down = (at("2026-09-20T00:00", zone), at("2026-10-01T12:00", zone))
    opened, closed, reminded = [], [], []
    for now in hours(at("2026-03-01T00:00", zone), at("2027-03-01T08:00", zone)):
        if down[0] <= now < down[1]:
            continue
        local = now.astimezone(ZoneInfo(zone))
        if close_due(running, now):
            closed.append(local)
        if open_due(running, now) is not None:
            opened.append(local)
        for number in reminders_due(running, now):
            if (len(opened), number) not in {(wave, n) for wave, n, _ in reminded}:
                reminded.append((len(opened), number, local))
    # The wave of 28 September opened late, three and a half of its seven days were left.
    late = datetime(2026, 10, 1, 12, tzinfo=ZoneInfo(zone))
    assert [moment for moment in opened if moment.hour != 9] == [late]
    expected = [w.opens_at.astimezone(ZoneInfo(zone)) for w in planned]
    assert [late if m.date() == date(2026, 9, 28) else m for m in expected] == opened
    assert closed == [w.closes_at.astimezone(ZoneInfo(zone)) for w in planned]
    assert {number for _, number, _ in reminded} == {1, 2}
    for wave, number, moment in reminded:
        assert moment.hour == 9
        assert (moment.date() - opened[wave - 1].date()).days == (3, 5)[number - 1]


def test_what_is_due_does_not_change_by_asking_again(running: Installation) -> None:
    now = at("2026-03-02T09:00")
    assert due_to_open(running, now - timedelta(seconds=1)) is None
    first = due_to_open(running, now)
    assert first is not None
    assert due_to_open(running, now) == first
    assert (first.number, first.block, first.period) == (1, 1, "biweekly")


def test_no_wave_opens_before_the_last_one_was_counted(running: Installation) -> None:
    assert open_due(running, at("2026-03-02T09:00")) is not None
    after = at("2026-03-16T09:00")
    assert due_to_open(running, after) is None
    assert close_due(running, after)
    second = due_to_open(running, after)
    assert second is not None
    assert second.number == 2


def test_a_wave_opens_once_even_when_it_was_counted_the_same_day(running: Installation) -> None:
    open_wave(running, opens_on=MONDAY, closes_on=MONDAY)
    close_wave(running, MONDAY)
    assert due_to_open(running, at("2026-03-02T18:00")) is None
    assert plan(running, MONDAY, date(2026, 4, 1))[0].opens_at == at("2026-03-16T09:00")


@pytest.mark.parametrize(
    ("back", "number"),
    [
        ("2026-03-07T00:00", 1),  # 2.4 of 7 days are left
        ("2026-03-07T02:00", None),  # less than a third is left
        ("2026-03-12T09:00", None),  # its whole time has passed
        ("2026-03-17T09:00", 1),  # the next one, and the numbers have no gap
    ],
)
def test_after_downtime_a_wave_opens_late_or_not_at_all(
    running: Installation, back: str, number: int | None
) -> None:
    due = due_to_open(running, at(back))
    assert (due.number if due else None) == number
    if due is not None:
        assert due.closes_at - due.opens_at == timedelta(days=7)


def test_after_downtime_nobody_gets_two_reminders_at_once(running: Installation) -> None:
    open_due(running, at("2026-03-02T09:00"))
    assert reminders_due(running, at("2026-03-05T08:59")) == ()
    assert reminders_due(running, at("2026-03-05T09:00")) == (1,)
    assert reminders_due(running, at("2026-03-08T00:00")) == (2,)
    assert reminders_due(running, at("2026-03-09T09:00")) == ()


def test_a_pause_opens_nothing_and_lets_the_open_wave_end(running: Installation) -> None:
    open_due(running, at("2026-03-02T09:00"))
    pause(running, AT_THE_MACHINE)
    assert closing_moment(running) == at("2026-03-09T09:00")
    assert close_due(running, at("2026-03-09T09:00"))
    assert due_to_open(running, at("2026-03-16T09:00")) is None
    resume(running, AT_THE_MACHINE)
    assert due_to_open(running, at("2026-03-16T09:00")) is not None
    end(running, AT_THE_MACHINE)
    assert due_to_open(running, at("2026-03-16T09:00")) is None


def test_a_block_brought_forward_is_due_with_its_wave(running: Installation) -> None:
    bring_forward(running, AT_THE_MACHINE, 1, 4)
    due = due_to_open(running, at("2026-03-02T09:00"))
    assert due is not None
    assert (due.number, due.block) == (1, 4)


def test_without_a_programme_a_wave_closes_when_its_last_day_is_over(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert closing_moment(installation) is None
    assert due_to_open(installation, at("2026-03-02T09:00")) is None
    add_people(installation, organisation["North"], 8)
    open_wave(installation, opens_on=MONDAY, closes_on=date(2026, 3, 28))
    # The clocks change in that night: the day after begins an hour earlier in universal time.
    assert closing_moment(installation) == at("2026-03-29T00:00")
    assert reminders_due(installation, at("2026-03-20T09:00")) == ()
    save_locale(
        installation, AT_THE_MACHINE, time_zone="Pacific/Auckland", language="en", country=None
    )
    assert closing_moment(installation) == at("2026-03-29T00:00", "Pacific/Auckland")
    assert local_date(installation, at("2026-03-28T20:00")) == date(2026, 3, 29)
