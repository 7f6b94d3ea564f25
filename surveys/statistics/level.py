"""The level of a group: the mean of a histogram, with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import (
    Floats,
    ManyMoments,
    Moments,
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


@dataclass(frozen=True)
class Level:
    """A mean on the question's own scale (5 = good on a Likert scale) and its 95 % interval.

    `worst` and `best` are the mean if every nonrespondent had chosen the least or the most
    favourable option; they equal the ends of the scale where `invited` is unknown.
    """

    n: int
    invited: int | None
    mean: float
    low: float
    high: float
    worst: float
    best: float


def default_sd(values: Sequence[float]) -> float:
    """Return the prior standard deviation of a scale: 0.95 for 1 to 5, else scaled to its range."""
    return PRIOR_SD * (values[-1] - values[0]) / 4


def guarded_sd(group: Moments, prior_sd: float = PRIOR_SD) -> float:
    """Return the standard deviation of a group, kept from being too small in a small one.

    s_g = max(s, sqrt((v0 s0^2 + (n - 1) s^2) / (v0 + n - 1))) with v0 = 4 prior degrees of freedom,
    so that five equal answers do not give an interval of zero width. The pooling is the posterior
    scale of a normal variance under a scaled inverse chi-square prior (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6).
    """
    one = ManyMoments(np.array([float(group.n)]), np.array([group.mean]), np.array([group.sd]))
    return float(guarded_sds(one, prior_sd)[0])


def guarded_sds(groups: ManyMoments, prior_sd: float) -> Floats:
    """Return the guarded standard deviations of many groups."""
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
) -> Level | InsufficientData:
    """Return the mean of a group's answers and a 95 % interval for its underlying level.

    The same as `levels` for one histogram. Raises ValueError for an impossible one.
    """
    check_histogram(counts, len(values))
    table = np.array([counts], dtype=float)
    return levels(table, values, [invited], prior_sd=prior_sd)[0]


def levels(
    counts: Floats,
    values: Sequence[float],
    invited: Sequence[int | None],
    *,
    prior_sd: float | None = None,
) -> list[Level | InsufficientData]:
    """Return the means of many groups' answers to one question, and 95 % intervals.

    m +- t(.975, n - 1) s_g / sqrt(n), Student's interval, clipped to the scale. Without a finite
    population correction: answers fluctuate from week to week, whoever answers, and an interval
    that shrinks as the last people answer would tell that they did. `counts` has a row per group
    and a column per value; `invited`, the N of each group, is used for the worst and best mean
    only: v_min + (m - v_min) f and v_max - (v_max - m) f with f = n/N, 0 where N is None.
    `prior_sd` defaults to 0.95 for five options, in proportion to the range for other scales. Needs
    5 answers per group.
    Raises ValueError for an impossible histogram.
    """
    enough = check_table(counts, len(values)).sum(axis=1) >= MIN_ANSWERS_FOR_MEAN
    groups = many_moments(counts[enough], values)
    whole = np.array([math.inf if not n else float(n) for n in invited])[enough]
    answered = np.minimum(1.0, groups.n / whole)
    spread = guarded_sds(groups, default_sd(values) if prior_sd is None else prior_sd)
    t = np.array([student(n - 1) for n in groups.n.tolist()])
    reach = t * spread / np.sqrt(groups.n)
    worst = values[0] + (groups.mean - values[0]) * answered
    best = values[-1] - (values[-1] - groups.mean) * answered
    low = np.maximum(groups.mean - reach, values[0])
    high = np.minimum(groups.mean + reach, values[-1])
    rows = zip(*(column.tolist() for column in (groups.mean, low, high, worst, best)), strict=True)
    estimates = iter(rows)
    return [
        Level(int(n), of or None, *next(estimates))
        if n >= MIN_ANSWERS_FOR_MEAN
        else InsufficientData("answers", int(n), MIN_ANSWERS_FOR_MEAN)
        for n, of in zip(counts.sum(axis=1).tolist(), invited, strict=True)
    ]
