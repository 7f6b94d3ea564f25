"""Moments of a histogram: one number of answers per option."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Moments:
    """How many answered, their mean and their standard deviation (n - 1 in the denominator)."""

    n: int
    mean: float
    sd: float


def moments(counts: Sequence[int], values: Sequence[float]) -> Moments:
    """Return n, mean and standard deviation of a histogram.

    `counts` and `values` have one entry per oriented option (1 to 5, 5 = good, on a Likert scale).
    The standard deviation is 0 for a single answer. Raises ValueError for counts that are negative,
    of another length than `values`, or all zero.
    """
    if len(counts) != len(values):
        msg = f"{len(counts)} counts for {len(values)} options"
        raise ValueError(msg)
    if any(count < 0 for count in counts):
        msg = f"a histogram has no negative counts: {list(counts)}"
        raise ValueError(msg)
    n = sum(counts)
    if n == 0:
        msg = "a histogram without answers has no mean"
        raise ValueError(msg)
    mean = sum(c * v for c, v in zip(counts, values, strict=True)) / n
    squares = sum(c * (v - mean) ** 2 for c, v in zip(counts, values, strict=True))
    return Moments(n, mean, math.sqrt(squares / (n - 1)) if n > 1 else 0.0)
