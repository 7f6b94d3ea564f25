"""Coverage and error rates, by simulation with fixed seeds: promises about the long run.

In full with `-m slow`; otherwise with fewer draws and the tolerance that goes with them.
"""

from math import comb

import numpy as np
import pytest
from scipy import stats

from surveys.statistics import known
from surveys.statistics.discoveries import discoveries
from surveys.statistics.drivers import drivers
from surveys.statistics.experiment import Team, effect, power
from surveys.statistics.level import Level, levels
from surveys.statistics.pooling import reliability
from surveys.statistics.share import exact_interval
from tests.unit.statistics.enough import enough, of

VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)

LEFT_SKEWED = (0.05, 0.10, 0.20, 0.40, 0.25)
SYMMETRIC = (0.10, 0.20, 0.40, 0.20, 0.10)
POLARISED = (0.40, 0.08, 0.04, 0.08, 0.40)
NEAR_THE_CEILING = (0.0, 0.02, 0.03, 0.25, 0.70)
POPULATIONS = [
    *((LEFT_SKEWED, people, answered) for people, answered in ((8, 5), (12, 10), (100, 60))),
    *((SYMMETRIC, people, answered) for people, answered in ((12, 6), (40, 20))),
    (POLARISED, 12, 6),
    *((NEAR_THE_CEILING, people, answered) for people, answered in ((8, 5), (20, 10))),
]


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "people", "answered"), POPULATIONS)
def test_intervals_hold_the_mean_of_the_whole_group(
    shape: tuple[float, ...], people: int, answered: int, in_full: bool
) -> None:
    """The group is drawn, then who answers; the interval is for the group that was drawn."""
    chance, draws = np.random.default_rng(1), 20_000 if in_full else 2_000
    everybody = chance.choice(5, p=shape, size=(draws, people))
    # Nobody is special, so the first ones are as good as any.
    counts = np.stack([(everybody[:, :answered] == v).sum(axis=1) for v in range(5)], axis=1)
    truth = everybody.mean(axis=1) + 1
    found = levels(counts.astype(float), VALUES, [people] * draws)
    inside = [
        isinstance(level, Level) and level.low - 1e-9 <= mean <= level.high + 1e-9
        for level, mean in zip(found, truth, strict=True)
    ]
    assert np.mean(inside) >= 0.94


@pytest.mark.parametrize("answered", [10, 12, 30])
def test_exact_shares_never_promise_too_much(answered: int) -> None:
    """For many possible truths; how often the interval holds each is added up, not drawn."""
    intervals = [exact_interval(k, answered) for k in range(answered + 1)]
    for truth in np.linspace(0, 1, 101):
        held = sum(
            comb(answered, k) * truth**k * (1 - truth) ** (answered - k)
            for k, (low, high) in enumerate(intervals)
            if low - 1e-12 <= truth <= high + 1e-12
        )
        assert held >= 0.95 - 1e-12


def test_at_most_a_tenth_of_the_discoveries_among_180_tests_are_false() -> None:
    chance, wrong = np.random.default_rng(4), []
    real = np.arange(180) < 24
    for _ in range(500):
        z = chance.normal(size=180) + 3 * real
        found = np.array(discoveries((2 * stats.norm.sf(np.abs(z))).tolist()))
        wrong.append((found & ~real).sum() / max(1, found.sum()))
    assert np.mean(wrong) <= 0.10


def test_without_an_effect_an_experiment_rarely_claims_one() -> None:
    chance = np.random.default_rng(5)
    claimed = [
        enough(effect(of(chance.normal(size=4)), of(chance.normal(size=6)))).p <= 0.05
        for _ in range(400)
    ]
    assert np.mean(claimed) <= 0.07


def test_the_strongest_driver_is_rarely_the_wrong_one() -> None:
    """Three drivers of which the first is the strongest, and one that does nothing."""
    chance, right, wrong = np.random.default_rng(6), 0, 0
    for _ in range(60):
        rows = chance.normal(size=(250, 1)) * 0.6 + chance.normal(size=(250, 4))
        outcome = rows @ np.array([0.7, 0.35, 0.3, 0.0]) + 1.5 * chance.normal(size=250)
        found = known(drivers(rows, outcome, [0] * 250, resamples=100))
        assert found is not None
        right += found.strongest == 0
        wrong += found.strongest not in {0, None}
    assert right > 20
    assert wrong <= 2


