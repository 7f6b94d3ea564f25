"""When waves open and close: wall clocks, holidays, closed periods, and never two at a time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.programme.error import ProgrammeError
from surveys.programme.rhythm import MINUTE, Rhythm, Timetable, end_of_day, wall_clock
from surveys.programme.working_days import ClosedDays, WorkingDays

AMSTERDAM, NEW_YORK = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/New_York")
LORD_HOWE, SAMOA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")
MONDAY = date(2026, 3, 2)
YEAR = date(2027, 3, 2)


def weekly(**changed: object) -> Timetable:
    days = changed.pop("days", WorkingDays())
    zone = changed.pop("zone", AMSTERDAM)
    values = {"rule": "FREQ=WEEKLY", "starts_on": MONDAY, **changed}
    return Timetable(Rhythm(**values), zone, days)  # type: ignore[arg-type]


def test_a_weekly_wave_opens_on_mondays_at_nine_and_lasts_to_the_end_of_sunday() -> None:
    slots = weekly().slots(YEAR)
    assert len(slots) == 53
    assert slots[0].opens_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert {slot.opens_at.strftime("%a %H:%M") for slot in slots} == {"Mon 09:00"}
    assert {f"{slot.closes_on:%a}" for slot in slots[:-1]} == {"Sun"}
    assert {slot.closes_at.strftime("%a %H:%M") for slot in slots[:-1]} == {"Mon 00:00"}
    for zone, winter, summer in ((AMSTERDAM, 8, 7), (NEW_YORK, 14, 13)):
        hours = [s.opens_at.astimezone(UTC).hour for s in weekly(zone=zone).slots(YEAR)]
        assert (hours[0], hours[10], hours[-1]) == (winter, summer, winter)
        assert set(hours) == {winter, summer}


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        # Clocks go from 02:00 to 03:00; the first time that exists is three o'clock.
        (date(2026, 3, 29), time(2, 30), AMSTERDAM, "2026-03-29T01:00"),
        (date(2026, 3, 8), time(2, 0), NEW_YORK, "2026-03-08T07:00"),
        # Half an hour is skipped.
        (date(2026, 10, 4), time(2, 10), LORD_HOWE, "2026-10-03T15:30"),
        # A whole day was skipped.
        (date(2011, 12, 30), time(9), SAMOA, "2011-12-30T10:00"),
        # Shown twice: the first.
        (date(2026, 10, 25), time(2, 30), AMSTERDAM, "2026-10-25T00:30"),
        (date(2026, 11, 1), time(1, 30), NEW_YORK, "2026-11-01T05:30"),
    ],
)
def test_a_time_that_clocks_skip_is_the_next_and_one_shown_twice_the_first(
    day: date, at: time, zone: ZoneInfo, moment: str
) -> None:
    # In universal time: a time shown twice equals none of another zone.
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert wall_clock(day, at, zone).astimezone(UTC) == expected


def test_holidays_and_weekends_of_a_country_move_a_wave_and_are_named() -> None:
    slots = weekly(days=WorkingDays("NL")).slots(YEAR)
    before, easter = (
        next(slot for slot in slots if slot.regular_on == day)
        for day in (date(2026, 3, 30), date(2026, 4, 6))
    )
    assert easter.opens_at.date() == date(2026, 4, 7)
    assert easter.moved is not None
    assert easter.moved.in_words("en") == "Easter Monday"
    assert easter.moved.in_words("nl") == "Tweede paasdag"
    assert before.closes_on == date(2026, 4, 6)
    assert easter.closes_on == date(2026, 4, 12)
    thursday = weekly(starts_on=date(2026, 11, 26), days=WorkingDays("US"), zone=NEW_YORK)
    assert thursday.slots(YEAR)[0].opens_at.date() == date(2026, 11, 27)
    friday, *_ = weekly(starts_on=date(2026, 3, 6), days=WorkingDays("SA")).slots(YEAR)
    assert friday.opens_at.date() == date(2026, 3, 8)
    assert friday.moved is not None
    assert friday.moved.in_words("nl") == "weekend"


def test_a_closed_period_moves_a_wave_or_leaves_it_out() -> None:
    summer = ClosedDays("Summer", date(2026, 7, 20), date(2026, 8, 4))
    slots = weekly(days=WorkingDays(closed=(summer,))).slots(YEAR)
    days = {slot.regular_on: slot for slot in slots}
    assert not {date(2026, 7, 20), date(2026, 7, 27)} & set(days)
    back = days[date(2026, 8, 3)]
    assert back.opens_at.date() == date(2026, 8, 5)
    assert back.moved is not None
    assert back.moved.in_words("en") == "Summer"
    assert days[date(2026, 7, 13)].closes_on == date(2026, 8, 4)
    always = ClosedDays("Closed", date(2020, 1, 1), date(2040, 1, 1))
    assert weekly(days=WorkingDays(closed=(always,))).slots(YEAR) == []


@pytest.mark.parametrize(("until", "has_first"), [(10, True), (11, False)])
def test_a_wave_that_would_be_open_for_less_than_a_third_of_its_time_is_left_out(
    until: int, has_first: bool
) -> None:
    closed = WorkingDays(closed=(ClosedDays("Building works", MONDAY, date(2026, 3, until)),))
    table = weekly(rule="FREQ=WEEKLY;INTERVAL=2", open_days=14, days=closed)
    days = [slot.regular_on for slot in table.slots(date(2026, 3, 16))]
    assert days == ([MONDAY] if has_first else []) + [date(2026, 3, 16)]


def test_a_wave_is_open_for_one_day_to_two_months() -> None:
    for days in (0, 61):
        with pytest.raises(ProgrammeError, match="1 to 60 days"):
            weekly(rule="FREQ=MONTHLY;INTERVAL=3", open_days=days)


@pytest.mark.parametrize(
    ("closes_on", "days"),
    [
        (date(2026, 3, 9), {1: date(2026, 3, 5), 2: date(2026, 3, 6)}),
        (date(2026, 3, 11), {1: date(2026, 3, 5), 2: date(2026, 3, 9)}),
        (date(2026, 3, 6), {1: date(2026, 3, 5)}),
    ],
)
def test_a_reminder_on_a_day_off_moves_and_never_to_the_last_day(
    closes_on: date, days: dict[int, date]
) -> None:
    moments = weekly().reminders(MONDAY, closes_on, (3, 5))
    assert {number: moment.date() for number, moment in moments} == days
    assert {f"{moment:%H:%M}" for _, moment in moments} == {"09:00"}


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 3, 29), AMSTERDAM, "2026-03-29T22:00"),
        (date(2026, 10, 25), AMSTERDAM, "2026-10-25T23:00"),
        # Clocks skip midnight: the day begins at one.
        (date(2026, 4, 23), ZoneInfo("Africa/Cairo"), "2026-04-23T22:00"),
    ],
)
def test_a_day_ends_when_the_next_one_begins(day: date, zone: ZoneInfo, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert end_of_day(day, zone).astimezone(UTC) == expected


RULES = st.sampled_from(
    [
        *("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3;COUNT=9"),
        *("FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=1MO,3MO"),
        *("FREQ=DAILY;INTERVAL=8", "FREQ=YEARLY;BYMONTHDAY=-1"),
    ]
)
ZONES = st.sampled_from([AMSTERDAM, NEW_YORK, LORD_HOWE, ZoneInfo("Africa/Casablanca")])
CLOSED = st.builds(
    lambda first, days: ClosedDays("Closed", first, first + timedelta(days=days)),
    st.dates(MONDAY, YEAR),
    st.integers(0, 40),
)


COUNTRIES = st.sampled_from([None, "NL", "US", "SA"])
TIMETABLES = st.builds(
    Timetable,
    st.builds(Rhythm, RULES, st.dates(MONDAY, date(2026, 5, 1)), st.times(), st.integers(1, 7)),
    ZONES,
    st.builds(WorkingDays, COUNTRIES, st.lists(CLOSED, max_size=4).map(tuple)),
)


@given(TIMETABLES)
def test_waves_open_in_order_on_working_days_at_that_time_and_never_overlap(
    table: Timetable,
) -> None:
    slots = table.slots(YEAR)
    for slot in slots:
        assert table.rhythm.starts_on <= slot.regular_on <= slot.opens_at.date()
        assert slot.opens_at < slot.closes_at
        assert table.days.obstacle(slot.opens_at.date()) is None
        assert is_right(slot.opens_at.replace(tzinfo=None), table)
        assert slot.closes_at == end_of_day(slot.closes_on, table.zone)
        moments = table.reminders(slot.opens_at.date(), slot.closes_on, (3, 5))
        for _, moment in moments:
            assert table.days.obstacle(moment.date()) is None
            assert slot.opens_at.date() < moment.date() < slot.closes_on
        assert (slot.moved is None) == (slot.regular_on == slot.opens_at.date())
    for slot, later in pairwise(slots):
        assert slot.opens_at < later.opens_at
        assert slot.closes_at.astimezone(UTC) <= later.opens_at.astimezone(UTC)


def is_shown(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether the clocks of a zone ever show a time."""
    there = wall.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def is_right(shown: datetime, table: Timetable) -> bool:
    """Return whether a wave opens at its time of day, or at the first minute after a gap in it."""
    wanted = datetime.combine(shown.date(), table.rhythm.opens_at)
    after_gap = not is_shown(wanted, table.zone) and not is_shown(shown - MINUTE, table.zone)
    return is_shown(shown, table.zone) and (shown == wanted or (after_gap and shown > wanted))


@given(TIMETABLES, st.dates(MONDAY, YEAR), st.integers(0, 400), st.integers(0, 86_399))
def test_planning_more_or_later_finds_the_same_waves(
    table: Timetable, until: date, more: int, seconds: int
) -> None:
    slots, longer = table.slots(until), table.slots(until + timedelta(days=more))
    assert longer[: len(slots)] == slots
    assert all(slot.opens_at.date() > until for slot in longer[len(slots) :])
    slots = table.slots(YEAR)
    start = wall_clock(MONDAY, time(), table.zone)
    now = start + timedelta(days=more, seconds=seconds)
    from_start = [slot for slot in slots if slot.has_enough_time_left(start)]
    from_now = [slot for slot in slots if slot.has_enough_time_left(now)]
    assert from_now == from_start[len(from_start) - len(from_now) :]
