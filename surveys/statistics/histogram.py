"""Moments of histograms, which hold the number of answers per option."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Number of answers, their mean and standard deviation (n - 1 in the denominator)."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class ManyMoments:
    """The moments of many histograms of one question, one entry per histogram."""

    n: Floats
    mean: Floats
    sd: Floats


def moments(counts: Sequence[int], values: Sequence[float]) -> Moments:
    """Return n, mean and standard deviation of a histogram.

    `counts` and `values` have one entry per oriented option (1 to 5, 5 = good, on a Likert scale).
    The standard deviation of a single answer is 0. Raises ValueError for counts that are negative,
    all zero, or of a different length than `values`.
    """
    check_histogram(counts, len(values))
    n = sum(counts)
    if n == 0:
        msg = "a histogram without answers has no mean"
        raise ValueError(msg)
    mean = sum(c * v for c, v in zip(counts, values, strict=True)) / n
    squares = sum(c * (v - mean) ** 2 for c, v in zip(counts, values, strict=True))
    return Moments(n, mean, math.sqrt(squares / (n - 1)) if n > 1 else 0.0)


def many_moments(counts: Floats, values: Sequence[float]) -> ManyMoments:
    """Return the moments of many histograms of one question at once.

    `counts` has a row per histogram, each with at least one answer, and a column per value. Raises
    ValueError for counts that are negative or of a different length than `values`.
    """
    check_table(counts, len(values))
    scale = np.asarray(values, dtype=float)
    n = counts.sum(axis=1)
    mean = counts @ scale / n
    squares = (counts * (scale - mean[:, None]) ** 2).sum(axis=1)
    return ManyMoments(n, mean, np.sqrt(squares / np.maximum(n - 1, 1)))


def check_histogram(counts: Sequence[int], options: int) -> None:
    """Raise ValueError for a negative count or the wrong number of options."""
    if len(counts) != options:
        msg = f"{len(counts)} counts for {options} options"
        raise ValueError(msg)
    if any(count < 0 for count in counts):
        msg = f"a histogram has no negative counts: {list(counts)}"
        raise ValueError(msg)


def check_table(counts: Floats, options: int) -> Floats:
    """Return a table with one histogram per row; raise ValueError for an impossible one."""
    if counts.ndim != 2 or counts.shape[1] != options:
        msg = f"counts of the shape {counts.shape} for {options} options"
        raise ValueError(msg)
    if counts.size and counts.min() < 0:
        msg = "a histogram has no negative counts"
        raise ValueError(msg)
    return counts