@pytest.mark.parametrize(("people", "teams", "weight"), [(100, 10, 0.1), (120, 15, 0.25)])
def test_a_question_without_any_connection_gets_about_the_share_that_is_told(
    people: int, teams: int, weight: float
) -> None:
    chance, shares, told = np.random.default_rng(8), [], []
    team = np.repeat(np.arange(teams), people // teams).tolist()
    for _ in range(200):
        rows = chance.normal(size=(people, 5))
        outcome = rows[:, :4].sum(axis=1) * weight + chance.normal(size=people)
        answers = np.clip(np.round(3 + rows), 1, 5)
        found = enough(drivers(answers, np.clip(np.round(3 + outcome), 1, 5), team, resamples=2))
        shares.append(found.drivers[-1].share)
        told.append(found.empty)
    assert np.mean(told) == pytest.approx(np.mean(shares), abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(8,) * 8, (5, 8, 20) * 5, (5, 5, 8, 40) * 8, (6, 8, 10, 12)])
@pytest.mark.parametrize("real", [0.0, 0.1, 0.3])
def test_the_interval_of_the_reliability_holds_it(
    sizes: tuple[int, ...], real: float, in_full: bool
) -> None:
    """`real` is the part of the variance of single answers that lies between units."""
    chance, tries = np.random.default_rng(9), 2_000 if in_full else 300
    n = np.array(sizes)
    k = (n.sum() - (n**2).sum() / n.sum()) / (len(n) - 1)
    true = k * real / (1 + (k - 1) * real)
    held = 0
    for _ in range(tries):
        level = chance.normal(size=len(n)) * real**0.5
        answers = [
            at + (1 - real) ** 0.5 * chance.normal(size=size)
            for at, size in zip(level, sizes, strict=True)
        ]
        found = enough(
            reliability(sizes, [a.mean() for a in answers], [a.std(ddof=1) for a in answers])
        )
        held += found.low <= true <= found.high
    assert held / tries >= (0.935 if in_full else 0.91)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(5, 6, 8, 40), (5, 5, 5, 5, 40), (8, 8, 8, 8)])
@pytest.mark.parametrize("of_teams", [0.0, 0.4])
def test_the_interval_of_an_effect_holds_it_also_with_teams_of_very_different_sizes(
    sizes: tuple[int, ...], of_teams: float, in_full: bool
) -> None:
    """`of_teams` is the spread of the true changes of teams; means of three waves are compared."""
    chance = np.random.default_rng(10)
    held, tries = 0, 2_000 if in_full else 200
    for _ in range(tries):
        sides = []
        for _side in range(2):
            spread = np.sqrt(of_teams**2 + 2 * 0.9**2 / (3 * np.array(sizes)))
            changes = chance.normal(size=len(sizes)) * spread
            sides.append([Team(c, n) for c, n in zip(changes.tolist(), sizes, strict=True)])
        found = enough(effect(*sides))
        held += found.low <= 0 <= found.high
    assert held / tries >= (0.945 if in_full else 0.92)


@pytest.mark.parametrize(
    ("teams", "change", "expected"), [(4, 0.5, 0.50), (4, 0.3, 0.19), (6, 0.5, 0.85), (4, 0, 0.03)]
)
def test_an_experiment_notices_a_change_as_often_as_was_told_before(
    teams: int, change: float, expected: float
) -> None:
    chance, noticed, tries = np.random.default_rng(11), 0, 200
    told = enough(power(teams, teams, 8, change, within_sd=0.9))
    assert told == pytest.approx(expected, abs=0.01)
    spread = (2 * 0.9**2 / (3 * 8)) ** 0.5
    for _ in range(tries):
        tried, waited = chance.normal(size=(2, teams)) * spread
        noticed += enough(effect(of(tried + change), of(waited))).p <= 0.05
    assert noticed / tries == pytest.approx(told, abs=0.1)
