"""What is told of an experiment holds for every true change that the published ones may stand for.

All true changes are enumerated here, each outcome is worked out without bounds, and none of them
may lie outside of what is told.
"""

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics import InsufficientData
from surveys.statistics.change import welch
from surveys.statistics.experiment import Effect, Team, effect, pre_trend
from surveys.statistics.experiment_bounds import Bounds, fewest_freedom
from surveys.statistics.histogram import Moments
from surveys.statistics.trend import Slope

NEARLY = 1e-9

steps = st.sampled_from([0.0, 0.1, 0.3])
teams = st.builds(
    Team,
    st.sampled_from([-0.6, -0.4, -0.1, 0.0, 0.2, 0.5, 0.9]),
    st.sampled_from([6.0, 9.0, 30.0]),
    steps,
    steps,
)
sides = st.lists(teams, min_size=2, max_size=3)


def told(tried: Sequence[Team], waited: Sequence[Team]) -> Effect:
    found = effect(tried, waited, least=2)
    assert not isinstance(found, InsufficientData)
    return found


def true_teams(side: Sequence[Team]) -> list[list[Team]]:
    """Return every side that this one may stand for: ends and middle of each change."""
    ends = [
        [Team(one.change + away, one.answers) for away in {-one.worse, 0.0, one.better}]
        for one in side
    ]
    return [list(chosen) for chosen in product(*ends)]


@settings(max_examples=12)
@given(sides, sides)
def test_no_true_outcome_lies_outside_of_what_is_told(
    tried: list[Team], waited: list[Team]
) -> None:
    found = told(tried, waited)
    for one, other in product(true_teams(tried), true_teams(waited)):
        true = told(one, other)
        assert found.low <= true.low + NEARLY
        assert found.high >= true.high - NEARLY
        assert found.p >= true.p - NEARLY
        assert -found.worse - NEARLY <= true.difference - found.difference
        assert true.difference - found.difference <= found.better + NEARLY


@settings(max_examples=12)
@given(sides, sides)
def test_the_ends_of_the_difference_are_reached(tried: list[Team], waited: list[Team]) -> None:
    found = told(tried, waited)
    differences = [
        told(one, other).difference for one, other in product(true_teams(tried), true_teams(waited))
    ]
    assert min(differences) == pytest.approx(found.difference - found.worse)
    assert max(differences) == pytest.approx(found.difference + found.better)


@given(st.lists(st.integers(-100, 100), min_size=4, max_size=6), st.integers(2, 3))
def test_without_blur_it_is_welchs_interval_and_the_plain_permutation_test(
    hundredths: list[int], number: int
) -> None:
    changes = [one / 100 for one in hundredths]
    tried, waited = changes[:number], changes[number:]
    if min(len(tried), len(waited)) < 2:
        return
    found = told([Team(one) for one in tried], [Team(one) for one in waited])
    moments = [
        Moments(len(side), float(np.mean(side)), float(np.std(side, ddof=1)))
        for side in (tried, waited)
    ]
    plain = welch(moments[1], moments[0])
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=1e-6)
    assert (found.worse, found.better) == pytest.approx((0, 0))
    every = [
        np.mean([changes[i] for i in chosen])
        - np.mean([changes[i] for i in range(len(changes)) if i not in chosen])
        for chosen in combinations(range(len(changes)), number)
    ]
    as_large = [abs(one) >= abs(found.difference) - NEARLY for one in every]
    assert found.p == pytest.approx(np.mean(as_large))


def test_a_difference_that_may_be_nothing_is_no_rarer_than_any_other() -> None:
    tried = [Team(0.2 + n / 100, 1.0, 0.2, 0.0) for n in range(4)]
    waited = [Team(n / 100, 1.0, 0.0, 0.2) for n in range(4)]
    assert told(tried, waited).p == 1
    clear = [Team(one.change, 1.0) for one in tried], [Team(one.change, 1.0) for one in waited]
    assert told(*clear).p == pytest.approx(2 / 70)


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), min_size=2, max_size=5),
    st.integers(0, 2**32 - 1),
)
def test_bounds_of_a_spread_hold_for_changes_within(
    ends: list[tuple[float, float]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    low = np.array([start for start, _ in ends])
    high = low + np.array([width for _, width in ends])
    weights = chance.uniform(0.5, 3, len(ends))
    least, most = Bounds(low, high).spreads(weights)
    for _ in range(20):
        inside = chance.uniform(low, high)
        centre = np.average(inside, weights=weights)
        spread = float(np.average((inside - centre) ** 2, weights=weights))
        assert least <= spread + 1e-6
        assert spread <= most + NEARLY


@given(
    st.lists(st.floats(0.01, 4), min_size=2, max_size=2),
    st.lists(st.floats(0.01, 4), min_size=2, max_size=2),
    st.tuples(st.integers(2, 9), st.integers(2, 9)),
)
def test_no_variances_within_bounds_have_fewer_degrees_of_freedom(
    one: list[float], other: list[float], teams: tuple[int, int]
) -> None:
    first, second = (min(one), max(one)), (min(other), max(other))
    fewest = fewest_freedom(first, second, teams)
    for a, b in product(np.linspace(*first, 7), np.linspace(*second, 7)):
        parts = [a**2 / (teams[0] - 1), b**2 / (teams[1] - 1)]
        assert fewest <= (a + b) ** 2 / sum(parts) + 1e-6


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(-20, 20), steps, steps), min_size=5, max_size=6),
)
def test_no_true_way_of_both_sides_before_the_start_lies_outside_of_what_is_told(
    points: list[tuple[int, float, float]],
) -> None:
    tried, waited = [one / 10 for one, *_ in points], [0.0] * len(points)
    blur = [(worse, better) for _, worse, better in points]
    found = pre_trend(tried, waited, blur)
    assert isinstance(found, Slope)
    for moved in product(*[{-worse, better} for worse, better in blur]):
        true = pre_trend([one + by for one, by in zip(tried, moved, strict=True)], waited)
        assert isinstance(true, Slope)
        assert found.low <= true.low + NEARLY
        assert found.high >= true.high - NEARLY


def test_a_way_that_is_sharp_stays_as_it_was() -> None:
    tried, waited = [0.0, 0.1, 0.3, 0.35, 0.5], [0.0] * 5
    sharp, plain = pre_trend(tried, waited, [(0.0, 0.0)] * 5), pre_trend(tried, waited)
    assert isinstance(sharp, Slope)
    assert isinstance(plain, Slope)
    assert (sharp.low, sharp.high) == pytest.approx((plain.low, plain.high))
    assert plain.clear
    blurred = pre_trend(tried, waited, [(0.2, 0.2)] * 5)
    assert isinstance(blurred, Slope)
    assert not blurred.clear
