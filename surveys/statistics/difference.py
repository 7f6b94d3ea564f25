"""The difference between the means of two groups that share nobody, with its uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import check_histogram, many_moments
from surveys.statistics.level import Away, default_sd, guarded_sds
from surveys.statistics.quantiles import student

MIN_ANSWERS_FOR_DIFFERENCE = 10
"""Minimum number of answers in each group."""


@dataclass(frozen=True)
class Difference:
    """The means of two groups, and the interval of the first less the second; 5 = good.

    All on the question's own scale. Together with `comparisons` - 1 others, it lies within its
    interval 19 times out of 20.
    """

    first: float
    second: float
    low: float
    high: float


def difference(
    first: Sequence[int],
    second: Sequence[int],
    values: Sequence[float],
    *,
    comparisons: int = 1,
    away: tuple[Away, Away] = (Away(0.0, 0.0), Away(0.0, 0.0)),
    prior_sd: float | None = None,
) -> Difference | InsufficientData:
    """Return how far the mean of one histogram lies from that of another.

    d +- t(1 - .025 / m, v) sqrt(s1^2 / n1 + s2^2 / n2), Welch's interval with his degrees of
    freedom v (Welch 1947, Biometrika 34:28) and Bonferroni's share of the error for each of m
    `comparisons`, for the underlying levels (no finite population correction). The standard
    deviations are kept from being too small as in `level`. It is made wider by how far the true
    mean of either group may be `away`. Each group needs 10 answers. Raises ValueError for
    impossible histograms.
    """
    for counts in (first, second):
        check_histogram(counts, len(values))
    fewest = min(sum(first), sum(second))
    if fewest < MIN_ANSWERS_FOR_DIFFERENCE:
        return InsufficientData("answers", fewest, MIN_ANSWERS_FOR_DIFFERENCE)
    groups = many_moments(np.array([first, second], dtype=float), values)
    sds = guarded_sds(groups, default_sd(values) if prior_sd is None else prior_sd)
    squares = sds**2 / groups.n
    freedom = squares.sum() ** 2 / (squares**2 / (groups.n - 1)).sum()
    reach = student(round(float(freedom), 6), 1 - 0.025 / comparisons) * float(squares.sum()) ** 0.5
    one, other = groups.mean.tolist()
    return Difference(
        one,
        other,
        one - other - reach - away[0].worse - away[1].better,
        one - other + reach + away[0].better + away[1].worse,
    )
