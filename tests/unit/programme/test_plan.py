"""The plan of waves: whose turn it is, with and without a start measurement, after any swaps."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument import START_MEASUREMENT, questions_of_wave, shipped
from surveys.programme import ProgrammeError
from surveys.programme.plan import PlannedWave, blocks_to_choose, plan_waves, swap_blocks
from surveys.programme.rhythm import Rhythm, Timetable
from tests.refusals import code

CYCLE = shipped().rotation.cycle
SLOTS = Timetable(
    Rhythm("FREQ=WEEKLY", date(2026, 3, 2), time(9), 5), ZoneInfo("Europe/Amsterdam")
).slots(date(2026, 12, 1))
Turns = dict[int, int]
swaps = st.lists(st.tuples(st.integers(1, 2 * CYCLE), st.integers(0, 30)), max_size=6)


def plan(turns: Turns, first_turn: int) -> tuple[PlannedWave, ...]:
    return plan_waves(SLOTS, 1, turns, shipped(), "weekly", first_turn=first_turn)


def swapped(turns: Turns, wave: int, place: int, first_turn: int) -> Turns:
    """Bring one of the blocks that may be chosen forward to a wave, where there are any."""
    choose = blocks_to_choose(turns, wave, held=0, cycle=CYCLE, first_turn=first_turn)
    if not choose:
        return turns
    block = choose[place % len(choose)]
    return swap_blocks(turns, wave, block, held=0, cycle=CYCLE, first_turn=first_turn)


@given(swaps)
def test_a_start_measurement_comes_first_and_moves_everything_else_by_one_wave(
    wanted: list[tuple[int, int]],
) -> None:
    """The same swaps, one wave later, are the same programme, one wave later."""
    usual: Turns = {}
    after: Turns = {}
    for wave, place in wanted:
        usual = swapped(usual, wave, place, 1)
        after = swapped(after, wave + 1, place, 0)
    assert after == {wave + 1: block for wave, block in usual.items()}
    start, *others = plan(after, 0)
    assert (start.number, start.block, start.is_start_measurement) == (1, START_MEASUREMENT, True)
    assert [w.questions for w in others] == [w.questions for w in plan(usual, 1)[: len(others)]]
    assert not any(wave.is_start_measurement for wave in (*others, *plan(usual, 1)))


@given(swaps)
def test_every_block_is_asked_once_a_cycle_after_a_start_measurement(
    wanted: list[tuple[int, int]],
) -> None:
    turns: Turns = {}
    for wave, place in wanted:
        turns = swapped(turns, wave, place, 0)
    blocks = [wave.block for wave in plan(turns, 0)]
    assert sorted(blocks[1 : 1 + CYCLE]) == list(range(1, CYCLE + 1))
    assert sorted(blocks[1 + CYCLE : 1 + 2 * CYCLE]) == list(range(CYCLE + 1, 2 * CYCLE + 1))


@pytest.mark.parametrize(("wave", "block"), [(1, 1), (1, 5), (2, 0), (3, 0)])
def test_a_start_measurement_changes_places_with_no_block(wave: int, block: int) -> None:
    assert blocks_to_choose({}, 1, held=0, cycle=CYCLE, first_turn=0) == ()
    with pytest.raises(ProgrammeError, check=code("not_in_cycle")):
        swap_blocks({}, wave, block, held=0, cycle=CYCLE, first_turn=0)


def test_each_wave_says_how_long_it_takes_to_the_nearest_minute() -> None:
    start, *others = plan({}, 0)
    instrument = shipped()
    assert (len(start.questions), instrument.seconds(start.questions), start.minutes) == (
        29,
        180,
        3,
    )
    assert {wave.minutes for wave in others} == {1}
    asked = list(questions_of_wave(instrument, START_MEASUREMENT))
    takes = [instrument.minutes(asked[:number]) for number in range(len(asked) + 1)]
    assert takes == [max(1, round((6 + 6 * number) / 60 + 1e-9)) for number in range(30)]
    assert isinstance(start.opens_at, datetime)
