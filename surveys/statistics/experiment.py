"""Whether what some teams tried made a difference, compared with teams that waited."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.change import welch
from surveys.statistics.histogram import Floats, Moments
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.trend import Slope, slope

LEAST_TEAMS = 4
"""On each side: with three against three no two-sided test can reach 5 %."""

MOST_ASSIGNMENTS = 20_000
"""With more ways to choose the teams so many of them are drawn."""

MOST_ALIKE = 3
"""Teams count by their answers where one has more than so many times those of another."""

_SEED = 20_262


@dataclass(frozen=True)
class Team:
    """One team of an experiment: its change (positive = better), and the answers behind it.

    `change` is the mean of three waves or more after less the mean of as many before; `answers` the
    harmonic mean of their numbers of answers.
    """

    change: float
    answers: float = 1.0


@dataclass(frozen=True)
class Effect:
    """By how much more the teams that tried it improved (positive = better); 95 % interval.

    `p` is the part of all ways to choose as many teams for which the difference would have been as
    large, in either direction. It is a test only if the teams were chosen by lot; else it is "as
    if".
    """

    difference: float
    low: float
    high: float
    p: float
    assignments: int
    exact: bool
    teams: tuple[int, int]


def in_differences(
    before: float, after: float, control_before: float, control_after: float
) -> float:
    """Return the change of one group less that of another (Card & Krueger 1994, AER 84:772)."""
    return (after - before) - (control_after - control_before)


def effect(
    tried: Sequence[Team], waited: Sequence[Team], *, least: int = LEAST_TEAMS
) -> Effect | NotEnough:
    """Estimate an effect from the change of each team: mean after less mean before.

    Difference of the mean changes with Welch's interval, and a permutation test of |difference|
    over all ways to choose the teams that tried it (Fisher 1935, The design of experiments, section
    21), or over 20,000 drawn ones. Two-sided means |d*| >= |d|, on both sides alike. Teams count
    the same unless the largest has more than three times the answers of the smallest; then each
    counts by its answers. Fewer teams than `least` on a side are not enough.
    """
    fewest = min(len(tried), len(waited))
    if fewest < max(least, 2):
        return NotEnough("teams", fewest, max(least, 2))
    teams = [*tried, *waited]
    changes = np.array([team.change for team in teams], dtype=float)
    weights = _weights([team.answers for team in teams])
    sides = [_side(changes[part], weights[part]) for part in _parts(len(tried))]
    interval = welch(sides[1], sides[0])
    ways = math.comb(len(teams), len(tried))
    exact = ways <= MOST_ASSIGNMENTS
    choices = _every(len(teams), len(tried)) if exact else _drawn(len(teams), len(tried))
    others = np.fromiter((_apart(changes, weights, chosen) for chosen in choices), dtype=float)
    # Sums in another order differ in the last digit, which must not decide.
    as_large = int((np.abs(others) >= abs(interval.difference) - 1e-9).sum())
    number = len(others) + (not exact)
    return Effect(
        interval.difference,
        interval.low,
        interval.high,
        (as_large + (not exact)) / number,
        number,
        exact,
        (len(tried), len(waited)),
    )


def pre_trend(tried: Sequence[float], waited: Sequence[float]) -> Slope | NotEnough:
    """Return how the distance between the two sides moved per wave before anything was tried.

    `tried` and `waited` are the means of each side in the waves before, from old to new. Where the
    interval leaves out 0 the two were on different ways already, and an effect cannot be told from
    that. Fewer than 5 waves are not enough.
    """
    apart = [one - other for one, other in zip(tried, waited, strict=True)]
    return slope(list(range(len(apart))), apart, [1.0] * len(apart))


def _weights(answers: Sequence[float]) -> Floats:
    """Return how much each team counts."""
    sizes = np.asarray(answers, dtype=float)
    return sizes if sizes.max() > MOST_ALIKE * sizes.min() else np.ones(len(sizes))


def _parts(tried: int) -> tuple[slice, slice]:
    return slice(None, tried), slice(tried, None)


def _side(changes: Floats, weights: Floats) -> Moments:
    """Return the weighted mean and standard deviation of one side's changes."""
    n, mean = len(changes), float(np.average(changes, weights=weights))
    spread = np.average((changes - mean) ** 2, weights=weights) * n / (n - 1)
    return Moments(n, mean, math.sqrt(float(spread)))


def _apart(changes: Floats, weights: Floats, chosen: Sequence[int]) -> float:
    """Return the difference between the mean changes of the chosen teams and the others."""
    mine = np.zeros(len(changes), dtype=bool)
    mine[list(chosen)] = True
    here, there = weights * mine, weights * ~mine
    return float(here @ changes / here.sum() - there @ changes / there.sum())


def _every(teams: int, tried: int) -> Iterator[Sequence[int]]:
    yield from itertools.combinations(range(teams), tried)


def _drawn(teams: int, tried: int) -> Iterator[Sequence[int]]:
    chance = np.random.default_rng(_SEED)
    for _ in range(MOST_ASSIGNMENTS - 1):
        yield chance.permutation(teams)[:tried].tolist()
