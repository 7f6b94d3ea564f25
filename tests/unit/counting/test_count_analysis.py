"""What is worked out of whole ballots: only about many, rounded, and whoever is who in an atom."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.count_analysis import Finding, WholeBallots, analyse_ballots
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import variables_of
from surveys.instrument import START_MEASUREMENT, Question, questions_of_wave, shipped

INSTRUMENT = shipped()
ISOLATION_WAVE = questions_of_wave(INSTRUMENT, 1)
WHOLE, LARGE, SMALL = UUID(int=1), UUID(int=2), UUID(int=3)
TINY = [UUID(int=10), UUID(int=11), UUID(int=12)]
PARENT = {WHOLE: None, LARGE: WHOLE, SMALL: WHOLE, **dict.fromkeys(TINY, LARGE)}


def ballots(
    seed: int,
    places: Sequence[UUID],
    number: int = 14,
    wave: Sequence[Question] = ISOLATION_WAVE,
) -> list[Ballot]:
    """Return ballots in which everything goes together a little."""
    chance = np.random.default_rng(seed)
    found = []
    for number_of_ballot in range(number * 10):
        common = chance.normal()
        answers = {}
        for question in wave:
            if chance.random() < 0.98:
                size = question.scale.size
                good = size / 2 + (common + chance.normal()) * size / 6
                place = int(np.clip(round(good), 0, size - 1))
                answers[question.id] = (question.oriented(place),)
        found.append(Ballot(places[number_of_ballot % len(places)], answers))
    return found


def worked_out(
    given: Sequence[Ballot], wave: Sequence[Question] = ISOLATION_WAVE
) -> tuple[Tally, list[Finding]]:
    whole, variables = WholeBallots(wave), variables_of(wave, INSTRUMENT)
    counted = tally_ballots(whole.collect(given), variables, PARENT, 5)
    found = analyse_ballots(whole, counted, WHOLE, INSTRUMENT)
    return counted, found


def kinds(found: Sequence[Finding]) -> set[tuple[UUID, str, str]]:
    return {(f.unit, f.kind, f.subject) for f in found}


def drivers_of_mood(found: Sequence[Finding]) -> Mapping[str, Any]:
    about = (WHOLE, "drivers", "mood_1")
    [outcome] = [f.outcome for f in found if (f.unit, f.kind, f.subject) == about]
    return outcome


def test_an_organisation_and_a_unit_of_a_hundred_have_drivers_and_a_smaller_unit_has_not() -> None:
    _, found = worked_out(ballots(1, [LARGE, SMALL]))
    scale = {(WHOLE, "offset", f"iso_{n}") for n in range(1, 6)}
    drivers = {(WHOLE, "drivers", "mood_1"), (WHOLE, "drivers", "wlb_1")}
    assert kinds(found) == drivers | scale | {(WHOLE, "consistency", "isolation")}
    _, found = worked_out(ballots(2, [LARGE] * 5 + [SMALL]))
    assert {unit for unit, kind, _ in kinds(found) if kind == "drivers"} == {WHOLE, LARGE}


def test_a_start_measurement_compares_the_anchors_and_has_the_consistency_of_all_six() -> None:
    """Enough people for all of its questions, which would be near copies of the anchors."""
    wave = questions_of_wave(INSTRUMENT, START_MEASUREMENT)
    _, found = worked_out(ballots(3, [LARGE, SMALL], 100, wave), wave)
    anchors = set(INSTRUMENT.rotation.anchors)
    mood = drivers_of_mood(found)
    assert set(mood["drivers"]) == anchors - {"mood_1"}
    core = {i.id for i in INSTRUMENT.indicators if i.kind == "core"}
    assert {f.subject for f in found if f.kind == "consistency"} == core
    offsets = {f.subject for f in found if f.kind == "offset"}
    assert offsets == {q.id for q in wave} - {"wl_c"}


@settings(max_examples=12)
@given(st.integers(0, 1000), st.data())
def test_exchanging_two_people_of_one_atom_changes_nothing(seed: int, data: st.DataObject) -> None:
    """TINY units have a few ballots each, so that several of them make an atom."""
    given = ballots(seed, [LARGE] * 6 + [SMALL] * 6)
    few = [Ballot(TINY[place % 3], ballot.answers) for place, ballot in enumerate(given[:8])]
    given = few + given[8:]
    counted, found = worked_out(given)
    atom = data.draw(
        st.sampled_from([a for atoms in counted.atoms_by_unit.values() for a in atoms])
    )
    inside = [place for place, ballot in enumerate(given) if ballot.unit in atom]
    one, other = data.draw(st.tuples(st.sampled_from(inside), st.sampled_from(inside)))
    exchanged = list(given)
    exchanged[one] = dataclasses.replace(given[one], answers=given[other].answers)
    exchanged[other] = dataclasses.replace(given[other], answers=given[one].answers)
    mixed = data.draw(st.permutations(range(len(exchanged)))) if len(exchanged) < 50 else None
    again = worked_out([exchanged[place] for place in mixed] if mixed else exchanged[::-1])[1]
    assert sorted(map(str, again)) == sorted(map(str, found))


def test_not_even_the_last_digit_tells_in_which_order_ballots_were_read() -> None:
    """Sums of the same numbers in another order differ far behind the point."""
    given = ballots(157, [LARGE] * 6 + [SMALL] * 6)
    tables = []
    for read in (given, given[::-1]):
        whole = WholeBallots(ISOLATION_WAVE)
        variables = variables_of(ISOLATION_WAVE, INSTRUMENT)
        counted = tally_ballots(whole.collect(read), variables, PARENT, 5)
        whole.blur(counted.coarse, INSTRUMENT)
        tables.append(whole.values_in([frozenset({LARGE}), frozenset({SMALL})])[0])
    one, other = tables
    assert np.array_equal(one, other, equal_nan=True)


def test_a_scale_needs_fifty_ballots_and_drivers_more() -> None:
    few, more = (worked_out(ballots(4, [LARGE], number))[1] for number in (4, 7))
    assert kinds(few) == set()
    assert {kind for _, kind, _ in kinds(more)} == {"consistency", "offset"}


def test_the_block_joins_the_anchors_when_there_are_enough_answers() -> None:
    def predictors(number: int) -> int:
        _, found = worked_out(ballots(5, [LARGE], number))
        return len(drivers_of_mood(found)["drivers"])

    asked = [q for q in ISOLATION_WAVE if q.role != "anchor"]
    assert predictors(14) == 5
    assert predictors(40) == 5 + len(asked)


def test_outcomes_and_numbers_of_people_are_rounded_and_none_is_about_health() -> None:
    _, found = worked_out(ballots(6, [LARGE]))
    mood = drivers_of_mood(found)
    assert mood["n"] % 10 == 0
    assert mood["empty"] == round(mood["empty"], 2) > 0
    for driver in mood["drivers"].values():
        assert driver["share"] == round(driver["share"], 2)
        assert driver["low"] <= driver["share"] <= driver["high"]
    assert sum(round(100 * driver["share"]) for driver in mood["drivers"].values()) == 100
    assert json.loads(json.dumps(mood)) == mood
    asked = questions_of_wave(INSTRUMENT, 4, health_question=True)
    assert any(question.sensitive for question in asked)
    assert not any(question.sensitive for question in WholeBallots(asked).questions)


def test_offsets_of_a_scale_add_up_to_nothing() -> None:
    for places in ([LARGE], [LARGE, SMALL]):
        _, found = worked_out(ballots(8, places))
        offsets = [f.outcome["offset"] for f in found if f.kind == "offset"]
        assert sum(offsets) == pytest.approx(0, abs=0.005)
