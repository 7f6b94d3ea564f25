"""How far two coders agree beyond chance: Cohen's kappa."""

import math
from dataclasses import dataclass

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import Floats
from surveys.statistics.quantiles import NORMAL_975

MIN_CODED_BY_BOTH = 30
"""Minimum number of comments that both have coded: with fewer the interval says nothing."""


@dataclass(frozen=True)
class Kappa:
    """Agreement of two coders: 1 is complete, 0 is what chance alone gives; 95 % interval.

    `observed` and `expected` are the parts (0 to 1) of all cases in which both agree, and would
    agree if each gave the same codes as often, but by chance. `error` is the standard error.
    """

    n: int
    kappa: float
    low: float
    high: float
    error: float
    observed: float
    expected: float


def cohens_kappa(table: Floats, *, least: int = MIN_CODED_BY_BOTH) -> Kappa | InsufficientData:
    """Return Cohen's kappa of a square table: rows the first coder's codes, columns the second's.

    kappa = (p_o - p_e) / (1 - p_e) (Cohen 1960, Educational and Psychological Measurement 20:37);
    its standard error in large samples is that of Fleiss, Cohen and Everitt 1969 (Psychological
    Bulletin 72:323), the interval kappa +- 1.96 standard errors. Returns InsufficientData for fewer
    cases than `least`, and where both gave one and the same code to all: then chance explains
    everything. Raises ValueError for a table that is not square or has a negative number.
    """
    rows, columns = table.shape
    if rows != columns or (table < 0).any():
        msg = "agreement needs a square table of counts"
        raise ValueError(msg)
    n = float(table.sum())
    if n < max(least, 1):
        return InsufficientData("answers", round(n), max(least, 1))
    part = table / n
    first, second = part.sum(axis=1), part.sum(axis=0)
    observed, expected = float(np.trace(part)), float(first @ second)
    if math.isclose(expected, 1.0):
        return InsufficientData("differences", 0, 1)
    kappa = (observed - expected) / (1 - expected)
    agreed = float((np.diag(part) * (1 - (first + second) * (1 - kappa)) ** 2).sum())
    sums = second[:, None] + first[None, :]
    off = part * sums**2
    apart = (1 - kappa) ** 2 * float(off.sum() - np.trace(off))
    rest = (kappa - expected * (1 - kappa)) ** 2
    # Rounding may leave a variance of nothing a little below it.
    error = math.sqrt(max(agreed + apart - rest, 0.0)) / ((1 - expected) * math.sqrt(n))
    return Kappa(
        round(n),
        kappa,
        max(-1.0, kappa - NORMAL_975 * error),
        min(1.0, kappa + NORMAL_975 * error),
        error,
        observed,
        expected,
    )
