"""Trend of a series of waves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.quantiles import student, student_p

MIN_WAVES_FOR_SLOPE = 5
"""Minimum number of waves for a slope."""


@dataclass(frozen=True)
class Slope:
    """Rise of the mean per wave (positive = better), and its 95 % interval."""

    per_wave: float
    error: float
    low: float
    high: float
    p: float
    waves: int

    @property
    def clear(self) -> bool:
        """Whether the slope is significant: the interval excludes 0."""
        return self.low > 0 or self.high < 0


def slope(
    waves: Sequence[float], means: Sequence[float], sizes: Sequence[float]
) -> Slope | InsufficientData:
    """Fit a straight line through the means of waves, each weighted by its number of answers.

    Weighted least squares, t with (waves - 2) degrees of freedom; the scatter around the line
    includes the effect of people who answered several waves. `waves` are the numbers of the waves,
    with gaps. Needs 5 waves.
    """
    if len(means) < MIN_WAVES_FOR_SLOPE:
        return InsufficientData("waves", len(means), MIN_WAVES_FOR_SLOPE)
    x, y, weight = (np.asarray(column, dtype=float) for column in (waves, means, sizes))
    total = weight.sum()
    from_x, from_y = x - (weight @ x) / total, y - (weight @ y) / total
    spread = weight @ from_x**2
    rise = float(weight @ (from_x * from_y) / spread)
    freedom = len(means) - 2
    residual = float(weight @ (from_y - rise * from_x) ** 2)
    error = float(np.sqrt(residual / freedom / spread))
    if error == 0:
        return Slope(rise, 0.0, rise, rise, float(rise == 0), len(means))
    reach = student(freedom) * error
    return Slope(
        rise, error, rise - reach, rise + reach, student_p(rise / error, freedom), len(means)
    )
