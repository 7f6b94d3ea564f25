"""How far the outcome of an experiment may move while every change stays within its bounds.

A published average stands for several true ones (the hull of the blur), so the change of a team is
known within bounds. What is told of a difference has to hold for all changes within them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.quantiles import student
from surveys.statistics.trend import Slope

_ROUNDS = 60
"""Rounds in which the least spread is approached; each brings the centre nearer to it."""


@dataclass(frozen=True)
class Bounds:
    """The changes of some teams, each between `low` and `high` (teams,), 5 = good."""

    low: Floats
    high: Floats

    def extremes(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Return the least and the greatest of sums of changes; `coefficients` are (..., teams)."""
        up, down = np.maximum(coefficients, 0), np.minimum(coefficients, 0)
        return up @ self.low + down @ self.high, up @ self.high + down @ self.low

    def spreads(self, weights: Floats) -> tuple[float, float]:
        """Return bounds of the weighted mean of squared distances from the weighted mean.

        Of all centres the mean has the smallest sum of squares, so the farthest ends around any
        other centre bound it from above. The least is that of the changes nearest to one centre,
        which is found by turns (both steps lower a convex function).
        """
        middle = float(np.average((self.low + self.high) / 2, weights=weights))
        farthest = np.maximum(abs(self.low - middle), abs(self.high - middle))
        nearest = np.clip(middle, self.low, self.high)
        for _ in range(_ROUNDS):
            nearest = np.clip(np.average(nearest, weights=weights), self.low, self.high)
        centre = np.average(nearest, weights=weights)
        least = float(np.average((nearest - centre) ** 2, weights=weights))
        return least, float(np.average(farthest**2, weights=weights))


def fewest_freedom(
    tried: tuple[float, float], waited: tuple[float, float], teams: tuple[int, int]
) -> float:
    """Return the fewest degrees of freedom of Welch's interval.

    `tried` and `waited` bound the variances of the two means. With r the part of the first in their
    sum, 1/freedom = r^2/(n1 - 1) + (1 - r)^2/(n2 - 1) is convex, so it is largest at an end of r.
    """
    ends = (_part(tried[0], waited[1], 0.0), _part(tried[1], waited[0], 1.0))
    first, second = (number - 1 for number in teams)
    return min(1 / (part**2 / first + (1 - part) ** 2 / second) for part in ends)


def with_room(
    found: Slope, from_middle: Sequence[float], blur: Sequence[tuple[float, float]]
) -> Slope:
    """Return a slope with an interval that holds for all points within bounds; p stays as it was.

    `from_middle` are the waves, `blur` by how much each point may be worse and better. The slope is
    a sum of the points, and residuals grow by no more than the length of what is added to them.
    """
    x, (worse, better) = np.array(from_middle), np.array(blur).T
    spread = float(x @ x)
    low, high = Bounds(-worse, better).extremes(x / spread)
    freedom = len(x) - 2
    farthest = float(np.sum(np.maximum(worse, better) ** 2))
    reach = student(freedom) * (found.error + math.sqrt(farthest / freedom / spread))
    ends = float(found.per_wave + low - reach), float(found.per_wave + high + reach)
    return replace(found, low=ends[0], high=ends[1])


def _part(one: float, other: float, otherwise: float) -> float:
    return one / (one + other) if one + other > 0 else otherwise


def as_large(
    bounds: Bounds, actual: Floats, assignments: Floats, difference: tuple[float, float]
) -> int:
    """Return how many assignments may give a difference as large as the actual one.

    `actual` (teams,) and `assignments` (assignments, teams) are the coefficients of differences,
    `difference` the bounds of the actual one. Each assignment may choose other changes, so their
    number is never too small; if the actual difference may be 0, they all count.
    """
    low, high = difference
    if low <= 0 <= high:
        return len(assignments)
    own = actual if low > 0 else -actual
    _, above = bounds.extremes(assignments - own)
    _, below = bounds.extremes(-assignments - own)
    # The order of summation changes the last digit, which must not decide.
    return int((np.maximum(above, below) >= -1e-9).sum())
