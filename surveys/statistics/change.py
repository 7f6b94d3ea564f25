"""Welch's test: whether two groups differ by more than chance."""

import math
from dataclasses import dataclass

from surveys.statistics.histogram import Moments
from surveys.statistics.quantiles import student, student_p


@dataclass(frozen=True)
class Change:
    """A difference of means (positive = better), its standard error, 95 % interval, two-sided p."""

    difference: float
    error: float
    low: float
    high: float
    p: float


def welch(first: Moments, second: Moments) -> Change:
    """Compare two groups that may have different spreads (Welch 1947, Biometrika 34:28).

    Where the same people answered twice, the interval is too wide, never too narrow.
    """
    parts = [group.sd**2 / group.n for group in (first, second)]
    difference, error = second.mean - first.mean, math.sqrt(sum(parts))
    if error == 0:
        return Change(difference, 0.0, difference, difference, float(difference == 0))
    freedom = sum(parts) ** 2 / sum(
        part**2 / (group.n - 1) for part, group in zip(parts, (first, second), strict=True)
    )
    reach = student(freedom) * error
    p = student_p(difference / error, freedom)
    return Change(difference, error, difference - reach, difference + reach, p)
