"""Tests whether two waves of a group differ by more than chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import Floats, Moments, check_histogram, moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, default_sd, guarded_sd
from surveys.statistics.quantiles import NORMAL_80, NORMAL_975, student, student_p

MIN_CHANGES_FOR_ERROR = 30
"""Minimum number of changes for estimating their error from their own spread, not by Welch."""

_MEDIAN_OF_CHI_SQUARE = 0.454936423119572
"""Median of the chi-square distribution with one degree of freedom."""

_CAUTION = 1.1
"""Correction: the estimated error is slightly too small on average; see the simulation tests."""

_FLOOR = 0.25
"""Lower bound of the error, as a fraction of the variance within teams."""


@dataclass(frozen=True)
class Change:
    """A difference of means (positive = better), its standard error and 95 % interval.

    `p` is two-sided; it serves to compare many changes with each other and is never shown.
    """

    difference: float
    error: float
    low: float
    high: float
    p: float

    @property
    def smallest_visible(self) -> float:
        """The smallest change detected with a power of 80 %: (z.975 + z.80) SE."""
        return (NORMAL_975 + NORMAL_80) * self.error


@dataclass(frozen=True)
class ChangeError:
    """Chance error of changes: the variance of a change is `variance` (1/n1 + 1/n2)."""

    variance: float
    changes: int


def change(
    earlier: Sequence[int],
    later: Sequence[int],
    values: Sequence[float],
    *,
    prior_sd: float | None = None,
    error: ChangeError | None = None,
) -> Change | InsufficientData:
    """Compare the means of two histograms of the same question.

    Uses the error of changes in this organisation (`error`) where it is known, else `welch` on
    guarded standard deviations. There is no finite population correction: a team in which everybody
    answers still fluctuates. Needs 5 answers in each wave. Raises ValueError for an impossible
    histogram.
    """
    check_histogram(earlier, len(values))
    check_histogram(later, len(values))
    if (fewest := min(sum(earlier), sum(later))) < MIN_ANSWERS_FOR_MEAN:
        return InsufficientData("answers", fewest, MIN_ANSWERS_FOR_MEAN)
    first, second = moments(earlier, values), moments(later, values)
    if error is not None:
        return by_error(second.mean - first.mean, [first.n], [second.n], error)
    spread = default_sd(values) if prior_sd is None else prior_sd
    return welch(*(Moments(m.n, m.mean, guarded_sd(m, spread)) for m in (first, second)))


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


def change_error(
    differences: Floats, sizes: Floats, within_sd: float
) -> ChangeError | InsufficientData:
    """Estimate the error of a change from the changes of all teams.

    How many people answered both waves is unknown, but the spread of the changes shows it: b = 1.1
    median(d^2 / h) / 0.4549 with h = 1/n1 + 1/n2, at least a quarter of `within_sd` squared. The
    divisor is the median of chi-square with one degree of freedom; the median is robust against
    teams that really changed. `differences` are the changes of teams from one wave to the next
    minus the change of all teams together, `sizes` the h of each. Needs 30 changes.
    """
    if len(differences) < MIN_CHANGES_FOR_ERROR:
        return InsufficientData("changes", len(differences), MIN_CHANGES_FOR_ERROR)
    middle = float(np.median(differences**2 / sizes)) / _MEDIAN_OF_CHI_SQUARE
    return ChangeError(max(_CAUTION * middle, _FLOOR * within_sd**2), len(differences))


def by_error(
    difference: float, earlier: Sequence[int], later: Sequence[int], error: ChangeError
) -> Change:
    """Test the difference between the averages of some waves and of some later ones.

    A z-test. `earlier` and `later` hold the number of answers of each wave: SE^2 = b (sum 1/n_j /
    w1^2 + sum 1/n_j / w2^2) for w1 and w2 waves.
    """
    parts = [sum(1 / n for n in waves) / len(waves) ** 2 for waves in (earlier, later)]
    spread = math.sqrt(error.variance * sum(parts))
    reach = NORMAL_975 * spread
    p = math.erfc(abs(difference) / spread / math.sqrt(2))
    return Change(difference, spread, difference - reach, difference + reach, p)
