"""Effect of an intervention in some teams, compared with a waiting-list control group."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics import InsufficientData
from surveys.statistics.experiment_bounds import Bounds, as_large, fewest_freedom, with_room
from surveys.statistics.histogram import Floats
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


Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Team:
    """One team of an experiment: its change (positive = better), and the answers behind it.

    `change` is the mean of three or more waves after the start minus the mean of as many before it;
    `answers` is the harmonic mean of their numbers of answers. The true change may be worse or
    better by as much as what was published is blurred.
    """

    change: float
    answers: float = 1.0
    worse: float = 0.0
    better: float = 0.0


@dataclass(frozen=True)
class Effect:
    """How much more the treated teams improved than the others (positive = better).

    `low` and `high` are the 95 % interval, over all changes that the blur admits; `worse` and
    `better` by how much that alone may move the difference.

    `p` is the share of all assignments of as many teams that give a difference at least as large,
    in either direction, the largest that the blur admits. It is a valid test only if the teams were
    chosen at random.
    """

    difference: float
    low: float
    high: float
    p: float
    assignments: int
    exact: bool
    teams: tuple[int, int]
    worse: float = 0.0
    better: float = 0.0


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
    on each side. Interval and p hold for all changes within the bounds of the teams.
    """
    fewest = min(len(tried), len(waited))
    if fewest < max(least, 2):
        return InsufficientData("teams", fewest, max(least, 2))
    teams = [*tried, *waited]
    changes = np.array([team.change for team in teams], dtype=float)
    bounds = Bounds(
        changes - [team.worse for team in teams], changes + [team.better for team in teams]
    )
    weights, number = _weights([team.answers for team in teams]), len(tried)
    own = _coefficients(np.arange(len(teams)) < number, weights)
    low, high = (float(end) for end in bounds.extremes(own))
    reach = _reach(bounds, weights, number)
    ways = math.comb(len(teams), number)
    exact = ways <= MAX_ASSIGNMENTS
    treated = _assignments(len(teams), number, exact=exact)
    counted = as_large(bounds, own, _coefficients(treated, weights), (low, high))
    assignments, difference = len(treated) + (not exact), float(own @ changes)
    return Effect(
        difference,
        low - reach,
        high + reach,
        (counted + (not exact)) / assignments,
        assignments,
        exact,
        (number, len(waited)),
        difference - low,
        high - difference,
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
    """Return the largest p-value up to a limit that a permutation test of some teams can have.

    0 where there are too few assignments for any.
    """
    ways = math.comb(tried + waited, tried)
    # Between sides of equal size, exchanging them gives the same difference.
    together = 2 if tried == waited else 1
    return math.floor(significant * ways / together) * together / ways


def pre_trend(
    tried: Sequence[float], waited: Sequence[float], blur: Sequence[tuple[float, float]] = ()
) -> Slope | InsufficientData:
    """Return the slope of the distance between the two sides before the intervention.

    `tried` and `waited` are the means of each side in the waves before, from old to new; `blur` by
    how much the true distance may be worse and better in each, for which the interval has room.
    Where it excludes 0 the trends were not parallel, and an effect cannot be separated from that.
    Needs 5 waves.
    """
    distances = [one - other for one, other in zip(tried, waited, strict=True)]
    waves = range(len(distances))
    found = slope(list(waves), distances, [1.0] * len(distances))
    if isinstance(found, InsufficientData) or not blur:
        return found
    return with_room(found, [wave - (len(waves) - 1) / 2 for wave in waves], blur)


def _weights(answers: Sequence[float]) -> Floats:
    """Return the weight of each team."""
    sizes = np.asarray(answers, dtype=float)
    return sizes if sizes.max() > MAX_SIZE_RATIO * sizes.min() else np.ones(len(sizes))


def _reach(bounds: Bounds, weights: Floats, tried: int) -> float:
    """Return half the width of Welch's interval (Welch 1947, Biometrika 34:28), its largest.

    With unequal weights w, teams carry as much as (sum w)^2 / sum w^2 teams of equal weight (Kish
    1965, Survey sampling, 11.7), by which the variance of a mean is divided. As simulated with
    teams of 5, 6, 8 and 40 whose changes differ by .4, the interval holds the effect in 95.8 % of
    cases, in 87 % without.
    """
    variances = []
    for part in (slice(None, tried), slice(tried, None)):
        own = weights[part]
        n, as_many_as = len(own), own.sum() ** 2 / (own**2).sum()
        least, most = Bounds(bounds.low[part], bounds.high[part]).spreads(own)
        scale = n / (n - 1) / as_many_as
        variances.append((least * scale, most * scale))
    of_tried, of_waited = variances
    error = math.sqrt(of_tried[1] + of_waited[1])
    if error == 0:
        return 0.0
    freedom = fewest_freedom(of_tried, of_waited, (tried, len(weights) - tried))
    return error * student(freedom)


def _coefficients(treated: Floats | Bools, weights: Floats) -> Floats:
    """Return by what changes are multiplied to give the difference between two mean changes.

    `treated` (..., teams) is 1 for treated teams and 0 for others, in each assignment.
    """
    inside = np.asarray(treated, dtype=float) * weights
    outside = weights - inside
    return np.asarray(
        inside / inside.sum(axis=-1, keepdims=True) - outside / outside.sum(axis=-1, keepdims=True)
    )


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
