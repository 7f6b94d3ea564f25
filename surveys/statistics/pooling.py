"""How units differ from each other, and how much of that is chance: empirical Bayes.

There is no ranking here, on purpose: with small teams it would mostly be noise.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.quantiles import NORMAL_95

LEAST_UNITS = 8
"""Below so many units their spread can hardly be estimated."""

Position = Literal["probably above", "probably below", "not distinguishable"]


@dataclass(frozen=True)
class Estimate:
    """What is known of a unit when all are looked at together (5 = good)."""

    mean: float
    error: float
    from_all: float
    """Distance from the mean of all units, shrunk as far as it may be chance."""
    low: float
    high: float
    """The 90 % interval of that distance."""

    @property
    def position(self) -> Position:
        """Where the unit probably is: only an interval that leaves out 0 tells."""
        if self.low > 0:
            return "probably above"
        return "probably below" if self.high < 0 else "not distinguishable"


@dataclass(frozen=True)
class Pooling:
    """The mean of units and its error, their true variance, and each unit in the order given."""

    mean: float
    error: float
    between: float
    heterogeneity: float
    """Cochran's Q: chi square with one degree of freedom less than units if all were equal."""
    units: Sequence[Estimate]


@dataclass(frozen=True)
class Reliability:
    """How much of the differences between units is real: 0 is nothing, 1 all of it."""

    one_answer: float
    """ICC(1), the part of the variance of single answers that lies between units."""
    average_unit: float
    """ICC(2), how reliable the mean of a unit of average size is."""


def pool(
    means: Sequence[float], variances: Sequence[float], *, least: int = LEAST_UNITS
) -> Pooling | NotEnough:
    """Pull the means of units together as far as their differences may be chance.

    m_t ~ N(theta_t, v_t), theta_t ~ N(mu, tau^2); tau^2 by DerSimonian and Laird (1986, Controlled
    Clinical Trials 7:177), 0 if need be: then all units are taken to be equal. With B = tau^2 /
    (tau^2 + v): theta = B m + (1 - B) mu, Var = B v + (1 - B)^2 Var(mu). `variances` are those of
    the means, above 0; best the pooled variance of answers over n, without finite population
    correction. Fewer units than `least` are not enough.
    """
    if len(means) < max(least, 2):
        return NotEnough("units", len(means), max(least, 2))
    m, v = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    weight = 1 / v
    q = float(weight @ (m - (weight @ m) / weight.sum()) ** 2)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    between = max(0.0, (q - (len(m) - 1)) / float(scale))
    weight = 1 / (v + between)
    mean, of_mean = float((weight @ m) / weight.sum()), float(1 / weight.sum())
    return Pooling(mean, math.sqrt(of_mean), between, q, _units(m, v, mean, of_mean, between))


def _units(m: Floats, v: Floats, mean: float, of_mean: float, between: float) -> list[Estimate]:
    kept = between / (between + v)
    error = np.sqrt(kept * v + (1 - kept) ** 2 * of_mean)
    from_all = kept * (m - mean)
    reach = NORMAL_95 * np.sqrt(kept * v + kept**2 * of_mean)
    columns = (mean + from_all, error, from_all, from_all - reach, from_all + reach)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Estimate(*row) for row in rows]


def pooled_variance(sizes: Floats, sds: Floats) -> float:
    """Return the variance of answers inside units: sum (n - 1) s^2 / sum (n - 1)."""
    return float(((sizes - 1) @ sds**2) / (sizes - 1).sum())


def reliability(
    sizes: Sequence[int], means: Sequence[float], sds: Sequence[float]
) -> Reliability | NotEnough:
    """Return the intraclass correlations of units of different sizes, from an analysis of variance.

    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW), ICC(2) = k ICC(1) / (1 + (k - 1) ICC(1)), with k =
    (N - sum n^2 / N) / (units - 1) for unequal sizes (Bliese 2000, in Klein & Kozlowski, Multilevel
    theory, research and methods in organizations). Below 0 they count as 0. Units need 2 answers;
    fewer than 2 units are not enough.
    """
    if len(sizes) < 2:
        return NotEnough("units", len(sizes), 2)
    n, m, s = (np.asarray(given, dtype=float) for given in (sizes, means, sds))
    total = n.sum()
    within = pooled_variance(n, s)
    of_means = float(n @ (m - (n @ m) / total) ** 2) / (len(n) - 1)
    k = float(total - (n**2).sum() / total) / (len(n) - 1)
    if of_means <= within:
        return Reliability(0.0, 0.0)
    one = (of_means - within) / (of_means + (k - 1) * within)
    return Reliability(one, k * one / (1 + (k - 1) * one))
