"""The level of a group: the mean of a histogram, with its uncertainty."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import (
    Floats,
    ManyMoments,
    check_histogram,
    check_table,
    many_moments,
)
from surveys.statistics.quantiles import student

MIN_ANSWERS_FOR_MEAN = 5
"""Minimum number of answers for a mean."""

PRIOR_SD = 0.95
"""Standard deviation of a five-point question within a team, until an organisation has its own."""

PRIOR_WEIGHT = 4
"""Degrees of freedom of the prior standard deviation."""


class Away(NamedTuple):
    """How far a true mean may lie below and above the shown one, on the question's own scale.

    For sums of parts, of which the true histograms are not known.
    """

    worse: float
    better: float


Hull = Collection[Sequence[int]] | Away
"""All true histograms that may stand behind a shown one; empty where it is the true one itself."""


class Level(NamedTuple):
    """A mean on the question's own scale (5 = good on a Likert scale) and its 95 % interval.

    The interval is for the underlying level, over the whole hull of the histogram; `mean_low` and
    `mean_high` are the range of the true mean itself. `extreme` is by how much that mean may lie
    away from the shown one because nearly all gave the same answer, 0 where they did not, or where
    the group is a sum of parts (`of_parts`) of which that is not known.
    """

    n: int
    invited: int | None
    mean: float
    low: float
    high: float
    mean_low: float
    mean_high: float
    extreme: float = 0.0
    of_parts: bool = False


def default_sd(values: Sequence[float]) -> float:
    """Return the prior standard deviation of a scale: 0.95 for 1 to 5, else scaled to its range."""
    return PRIOR_SD * (values[-1] - values[0]) / 4


def guarded_sds(groups: ManyMoments, prior_sd: float) -> Floats:
    """Return the standard deviations of groups, kept from being too small in small ones.

    s_g = max(s, sqrt((v0 s0^2 + (n - 1) s^2) / (v0 + n - 1))) with v0 = 4 prior degrees of freedom,
    so that five equal answers do not give an interval of zero width. The pooling is the posterior
    scale of a normal variance under a scaled inverse chi-square prior (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6).
    """
    pooled = (PRIOR_WEIGHT * prior_sd**2 + (groups.n - 1) * groups.sd**2) / (
        PRIOR_WEIGHT + groups.n - 1
    )
    return np.maximum(groups.sd, np.sqrt(pooled))


def level(
    counts: Sequence[int],
    values: Sequence[float],
    invited: int | None,
    *,
    prior_sd: float | None = None,
    hull: Hull = (),
) -> Level | InsufficientData:
    """Return the mean of a group's answers and a 95 % interval for its underlying level.

    The same as `levels` for one histogram. Raises ValueError for an impossible one.
    """
    check_histogram(counts, len(values))
    table = np.array([counts], dtype=float)
    return levels(table, values, [invited], prior_sd=prior_sd, hulls=[hull])[0]


def levels(
    counts: Floats,
    values: Sequence[float],
    invited: Sequence[int | None],
    *,
    prior_sd: float | None = None,
    hulls: Sequence[Hull] | None = None,
) -> list[Level | InsufficientData]:
    """Return the means of many groups' answers to one question, and 95 % intervals.

    m +- t(.975, n - 1) s_g / sqrt(n), Student's interval, clipped to the scale; the union of the
    intervals of all histograms in a group's hull. Without a finite population correction: answers
    fluctuate from week to week, no matter who answers, and an interval that shrinks as the last
    people answer would tell that they did. Of a sum of parts, the interval of the shown mean, made
    wider by how far the true one may lie away.

    `counts` has a row per group and a column per value; `invited` and `hulls` have an entry per
    group. `prior_sd` defaults to 0.95 for five options, in proportion to the range for other
    scales. Needs 5 answers per group. Raises ValueError for an impossible histogram.
    """
    enough = check_table(counts, len(values)).sum(axis=1) >= MIN_ANSWERS_FOR_MEAN
    groups = [
        (of or None, hull)
        for of, hull, is_enough in zip(
            invited, hulls or [()] * len(counts), enough.tolist(), strict=True
        )
        if is_enough
    ]
    spread = default_sd(values) if prior_sd is None else prior_sd
    estimates = iter(_levels(counts[enough], values, spread, groups))
    return [
        next(estimates)
        if n >= MIN_ANSWERS_FOR_MEAN
        else InsufficientData("answers", int(n), MIN_ANSWERS_FOR_MEAN)
        for n in counts.sum(axis=1).tolist()
    ]


def _levels(
    counts: Floats,
    values: Sequence[float],
    prior_sd: float,
    people_and_hulls: Sequence[tuple[int | None, Hull]],
) -> list[Level]:
    """Return the levels of groups with enough answers."""
    if not len(counts):
        return []
    hulls = [hull for _, hull in people_and_hulls]
    inside = [() if isinstance(hull, Away) else tuple(hull) for hull in hulls]
    # The shown histogram comes first, then those of its hull.
    starts = np.cumsum([0] + [1 + len(each) for each in inside[:-1]])
    owners = np.repeat(np.arange(len(counts)), [1 + len(each) for each in inside])
    table = np.repeat(counts, [1 + len(each) for each in inside], axis=0)
    if len(table) > len(counts):
        from_hull = np.delete(np.arange(len(table)), starts)
        table[from_hull] = [histogram for each in inside for histogram in each]
    groups = many_moments(table, values)
    t = np.array([student(n - 1) for n in groups.n.tolist()])
    reach = t * guarded_sds(groups, prior_sd) / np.sqrt(groups.n)
    mean = groups.mean[starts]
    most = np.minimum(groups.n - 2, groups.n * 9 // 10)
    away = np.where(table.max(axis=1) > most, np.abs(groups.mean - mean[owners]), 0.0)
    mean_low = np.minimum.reduceat(groups.mean, starts)
    mean_high = np.maximum.reduceat(groups.mean, starts)
    low = np.minimum.reduceat(groups.mean - reach, starts)
    high = np.maximum.reduceat(groups.mean + reach, starts)
    for row, hull in enumerate(hulls):
        if isinstance(hull, Away):
            for lowest in (mean_low, low):
                lowest[row] -= max(hull.worse, 0.0)
            for highest in (mean_high, high):
                highest[row] += max(hull.better, 0.0)
    columns = (
        mean,
        np.maximum(low, values[0]),
        np.minimum(high, values[-1]),
        mean_low,
        mean_high,
        np.maximum.reduceat(away, starts),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    sizes = groups.n[starts].astype(int).tolist()
    return [
        Level(n, of, mean, low, high, mean_low, mean_high, extreme, isinstance(hull, Away))
        for n, (mean, low, high, mean_low, mean_high, extreme), (of, hull) in zip(
            sizes, rows, people_and_hulls, strict=True
        )
    ]
