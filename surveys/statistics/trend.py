"""Where a series of waves is going."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.change import Change, ChangeError, by_error
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.quantiles import student, student_p

WAVES_IN_WINDOW = 3
LEAST_FOR_SLOPE = 5
"""A slope needs so many waves."""


@dataclass(frozen=True)
class Slope:
    """By how much the mean rises from wave to wave (positive = better), and its 95 % interval."""

    per_wave: float
    error: float
    low: float
    high: float
    p: float
    waves: int

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely explanation: the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def windows(means: Sequence[float], sizes: Sequence[int], error: ChangeError) -> Change | NotEnough:
    """Compare the last three waves with the three before them.

    `means` and `sizes` (numbers of answers) run from old to new. Fewer than 6 waves are not enough.
    """
    need = 2 * WAVES_IN_WINDOW
    if len(means) < need:
        return NotEnough("waves", len(means), need)
    before, after = means[-need:-WAVES_IN_WINDOW], means[-WAVES_IN_WINDOW:]
    difference = sum(after) / WAVES_IN_WINDOW - sum(before) / WAVES_IN_WINDOW
    return by_error(difference, sizes[-need:-WAVES_IN_WINDOW], sizes[-WAVES_IN_WINDOW:], error)


def slope(
    waves: Sequence[float], means: Sequence[float], sizes: Sequence[float]
) -> Slope | NotEnough:
    """Fit a straight line through the means of waves, each weighted by its number of answers.

    Weighted least squares, t with two degrees of freedom less than there are waves: how the means
    lie around the line holds what overlapping answers do to them. `waves` are the numbers of the
    waves, gaps and all. Fewer than 5 waves are not enough.
    """
    if len(means) < LEAST_FOR_SLOPE:
        return NotEnough("waves", len(means), LEAST_FOR_SLOPE)
    x, y, weight = (np.asarray(given, dtype=float) for given in (waves, means, sizes))
    total = weight.sum()
    from_x, from_y = x - (weight @ x) / total, y - (weight @ y) / total
    spread = weight @ from_x**2
    rise = float(weight @ (from_x * from_y) / spread)
    freedom = len(means) - 2
    left = float(weight @ (from_y - rise * from_x) ** 2)
    error = float(np.sqrt(left / freedom / spread))
    if error == 0:
        return Slope(rise, 0.0, rise, rise, float(rise == 0), len(means))
    reach = student(freedom) * error
    return Slope(
        rise, error, rise - reach, rise + reach, student_p(rise / error, freedom), len(means)
    )
