"""Whatever is worked out of several answers at once undoes no blur: drivers, alpha and offsets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answering.ballot import Ballot
from surveys.counting.count_analysis import Finding, WholeBallots, analyse_ballots, with_drivers
from surveys.counting.joint_blur import blurred
from surveys.counting.side_counts import CoarseAtom
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import SKIPPED, Row, Variable, variables_of
from surveys.instrument import START_MEASUREMENT, Question, questions_of_wave, shipped
from tests.privacy.test_atoms import Parents, organisations

INSTRUMENT = shipped()
WHOLE = UUID(int=100)
UNITS = {WHOLE: None, **{UUID(int=101 + team): WHOLE for team in range(17)}}
WAVE = [q for q in questions_of_wave(INSTRUMENT, 1) if q.scale.type != "choice"]
START = questions_of_wave(INSTRUMENT, START_MEASUREMENT)
"""Six scales at once, the most that a wave can ask."""


def organisation(seed: int, skipping: float, wave: Sequence[Question] = WAVE) -> list[Ballot]:
    """Return the ballots of small teams that answer alike."""
    chance = np.random.default_rng(seed)
    found = []
    for unit in list(UNITS)[1:]:
        for _ in range(int(chance.integers(6, 9))):
            mood, answers = chance.normal(0, 0.5), {}
            for question in wave:
                good = round((0.7 + 0.15 * (mood + chance.normal())) * question.scale.size)
                option = question.oriented(int(np.clip(good, 0, question.scale.size - 1)))
                if chance.random() >= skipping:
                    answers[question.id] = (option,)
            found.append(Ballot(unit, answers))
    return found


def everything(
    ballots: Sequence[Ballot], wave: Sequence[Question] = WAVE
) -> tuple[Tally, list[Finding]]:
    whole = WholeBallots(wave)
    variables = variables_of(wave, INSTRUMENT)
    counted = tally_ballots(whole.collect(ballots), variables, UNITS, 5)
    return counted, analyse_ballots(whole, counted, WHOLE, INSTRUMENT)


def oriented(ballot: Ballot, names: Sequence[str]) -> Row:
    asked = {question.id: question for question in INSTRUMENT.questions()}
    return tuple(
        asked[q].oriented(ballot.answers[q][0]) if q in ballot.answers else SKIPPED for q in names
    )


def blurred_ballots(
    ballots: Sequence[Ballot], counted: Tally, wave: Sequence[Question] = WAVE
) -> list[Ballot]:
    """Return a ballot for each, with its answers to all questions blurred within its atom."""
    groups: list[tuple[tuple[str, ...], Variable | None]]
    groups = [(v.questions, v) for v in variables_of(wave, INSTRUMENT) if v.questions]
    in_scales = {name for names, _ in groups for name in names}
    groups += [((q.id,), None) for q in wave if q.id not in in_scales]
    asked, found = {question.id: question for question in wave}, []
    valued = [question.id for question in wave if question.scale.values]
    for atom, published in counted.coarse.items():
        # Of people who gave the same answers to a scale, any may be moved; the code takes these.
        inside = sorted(
            (ballot for ballot in ballots if ballot.unit in atom),
            key=lambda ballot: oriented(ballot, valued),
        )
        answers: list[dict[str, tuple[int, ...]]] = [{} for _ in inside]
        for names, scale in groups:
            rows = [oriented(ballot, names) for ballot in inside]
            moved = blurred(rows, [published.counts[name] for name in names], scale)
            for sheet, row in zip(answers, moved, strict=True):
                answered = [(q, o) for q, o in zip(names, row, strict=True) if o != SKIPPED]
                sheet.update({q: (asked[q].oriented(option),) for q, option in answered})
        found += [replace(b, answers=sheet) for b, sheet in zip(inside, answers, strict=True)]
    return found


@pytest.mark.parametrize(("wave", "scales"), [(WAVE, 1), (START, 6)], ids=["wave", "start"])
@pytest.mark.parametrize(("seed", "skipping"), [(0, 0), (1, 0.04)])
def test_all_of_a_wave_can_come_from_blurred_ballots_its_drivers_and_consistency_too(
    seed: int, skipping: float, wave: Sequence[Question], scales: int
) -> None:
    ballots = organisation(seed, skipping, wave)
    counted, findings = everything(ballots, wave)
    assert [finding.kind for finding in findings].count("consistency") == scales
    in_atoms = blurred_ballots(ballots, counted, wave)
    assert sorted(map(str, in_atoms)) != sorted(map(str, ballots))
    again, findings_again = everything(in_atoms, wave)
    assert again == counted
    assert sorted(map(str, findings_again)) == sorted(map(str, findings))


def offsets_beside_histograms(counted: Tally, findings: Sequence[Finding]) -> float:
    """Return how far an offset lies from the one that follows from the published histograms."""
    shown = {h.question: h.counts for h in counted.histograms if h.unit == WHOLE}
    offsets = {f.subject: f.outcome["offset"] for f in findings if f.kind == "offset"}
    means = {q: np.average(range(1, 6), weights=shown[q]) for q in offsets}
    middle = np.mean(list(means.values()))
    return float(max(abs(means[q] - middle - offset) for q, offset in offsets.items()))


def test_offsets_say_nothing_that_the_histograms_do_not_and_a_mutant_of_true_answers_does() -> None:
    """In the mutant the difference is how far, and which way, an atom was moved."""
    for seed in range(5):
        ballots = organisation(seed, 0)
        counted, findings = everything(ballots)
        assert offsets_beside_histograms(counted, findings) <= 0.0006
        whole = WholeBallots(WAVE)
        assert list(whole.collect(ballots)) == ballots
        true = {
            atom: CoarseAtom(
                {
                    question.id: tuple(
                        sum(question.oriented(b.answers[question.id][0]) == o for b in inside)
                        for o in range(question.scale.size)
                    )
                    for question in WAVE
                }
            )
            for atom in counted.coarse
            for inside in [[b for b in ballots if b.unit in atom]]
        }
        mutant = analyse_ballots(whole, replace(counted, coarse=true), WHOLE, INSTRUMENT)
        assert offsets_beside_histograms(counted, mutant) > 0.002


def smallest_difference(counted: Tally, units: Sequence[UUID], cast: Mapping[UUID, int]) -> int:
    """Return the fewest ballots left of a unit when others inside it are taken away, if any."""
    held = [frozenset(counted.atoms_by_unit[unit]) for unit in units]
    smallest = sum(cast.values())
    for unit in held:
        left = {unit}
        for other in held:
            left |= {rest - other for rest in left if other <= rest}
        sizes = [sum(cast[member] for atom in rest for member in atom) for rest in left if rest]
        smallest = min(smallest, *sizes)
    return smallest


def every_large_unit(counted: Tally) -> list[UUID]:
    """Mutant: every unit with a hundred ballots has an analysis."""
    return [unit for unit, ballots in counted.ballots.items() if ballots >= 100]


def published_in(units: Parents, numbers: Mapping[int, int]) -> tuple[Tally, dict[UUID, int]]:
    """Return what is published of an organisation, and the ballots of each unit itself."""
    ids = {unit: UUID(int=unit) for unit in units}
    parents = {ids[u]: None if above is None else ids[above] for u, above in units.items()}
    cast = {ids[u]: number for u, number in numbers.items()}
    ballots = [Ballot(unit, {}) for unit, number in cast.items() for _ in range(number)]
    return tally_ballots(ballots, [], parents, 5), cast


@settings(max_examples=200)
@given(organisations(units=8), st.randoms(use_true_random=False))
def test_analyses_of_drivers_never_differ_by_fewer_than_ten_people(
    drawn: tuple[Parents, dict[int, int]], random: Random
) -> None:
    """Whichever of them are taken away from whichever. Some have many ballots of their own."""
    parents, ballots = drawn
    large = {unit: number + random.choice([0, 90, 130]) for unit, number in ballots.items()}
    counted, cast = published_in(parents, large)
    chosen = with_drivers(counted)
    assert set(chosen) <= set(every_large_unit(counted))
    if chosen:
        assert smallest_difference(counted, chosen, cast) >= 10
    assert all(counted.ballots[unit] < 100 for unit in counted.ballots) or chosen


def test_a_mutant_that_analyses_every_large_unit_is_caught() -> None:
    counted, cast = published_in({0: None, 1: 0, 2: 0}, {0: 0, 1: 100, 2: 5})
    assert smallest_difference(counted, every_large_unit(counted), cast) == 5
    assert with_drivers(counted) == [UUID(int=0)]
