"""Every wave asks the anchors and one block; every question has its turn."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument.file import shipped
from surveys.instrument.rotation import compared_questions, questions_of_wave

ANCHORS = ["mood_1", "wlb_1", "iso_1", "wl_1", "ra_1", "ao_1"]
SEVERAL_TIMES = {"pr_1", "pr_2", "lo_1"}
"""The grades, and whether something was done with the last results: three times in a cycle."""
waves = st.integers(0, 10_000)


def ids(number: int, *, health_question: bool = False, leading_question: bool = False) -> list[str]:
    asked = questions_of_wave(
        shipped(), number, health_question=health_question, leading_question=leading_question
    )
    return [q.id for q in asked]


@given(waves)
def test_the_anchors_come_first_none_twice_and_health_only_when_switched_on(number: int) -> None:
    switched_on = ids(number, health_question=True)
    for asked in (ids(number), switched_on):
        assert asked[:6] == ANCHORS
        assert len(asked) == len(set(asked))
    assert "hv_4" not in ids(number)
    assert ("hv_4" in switched_on) == (number % 13 == 4)
    assert [q for q in switched_on if q != "hv_4"] == ids(number)


@given(st.integers(1, 10_000))
def test_a_wave_asks_ten_to_twelve_questions_in_time_and_comes_round(number: int) -> None:
    asked = questions_of_wave(shipped(), number, health_question=True, leading_question=True)
    assert 10 <= len(asked) <= 12
    assert shipped().seconds(asked) <= shipped().time_budget.most
    assert ids(number) == ids(number + 26)
    assert (ids(number) == ids(number + 13)) == (number % 13 != 0)


@given(st.integers(0, 300))
def test_two_cycles_ask_every_question_and_only_anchors_and_a_few_more_often(cycle: int) -> None:
    first = cycle * 13 + 1
    asked = {q for number in range(first, first + 26) for q in ids(number, health_question=True)}
    assert asked == {q.id for q in shipped().questions()}
    times = Counter(
        q for number in range(first, first + 13) for q in ids(number, health_question=True)
    )
    assert {q for q, number in times.items() if number == 13} == set(ANCHORS)
    assert {q for q, number in times.items() if 1 < number < 13} == SEVERAL_TIMES
    assert {times[q] for q in SEVERAL_TIMES} == {3}


def test_the_last_waves_of_odd_and_even_cycles_differ_and_turn_0_asks_all_of_the_core() -> None:
    assert [q[:2] for q in ids(13)[6:]] == ["ag"] * 5
    assert [q[:2] for q in ids(26)[6:]] == [*["fh"] * 5, "tw"]
    core = [i for i in shipped().indicators if i.kind == "core"]
    assert len(core) == len(ANCHORS)
    assert sorted(ids(0)) == sorted(q.id for i in core for q in i.questions)
    assert len(ids(0)) == 29


@given(st.integers(max_value=-1))
def test_a_negative_number_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"numbered from 0, not {number}"):
        questions_of_wave(shipped(), number)


@given(waves)
def test_who_leads_is_asked_last_and_only_beside_what_leaders_and_others_are_compared_on(
    number: int,
) -> None:
    instrument = shipped()
    without, asked = ids(number), ids(number, leading_question=True)
    block = {instrument.question(q).indicator for q in without[6:]}
    is_asked = number > 0 and bool(block & {"agreements", "trust", "reachability_access"})
    assert asked == ([*without, "le_1"] if is_asked else without)
    questions = questions_of_wave(instrument, number, leading_question=True)
    compared = [q.id for q in compared_questions(questions, instrument)]
    assert set(compared) <= set(without)
    assert (compared[:6] == ANCHORS) is is_asked
    if is_asked:
        of_block = {instrument.question(q).indicator for q in compared[6:]}
        assert len(compared) > 6
        assert of_block <= {"agreements", "trust", "reachability_access"}
    assert compared_questions(questions_of_wave(instrument, number), instrument) == ()
