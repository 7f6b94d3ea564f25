"""Whether two waves of a group differ by more than chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats, Moments, checked, moments
from surveys.statistics.level import LEAST, default_sd, guarded_sd
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.quantiles import NORMAL_80, NORMAL_975, student, student_p

LEAST_CHANGES = 30
"""From so many differences between waves their own spread is used instead of Welch's."""

_MEDIAN_OF_CHI_SQUARE = 0.454936423119572
"""Half of all squared standard normal numbers are smaller."""

_CAUTION = 1.1
"""The estimated error is a little too small on average; simulated, see the slow tests."""

_FLOOR = 0.25
"""However alike the waves look, people are not more stable than that."""


@dataclass(frozen=True)
class Change:
    """A difference of means (positive = better), its standard error and 95 % interval.

    `p` is two-sided; it is for comparing many changes with each other and never shown.
    """

    difference: float
    error: float
    low: float
    high: float
    p: float

    @property
    def smallest_visible(self) -> float:
        """The change that would be noticed four times out of five: (z.975 + z.80) SE."""
        return (NORMAL_975 + NORMAL_80) * self.error


@dataclass(frozen=True)
class ChangeError:
    """How much means change by chance: the variance of a change is `variance` (1/n1 + 1/n2)."""

    variance: float
    changes: int


def change(
    earlier: Sequence[int],
    later: Sequence[int],
    values: Sequence[float],
    *,
    prior_sd: float | None = None,
    error: ChangeError | None = None,
) -> Change | NotEnough:
    """Compare the means of two histograms of the same question.

    With the error that changes in this organisation have (`error`), else by `welch` on guarded
    standard deviations. No finite population correction: a team that answers completely still
    fluctuates. Fewer than 5 answers in a wave are not enough. Raises ValueError for an impossible
    histogram.
    """
    checked(earlier, len(values))
    checked(later, len(values))
    if (least := min(sum(earlier), sum(later))) < LEAST:
        return NotEnough("answers", least, LEAST)
    first, second = moments(earlier, values), moments(later, values)
    if error is not None:
        return by_error(second.mean - first.mean, [first.n], [second.n], error)
    spread = default_sd(values) if prior_sd is None else prior_sd
    return welch(*(Moments(m.n, m.mean, guarded_sd(m, spread)) for m in (first, second)))


def welch(first: Moments, second: Moments) -> Change:
    """Compare two groups that may have different spreads (Welch 1947, Biometrika 34:28).

    Where the same people answered twice the interval is too wide, never too narrow.
    """
    parts = [found.sd**2 / found.n for found in (first, second)]
    difference, error = second.mean - first.mean, math.sqrt(sum(parts))
    if error == 0:
        return Change(difference, 0.0, difference, difference, float(difference == 0))
    freedom = sum(parts) ** 2 / sum(
        part**2 / (found.n - 1) for part, found in zip(parts, (first, second), strict=True)
    )
    reach = student(freedom) * error
    p = student_p(difference / error, freedom)
    return Change(difference, error, difference - reach, difference + reach, p)


def change_error(differences: Floats, sizes: Floats, within_sd: float) -> ChangeError | NotEnough:
    """Estimate the error of a change from the changes of all teams.

    Nobody knows how many answered both waves, but how much teams change tells: b = 1.1 median(d^2 /
    h) / 0.4549 with h = 1/n1 + 1/n2, at least a quarter of `within_sd` squared; the divisor is the
    median of chi square with one degree of freedom, and the median is moved little by teams that
    really changed. `differences` are the changes of teams from one wave to the next less that of
    all teams together, `sizes` h of each. Fewer than 30 are not enough.
    """
    if len(differences) < LEAST_CHANGES:
        return NotEnough("changes", len(differences), LEAST_CHANGES)
    middle = float(np.median(differences**2 / sizes)) / _MEDIAN_OF_CHI_SQUARE
    return ChangeError(max(_CAUTION * middle, _FLOOR * within_sd**2), len(differences))


def by_error(
    difference: float, earlier: Sequence[int], later: Sequence[int], error: ChangeError
) -> Change:
    """Judge a difference between the averages of some waves and some later ones.

    `earlier` and `later` have the number of answers of each wave: SE^2 = b (sum 1/n_j / w1^2 + sum
    1/n_j / w2^2) for w1 and w2 waves. A z-test.
    """
    parts = [sum(1 / n for n in waves) / len(waves) ** 2 for waves in (earlier, later)]
    spread = math.sqrt(error.variance * sum(parts))
    reach = NORMAL_975 * spread
    p = math.erfc(abs(difference) / spread / math.sqrt(2))
    return Change(difference, spread, difference - reach, difference + reach, p)
