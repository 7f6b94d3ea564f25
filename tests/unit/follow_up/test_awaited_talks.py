"""Whether a wave waits for talks: a decision on led units with results, talks and reasons alone."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from surveys.follow_up.awaited_talks import FIRST_TO_WAIT, await_talks

WAVE = UUID(int=99)

units = st.lists(st.booleans(), max_size=12).map(
    lambda talked: [(UUID(int=n), f"Team {n}", talks) for n, talks in enumerate(talked)]
)
reasons = st.sets(st.integers(0, 14).map(lambda n: UUID(int=n)))


@given(units, reasons, st.integers(FIRST_TO_WAIT, 60))
def test_a_wave_waits_exactly_while_fewer_than_half_have_noted_a_talk_or_a_reason(
    units: list[tuple[UUID, str, bool]], reasons: set[UUID], number: int
) -> None:
    awaited = await_talks(number, WAVE, units, reasons)
    noted = sum(talked or unit in reasons for unit, _name, talked in units)
    assert (awaited is not None) == (noted < len(units) / 2)
    if awaited is not None:
        assert (awaited.noted, awaited.units) == (noted, len(units))
        assert {one.unit for one in awaited.missing} == {
            unit for unit, _name, talked in units if not talked and unit not in reasons
        }
        assert all(awaited.lacks(one.unit) for one in awaited.missing)


@given(units, reasons, st.integers(1, FIRST_TO_WAIT - 1))
def test_the_first_two_waves_never_wait(
    units: list[tuple[UUID, str, bool]], reasons: set[UUID], number: int
) -> None:
    assert await_talks(number, WAVE, units, reasons) is None


@given(units, reasons, st.integers(FIRST_TO_WAIT, 60))
def test_one_reason_for_all_that_are_missing_ends_the_waiting(
    units: list[tuple[UUID, str, bool]], reasons: set[UUID], number: int
) -> None:
    awaited = await_talks(number, WAVE, units, reasons)
    if awaited is not None:
        given_now = reasons | {one.unit for one in awaited.missing}
        assert await_talks(number, WAVE, units, given_now) is None


def test_it_is_said_beforehand_and_while_it_waits() -> None:
    awaited = await_talks(3, WAVE, [(UUID(int=1), "North", False)], ())
    assert awaited is not None
    day = date(2026, 4, 6)
    before = awaited.in_words("en", day, date(2026, 4, 5))
    assert before.startswith("Wave 3 opens on 6 April 2026 if half"), before
    assert awaited.in_words("en", day, day).startswith("Wave 3 has waited since 6 April")
