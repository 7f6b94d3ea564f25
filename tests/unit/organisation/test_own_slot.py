"""Own questions take turns in a slot of two."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from surveys.organisation.own_slot import MOST_A_WAVE, Waiting, next_in_slot


def waves_of(waiting: list[Waiting], number: int) -> list[tuple[str, ...]]:
    waves: list[tuple[str, ...]] = []
    for _ in range(number):
        waves.append(next_in_slot(waiting, waves))
    return waves


def test_questions_in_the_rhythm_take_turns_by_place() -> None:
    waiting = [Waiting(name, once=False) for name in "abc"]
    assert waves_of(waiting, 4) == [("a", "b"), ("c", "a"), ("b", "c"), ("a", "b")]


def test_what_is_asked_once_comes_first_and_never_again() -> None:
    waiting = [Waiting("a", once=False), Waiting("p", once=True), Waiting("b", once=False)]
    assert waves_of(waiting, 3) == [("p", "a"), ("b", "a"), ("b", "a")]


def test_nothing_is_asked_without_a_question() -> None:
    assert waves_of([], 2) == [(), ()]


@given(st.lists(st.booleans(), max_size=9), st.integers(1, 20))
def test_no_wave_asks_more_than_two_and_nobody_waits_longer_than_their_turn(
    once: list[bool], number: int
) -> None:
    waiting = [Waiting(f"q{at}", once=one) for at, one in enumerate(once)]
    waves = waves_of(waiting, number)
    assert all(len(set(wave)) == len(wave) <= MOST_A_WAVE for wave in waves)
    in_rhythm = [one.question for one in waiting if not one.once]
    polls = len(waiting) - len(in_rhythm)
    longest = -(-len(in_rhythm) // MOST_A_WAVE) + -(-polls // MOST_A_WAVE) + 1
    for one in waiting:
        asked = [at for at, wave in enumerate(waves) if one.question in wave]
        if one.once:
            assert len(asked) <= 1
        assert all(later - earlier <= longest for earlier, later in pairwise(asked))
