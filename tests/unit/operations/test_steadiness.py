"""A time that is put forward or back is noticed, and believed once it has lasted for an hour."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.operations.steadiness import PATIENCE, TOLERATED, Steadiness, in_words

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(minutes: float, put: timedelta = timedelta()) -> tuple[datetime, timedelta]:
    """Return the time some minutes later, when it was put, and the time since the start."""
    elapsed = timedelta(minutes=minutes)
    return START + elapsed + put, 5 * DAY + elapsed


@pytest.mark.parametrize("put", [400 * DAY, -400 * DAY, 11 * MINUTE, -11 * MINUTE])
def test_a_jump_is_told_until_it_is_undone(put: timedelta) -> None:
    clock = Steadiness()
    assert clock.jump(*at(0)) is None
    assert clock.jump(*at(1, put)) == put
    assert clock.jump(*at(50, put)) == put
    assert clock.jump(*at(51)) is None
    assert clock.jump(*at(52, put)) == put, "another hour begins"


def test_a_time_that_lasts_for_an_hour_is_believed_and_another_jump_begins_anew() -> None:
    clock = Steadiness()
    clock.jump(*at(0))
    assert clock.jump(*at(1, DAY)) == DAY
    assert clock.jump(*at(59, 2 * DAY)) == 2 * DAY
    assert clock.jump(*at(62, 2 * DAY)) == 2 * DAY
    assert clock.jump(*at(59 + PATIENCE / MINUTE, 2 * DAY)) is None
    assert clock.jump(*at(120, 2 * DAY)) is None
    assert clock.jump(*at(121)) == -2 * DAY


def test_a_machine_that_sleeps_jumps_nowhere_and_small_corrections_are_followed() -> None:
    clock = Steadiness()
    clock.jump(*at(0))
    assert clock.jump(*at(3 * 24 * 60)) is None
    corrected = timedelta()
    for minutes in range(100):
        corrected += TOLERATED / 2
        assert clock.jump(*at(5_000 + minutes, corrected)) is None


@given(st.lists(st.floats(0.1, 30), min_size=1, max_size=50))
def test_a_steady_time_never_waits(steps: list[float]) -> None:
    clock, minutes = Steadiness(), 0.0
    for step in steps:
        minutes += step
        assert clock.jump(*at(minutes)) is None


@given(st.timedeltas(TOLERATED + MINUTE, 4_000 * DAY), st.booleans())
def test_whatever_the_jump_nothing_is_done_for_an_hour(put: timedelta, back: bool) -> None:
    clock, put = Steadiness(), -put if back else put
    clock.jump(*at(0))
    assert all(clock.jump(*at(minutes, put)) == put for minutes in range(1, 61, 7))
    assert clock.jump(*at(62, put)) is None


def test_a_jump_is_told_in_the_unit_that_fits() -> None:
    assert [in_words(each) for each in (11 * MINUTE, 90 * MINUTE, 5 * 60 * MINUTE, 400 * DAY)] == [
        "11 minutes",
        "90 minutes",
        "5 hours",
        "400 days",
    ]
