"""An outcome told of published averages holds for all answers that they may stand for."""

import random
from collections.abc import Sequence
from uuid import UUID

import numpy as np
import pytest

from surveys.experiments.measuring import compare
from surveys.experiments.outcome_sentences import outcome
from surveys.experiments.prospects import prospect
from surveys.experiments.stretches import WaveAverage
from surveys.reading.bands import Bands
from surveys.reading.blur import hull_behind
from surveys.statistics.experiment import Effect
from surveys.statistics.level import Away
from tests.unit.experiments.test_measuring import EN, UNITS, WAVES, WORKLOAD, experiment, shown

BANDS, INVITED = Bands(5, 10), 12
ONE_SIDED = (frozenset({0, 1}),)
SCORES = np.arange(1, 6)


def mean_of(counts: Sequence[int]) -> float:
    return float(SCORES @ np.array(counts)) / sum(counts)


def answered(chance: random.Random, answers: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Return the answers of a team in a wave."""
    drawn = chance.choices(range(5), weights=shares, k=answers)
    return tuple(drawn.count(option) for option in range(5))


def effect_of(averages: dict[UUID, dict[UUID, WaveAverage]]) -> Effect:
    found = shown(compare(experiment(4, units=8), 0, WAVES[:8], averages)).effect
    assert isinstance(found, Effect)
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("answers", [(5, 9), (8, 11)])
def test_whatever_was_answered_lies_within_what_is_told(
    seed: int, answers: tuple[int, int]
) -> None:
    """True answers are drawn anew, of all that would be shown as these."""
    chance, behind = random.Random(seed), {}  # noqa: S311
    told: dict[UUID, dict[UUID, WaveAverage]] = {}
    for unit in UNITS[:8]:
        told[unit] = {}
        for wave in WAVES[:8]:
            given = answered(chance, chance.randint(*answers), (1, 3, 6, 8, 2))
            counts = tuple(int(one) for one in BANDS.reduce(given, INVITED))
            hull = sorted(hull_behind(counts, INVITED, BANDS, ONE_SIDED, composed=False))
            assert hull
            means = [mean_of(true) for true in hull]
            away = Away(mean_of(counts) - min(means), max(means) - mean_of(counts))
            told[unit][wave.id] = WaveAverage(sum(counts), mean_of(counts), 0.9, away)
            behind[unit, wave.id] = means
    found = effect_of(told)
    assert found.worse > 0
    assert found.better > 0
    choosers = [min, max, *[chance.choice] * 30]
    for choose in choosers:
        true = {
            unit: {
                wave: WaveAverage(average.n, choose(behind[unit, wave]), 0.9)
                for wave, average in of_unit.items()
            }
            for unit, of_unit in told.items()
        }
        truly = effect_of(true)
        assert found.low <= truly.low
        assert truly.high <= found.high
        assert truly.p <= found.p


def averages(away: Away, better: float) -> dict[UUID, dict[UUID, WaveAverage]]:
    """Return averages of eight units of which the first four become better from wave 6 on."""
    chance = np.random.default_rng(3)
    tried = experiment(4, units=8)
    return {
        unit: {
            wave.id: WaveAverage(
                12,
                3
                + chance.normal(0, 0.05)
                + (better if tried.steps[unit] == 0 and (wave.number or 0) >= 6 else 0),
                0.9,
                away,
            )
            for wave in WAVES[:8]
        }
        for unit in UNITS[:8]
    }


def sentences_of(of: dict[UUID, dict[UUID, WaveAverage]]) -> Sequence[str]:
    comparison = shown(compare(experiment(4, units=8), 0, WAVES[:8], of))
    return outcome(comparison, WORKLOAD, EN, with_sides=True)


def test_a_difference_that_the_blur_may_have_made_is_not_told_as_one() -> None:
    clear, blurred = (sentences_of(averages(Away(by, by), 0.4)) for by in (0.0, 0.2))
    assert clear[0].startswith("Probably")
    assert blurred[0].startswith("Not clear")
    assert not any("blurred" in one for one in clear)
    assert any("by up to 0.8, and the bounds allow" in one for one in blurred)


def test_what_an_experiment_could_find_is_larger_by_what_the_blur_may_hide() -> None:
    sharp, blurred = (
        prospect((4,), 3, WAVES[:8], averages(Away(by, by), 0.0), 0.9).noticeable
        for by in (0.0, 0.1)
    )
    assert sharp is not None
    assert blurred == pytest.approx(sharp + 0.4)
