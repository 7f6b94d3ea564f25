"""Effect of an intervention in some teams, compared with a waiting-list control group."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.change import welch
from surveys.statistics.histogram import Floats, Moments
from surveys.statistics.quantiles import student
from surveys.statistics.trend import Slope, slope

MIN_TEAMS_PER_SIDE = 4
"""Minimum number of teams: with three against three no two-sided test can reach 5 %."""

MAX_ASSIGNMENTS = 20_000
"""Maximum number of assignments that are enumerated; of more, this number is drawn."""

WAVES_PER_SIDE = 3
"""Waves before the start of an experiment, and as many after it, of which means are taken."""

MAX_SIZE_RATIO = 3
"""Teams are weighted by their answers where the largest exceeds the smallest by this factor."""

SIGNIFICANT = 0.05
"""Largest p-value at which an effect counts as noticed."""

_SEED = 20_262

_CERTAIN = 37
"""A change of more standard errors than this is always noticed; SciPy has no number for it."""


@dataclass(frozen=True)
class Team:
    """One team of an experiment: its change (positive = better), and the answers behind it.

    `change` is the mean of three or more waves after the start minus the mean of as many before it;
    `answers` is the harmonic mean of their numbers of answers.
    """

    change: float
    answers: float = 1.0


@dataclass(frozen=True)
class Effect:
    """How much more the treated teams improved than the others (positive = better).

    `low` and `high` are the 95 % interval.

    `p` is the share of all assignments of as many teams that give a difference at least as large,
    in either direction. It is a valid test only if the teams were chosen at random.
    """

    difference: float
    low: float
    high: float
    p: float
    assignments: int
    exact: bool
    teams: tuple[int, int]


def difference_in_differences(
    before: float, after: float, control_before: float, control_after: float
) -> float:
    """Return the change of one group minus that of another (Card & Krueger 1994, AER 84:772)."""
    return (after - before) - (control_after - control_before)


def effect(
    tried: Sequence[Team], waited: Sequence[Team], *, least: int = MIN_TEAMS_PER_SIDE
) -> Effect | InsufficientData:
    """Estimate an effect from the change of each team: mean after minus mean before.

    Difference of the mean changes with Welch's interval, and a permutation test of |difference|
    over all assignments (Fisher 1935, The design of experiments, section 21), or over 20,000 drawn
    ones. Two-sided: |d*| >= |d|. Teams have equal weights unless the largest has more than three
    times the answers of the smallest; then they are weighted by their answers. Needs `least` teams
    on each side.
    """
    fewest = min(len(tried), len(waited))
    if fewest < max(least, 2):
        return InsufficientData("teams", fewest, max(least, 2))
    teams = [*tried, *waited]
    changes = np.array([team.change for team in teams], dtype=float)
    weights = _weights([team.answers for team in teams])
    sides = [_side(changes[part], weights[part]) for part in _parts(len(tried))]
    interval = welch(sides[1], sides[0])
    ways = math.comb(len(teams), len(tried))
    exact = ways <= MAX_ASSIGNMENTS
    treated = _assignments(len(teams), len(tried), exact=exact)
    others = _differences(changes, weights, treated)
    # The order of summation changes the last digit, which must not decide.
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


def power(
    tried: int,
    waited: int,
    answers: float,
    change: float,
    *,
    within_sd: float,
    team_sd: float = 0.0,
    waves: int = WAVES_PER_SIDE,
    least: int = MIN_TEAMS_PER_SIDE,
    significant: float = SIGNIFICANT,
) -> float | InsufficientData:
    """Return how often an experiment would notice a change, 0 to 1: to be told before it begins.

    `tried` and `waited` are numbers of teams, `answers` those of a team in a wave, `waves` those
    before the start and as many after it. `within_sd` is the spread of answers within teams,
    `team_sd` that of the true changes of teams. Noticed means p <= `significant` in `effect`, .05
    unless several steps are compared; its power is close to that of a t test of two groups, from
    the noncentral t distribution (Cohen 1988, Statistical power analysis, 2.4), at the level that
    so few assignments can have: 2 of 70 with four teams against four. Needs `least` teams on each
    side.
    """
    from scipy.special import nctdtr  # noqa: PLC0415

    fewest = min(tried, waited)
    if fewest < max(least, 2):
        return InsufficientData("teams", fewest, max(least, 2))
    of_team = team_sd**2 + 2 * within_sd**2 / (waves * answers)
    expected = abs(change) / math.sqrt(of_team * (1 / tried + 1 / waited))
    freedom, level = tried + waited - 2, _level(tried, waited, significant)
    if level == 0:
        return 0.0
    limit = student(freedom, 1 - level / 2)
    if expected > _CERTAIN:
        return 1.0
    # The lower tail by symmetry: SciPy has no number for it where it is tiny.
    lower = 1 - nctdtr(freedom, -expected, limit)
    return float(1 - nctdtr(freedom, expected, limit) + lower)


def _level(tried: int, waited: int, significant: float) -> float:
    """Return the largest p-value up to a limit that a permutation test of so many teams can have.

    0 where there are too few assignments for any.
    """
    ways = math.comb(tried + waited, tried)
    # Between sides of equal size, exchanging them gives the same difference.
    together = 2 if tried == waited else 1
    return math.floor(significant * ways / together) * together / ways


def pre_trend(tried: Sequence[float], waited: Sequence[float]) -> Slope | InsufficientData:
    """Return the slope of the distance between the two sides before the intervention.

    `tried` and `waited` are the means of each side in the waves before, from old to new. Where the
    interval excludes 0 the trends were not parallel, and an effect cannot be separated from that.
    Needs 5 waves.
    """
    distances = [one - other for one, other in zip(tried, waited, strict=True)]
    return slope(list(range(len(distances))), distances, [1.0] * len(distances))


def _weights(answers: Sequence[float]) -> Floats:
    """Return the weight of each team."""
    sizes = np.asarray(answers, dtype=float)
    return sizes if sizes.max() > MAX_SIZE_RATIO * sizes.min() else np.ones(len(sizes))


def _parts(tried: int) -> tuple[slice, slice]:
    return slice(None, tried), slice(tried, None)


def _side(changes: Floats, weights: Floats) -> Moments:
    """Return number, weighted mean and standard deviation of one side's changes.

    With unequal weights w, teams carry as much as (sum w)^2 / sum w^2 teams of equal weight (Kish
    1965, Survey sampling, 11.7); the standard deviation is widened so that its square over n is the
    variance of the mean. As simulated with teams of 5, 6, 8 and 40 whose changes differ by .4, the
    interval holds the effect in 95.8 % of cases, in 87 % without.
    """
    n, mean = len(changes), float(np.average(changes, weights=weights))
    spread = np.average((changes - mean) ** 2, weights=weights) * n / (n - 1)
    as_many_as = weights.sum() ** 2 / (weights**2).sum()
    return Moments(n, mean, math.sqrt(float(spread * n / as_many_as)))


def _differences(changes: Floats, weights: Floats, treated: Floats) -> Floats:
    """Return the difference between the mean changes of treated and other teams.

    `treated` (assignments, teams) is 1 for the treated teams of each assignment and 0 for others.
    """
    of_sides = ((side @ (weights * changes)) / (side @ weights) for side in (treated, 1 - treated))
    inside, outside = of_sides
    return np.asarray(inside - outside)


def _assignments(teams: int, tried: int, *, exact: bool) -> Floats:
    """Return all assignments (assignments, teams), or drawn ones: 1 where a team is treated."""
    if exact:
        chosen = np.array(list(itertools.combinations(range(teams), tried)))
    else:
        order = np.random.default_rng(_SEED).random((MAX_ASSIGNMENTS - 1, teams))
        chosen = order.argsort(axis=1)[:, :tried]
    treated = np.zeros((len(chosen), teams))
    np.put_along_axis(treated, chosen, 1.0, axis=1)
    return treated
