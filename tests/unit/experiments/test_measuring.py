"""From averages to outcomes: which waves count, on which sides units are, and how it is told."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.experiments.draw import Draw
from surveys.experiments.experiment import Experiment
from surveys.experiments.measuring import Comparison, compare
from surveys.experiments.outcome_sentences import outcome
from surveys.experiments.prospects import back_to_usual, prospect, significant_of
from surveys.experiments.sentences import prospect as prospect_in_words
from surveys.experiments.stretches import CountedWave, WaveAverage
from surveys.instrument import shipped
from surveys.statistics import InsufficientData
from surveys.statistics.experiment import Effect
from surveys.statistics.histogram import Moments
from surveys.texts import Texts
from tests.experiments import PLANNED, plan_of

UNITS = [UUID(int=number) for number in range(1, 13)]
FIRST = date(2026, 1, 5)
WAVES = [
    CountedWave(UUID(int=n), n, FIRST + timedelta(days=14 * n), FIRST + timedelta(days=14 * n + 4))
    for n in range(1, 18)
]
WORKLOAD = shipped().indicator("workload")
EN, NL = Texts("en"), Texts("nl")
seeds = st.integers(0, 2**32 - 1)


def experiment(*starting: int, units: int = 12) -> Experiment:
    """Return one that was drawn, from wave 6 on, with steps of three waves."""
    plan = plan_of(UNITS[:units], *starting)
    draw = Draw(frozenset(plan.units), starting, "00" * 16)
    return Experiment(UUID(int=99), plan, PLANNED, draw.nonce, PLANNED, None, None, draw.steps)


def averages(
    seed: int, better: float = 0.0, of: Experiment | None = None
) -> dict[UUID, dict[UUID, WaveAverage]]:
    """Return averages by chance, better by something where units of an experiment have started."""
    chance = np.random.default_rng(seed)
    found: dict[UUID, dict[UUID, WaveAverage]] = {}
    for unit in UNITS:
        found[unit] = {}
        for wave in WAVES:
            step = of.steps.get(unit) if of else None
            has_begun = of and step is not None and (wave.number or 0) >= of.first_wave_of(step)
            mean = 3 + chance.normal(0, 0.1) + (better if has_begun else 0.0)
            found[unit][wave.id] = WaveAverage(12, mean, 0.9)
    return found


def shown(found: Comparison | None) -> Comparison:
    assert found is not None
    return found


def difference(found: Comparison | None) -> float:
    effect = shown(found).effect
    assert isinstance(effect, Effect)
    return effect.difference


@given(seeds, st.floats(-1, 1))
def test_what_happens_to_all_units_alike_is_not_in_the_difference(seed: int, shift: float) -> None:
    tried = experiment(5)
    before = averages(seed)
    after = {
        unit: {
            wave.id: replace(
                before[unit][wave.id],
                mean=before[unit][wave.id].mean + (shift if (wave.number or 0) >= 6 else 0),
            )
            for wave in WAVES
        }
        for unit in UNITS
    }
    one, other = (difference(compare(tried, 0, WAVES, found)) for found in (before, after))
    assert other == pytest.approx(one)


@given(seeds, seeds)
def test_only_the_waves_of_a_step_and_as_many_before_it_count(seed: int, other: int) -> None:
    tried, one, noise = experiment(4, 4), averages(seed), averages(other)
    for step, (first, last) in enumerate([(3, 8), (6, 11)]):
        changed = {
            unit: {
                wave.id: (one if first <= (wave.number or 0) <= last else noise)[unit][wave.id]
                for wave in WAVES
            }
            for unit in UNITS
        }
        assert difference(compare(tried, step, WAVES, changed)) == pytest.approx(
            difference(compare(tried, step, WAVES, one))
        )


@given(seeds, seeds)
def test_units_that_started_before_are_on_neither_side_of_a_later_step(
    seed: int, other: int
) -> None:
    tried, one, noise = experiment(4, 4), averages(seed), averages(other)
    changed = {**one, **{unit: noise[unit] for unit in tried.started_in(0)}}
    again = difference(compare(tried, 1, WAVES, changed))
    assert again == pytest.approx(difference(compare(tried, 1, WAVES, one)))


def test_a_difference_that_is_there_is_found_and_one_that_is_not_rarely() -> None:
    tried = experiment(6)
    there = [shown(compare(tried, 0, WAVES, averages(s, 0.4, tried))).is_noticed for s in range(60)]
    absent = [shown(compare(tried, 0, WAVES, averages(s))).is_noticed for s in range(60)]
    assert np.mean(there) > 0.9
    assert np.mean(absent) <= 0.1


def test_all_steps_together_err_as_often_as_one() -> None:
    assert significant_of((4,), 12) == pytest.approx(0.05)
    assert significant_of((4, 4), 12) == pytest.approx(0.025)
    # In the last step nobody waits any more: it is not a comparison.
    assert significant_of((4, 4, 4), 12) == pytest.approx(0.025)
    assert significant_of((1,), 1) == pytest.approx(0.05)


EFFECT = Effect(0.4, 0.1, 0.7, 0.0286, 70, exact=True, teams=(4, 4))
FEW = InsufficientData("waves", 2, 5)
FOUND = Comparison(0, [], [], 0, EFFECT, FEW)


@pytest.mark.parametrize(
    ("effect", "english", "dutch"),
    [
        (EFFECT, "Probably lighter in the units that tried it", "Waarschijnlijk lichter in"),
        (EFFECT, "by 0.4, between 0.1 and 0.7", "0,4, tussen 0,1 en 0,7"),
        (
            Effect(-0.4, -0.7, -0.1, 0.004, 70, exact=True, teams=(4, 4)),
            "Probably heavier in the units that tried it",
            "0,4, tussen 0,1 en 0,7",
        ),
        (
            Effect(0.1, -0.3, 0.5, 0.4, 70, exact=True, teams=(4, 4)),
            "anything from heavier by 0.3 to lighter by 0.5 fits",
            "alles van 0,3 zwaarder tot 0,5 lichter",
        ),
    ],
)
def test_a_difference_is_told_in_the_words_of_the_indicator(
    effect: Effect, english: str, dutch: str
) -> None:
    for texts, expected in ((EN, english), (NL, dutch)):
        found = replace(FOUND, effect=effect)
        assert expected in outcome(found, WORKLOAD, texts, with_sides=False)[0]


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0286, "3 in 100 draws"), (0.4, "40 in 100"), (0.00005, "fewer than 1 in 100")],
)
def test_the_p_value_is_told_as_a_number_of_draws(p: float, told: str) -> None:
    found = replace(FOUND, effect=replace(EFFECT, p=p))
    assert told in " ".join(outcome(found, WORKLOAD, EN, with_sides=False))


def test_how_far_units_come_back_is_the_part_of_their_distance_that_is_chance() -> None:
    """As printed for a team 0.6 from the others, with an ICC(2) of .47: about 0.32."""
    of_all = [Moments(10, mean, 0.9) for mean in (2.6, 2.9, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 3.8)]
    found = back_to_usual(of_all[:1], of_all)
    assert found is not None
    assert found.chance is not None
    assert found.by_itself == pytest.approx((found.of_all - 2.6) * found.chance)
    assert replace(found, theirs=found.of_all - 0.6, chance=0.53).by_itself == pytest.approx(
        0.32, abs=0.005
    )
    few = back_to_usual(of_all[:1], of_all[:5])
    assert few is not None
    assert few.by_itself is None


def test_with_more_units_it_could_find_a_smaller_change() -> None:
    found = averages(1)
    few = {unit: found[unit] for unit in UNITS[:8]}
    many, fewer = (
        prospect((number,), 3, WAVES, series, 0.9) for number, series in ((6, found), (4, few))
    )
    assert many.noticeable is not None
    assert fewer.noticeable is not None
    assert many.noticeable < fewer.noticeable
    assert "would be noticed in 8 of 10 cases" in prospect_in_words(many, EN)


def test_the_spread_of_answers_is_the_units_own_from_eight_on() -> None:
    found = averages(1)
    usual, other = (prospect((6,), 3, WAVES, found, spread) for spread in (0.9, 3.0))
    assert usual == other
    few = {unit: found[unit] for unit in UNITS[:7]}
    narrow, wide = (prospect((4,), 3, WAVES, few, spread) for spread in (0.9, 3.0))
    assert narrow.missing == wide.missing == InsufficientData("teams", 3, 4)


def test_hardly_any_chance_is_no_fault() -> None:
    """Thousands of answers, nearly all alike: the smallest change that is tried is found."""
    alike = {unit: {wave.id: WaveAverage(5_000, 3.0, 0.05) for wave in WAVES} for unit in UNITS}
    assert prospect((6,), 3, WAVES, alike, 0.9).noticeable == pytest.approx(0.1)


def test_units_that_would_be_left_out_do_not_count_as_there() -> None:
    found = averages(1)
    without = {unit: {} if place % 2 else found[unit] for place, unit in enumerate(UNITS)}
    told = prospect((6,), 3, WAVES, without, 0.9)
    assert (told.published, told.sides) == (6, (3, 3))
    assert "Too few teams to compare" in prospect_in_words(told, EN)
    assert "6 units that take part" in prospect_in_words(told, EN)
    nothing = prospect((6,), 3, WAVES, {unit: {} for unit in UNITS}, 0.9)
    assert "once these units have results" in prospect_in_words(nothing, EN)
