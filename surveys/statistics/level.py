"""Where a group stands: the mean of a histogram, with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import (
    Floats,
    ManyMoments,
    Moments,
    checked,
    checked_table,
    many_moments,
)
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.quantiles import student

LEAST = 5
"""A mean needs so many answers."""

PRIOR_SD = 0.95
"""Spread of a five-point question inside a team, used until an organisation has its own."""

PRIOR_WEIGHT = 4
"""How many degrees of freedom the prior spread counts for."""


@dataclass(frozen=True)
class Level:
    """A mean on the question's own scale (5 = good on a Likert scale) and its 95 % interval.

    `worst` and `best` are what the mean would be if all who did not answer had chosen the least or
    the most favourable option; equal to the ends of the scale where `invited` is unknown.
    """

    n: int
    invited: int | None
    mean: float
    low: float
    high: float
    worst: float
    best: float

    @property
    def everybody(self) -> bool:
        """Whether nobody is missing, so that there is no sampling error."""
        return self.invited is not None and self.n >= self.invited

    def tipping(self, target: float) -> float | None:
        """Return the mean that those who did not answer would need to make all of it `target`.

        (N c - n m) / (N - n), c the target. None where no answers of theirs could do that, or it is
        unknown how many they are.
        """
        if self.invited is None or not self.worst <= target <= self.best or self.everybody:
            return None
        return (self.invited * target - self.n * self.mean) / (self.invited - self.n)


def default_sd(values: Sequence[float]) -> float:
    """Return the prior spread of a scale: 0.95 for 1 to 5, in proportion to the range else."""
    return PRIOR_SD * (values[-1] - values[0]) / 4


def guarded_sd(found: Moments, prior_sd: float = PRIOR_SD) -> float:
    """Return the standard deviation, kept from being too small in a small group.

    s_g = max(s, sqrt((v0 s0^2 + (n - 1) s^2) / (v0 + n - 1))) with v0 = 4 prior degrees of freedom,
    so that five equal answers do not give an interval of no width. The pooling is the posterior
    scale of a normal variance under a scaled inverse chi-square prior (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6).
    """
    one = ManyMoments(np.array([float(found.n)]), np.array([found.mean]), np.array([found.sd]))
    return float(guarded_sds(one, prior_sd)[0])


def guarded_sds(found: ManyMoments, prior_sd: float) -> Floats:
    """Return the guarded standard deviations of many groups."""
    pooled = (PRIOR_WEIGHT * prior_sd**2 + (found.n - 1) * found.sd**2) / (
        PRIOR_WEIGHT + found.n - 1
    )
    return np.maximum(found.sd, np.sqrt(pooled))


def standard_error(found: Moments, invited: int | None, sd: float | None = None) -> float:
    """Return s / sqrt(n) sqrt(1 - n/N), the error of a mean of n among N.

    With the finite population correction (Cochran, Sampling Techniques, 3rd ed., section 2.6);
    without it where N is None, unknown and large. `sd` replaces the standard deviation found.
    """
    spread = found.sd if sd is None else sd
    answered = min(1.0, found.n / invited) if invited else 0.0
    return spread / math.sqrt(found.n) * math.sqrt(1 - answered)


def level(
    counts: Sequence[int],
    values: Sequence[float],
    invited: int | None,
    *,
    prior_sd: float | None = None,
) -> Level | NotEnough:
    """Return the mean of a group's answers and a 95 % interval for the whole group.

    As `levels`, for one histogram. Raises ValueError for an impossible one.
    """
    checked(counts, len(values))
    table = np.array([counts], dtype=float)
    return levels(table, values, [invited], prior_sd=prior_sd)[0]


def levels(
    counts: Floats,
    values: Sequence[float],
    invited: Sequence[int | None],
    *,
    prior_sd: float | None = None,
) -> list[Level | NotEnough]:
    """Return the means of many groups' answers to one question, and 95 % intervals.

    m +- t(.975, n - 1) s_g / sqrt(n) sqrt(1 - n/N), Student's interval with the finite population
    correction (Cochran, Sampling Techniques, 3rd ed., section 2.6), clipped to what the people who
    did not answer could make of it: [v_min + (m - v_min) f, v_max - (v_max - m) f] with f = n/N.
    `counts` has a row per group and a column per value, `invited` N of each group; None means that
    N is unknown and large: no correction, clipped to the scale. `prior_sd` defaults to 0.95 for
    five options, in proportion to the range for other scales. Fewer than 5 answers are not enough.
    Raises ValueError for an impossible histogram.
    """
    enough = checked_table(counts, len(values)).sum(axis=1) >= LEAST
    found = many_moments(counts[enough], values)
    whole = np.array([math.inf if not n else float(n) for n in invited])[enough]
    answered = np.minimum(1.0, found.n / whole)
    spread = guarded_sds(found, default_sd(values) if prior_sd is None else prior_sd)
    t = np.array([student(n - 1) for n in found.n.tolist()])
    reach = t * spread / np.sqrt(found.n) * np.sqrt(1 - answered)
    worst = values[0] + (found.mean - values[0]) * answered
    best = values[-1] - (values[-1] - found.mean) * answered
    low, high = np.maximum(found.mean - reach, worst), np.minimum(found.mean + reach, best)
    rows = zip(*(column.tolist() for column in (found.mean, low, high, worst, best)), strict=True)
    found_levels = iter(rows)
    return [
        Level(int(n), of or None, *next(found_levels))
        if n >= LEAST
        else NotEnough("answers", int(n), LEAST)
        for n, of in zip(counts.sum(axis=1).tolist(), invited, strict=True)
    ]
