"""Shares of a group, with intervals that hold for few people."""

import functools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import check_histogram
from surveys.statistics.quantiles import CACHE_SIZE, NORMAL_975, beta

MIN_ANSWERS_FOR_SHARE = 10
"""Minimum number of answers for a share: fewer, all on one side, would disclose every answer."""

MAX_ANSWERS_FOR_EXACT = 200
"""Maximum number of answers for the exact interval; beyond, Wilson's is as good and faster."""


@dataclass(frozen=True)
class Share:
    """The part of a group that chose certain options (0 to 1), and its 95 % interval."""

    n: int
    part: float
    low: float
    high: float


def share(
    counts: Sequence[int], options: Collection[int], hull: Collection[Sequence[int]] = ()
) -> Share | InsufficientData:
    """Return the share of a group that chose one of `options` (indices into `counts`).

    The interval is `exact_interval` up to 200 answers, else `wilson_interval`: both for the
    underlying share, however many people the group has; the union of the intervals of all
    histograms in `hull`, which may stand behind the shown one. Needs 10 answers. Raises ValueError
    for an impossible histogram.
    """
    check_histogram(counts, len(counts))
    if (n := sum(counts)) < MIN_ANSWERS_FOR_SHARE:
        return InsufficientData("answers", n, MIN_ANSWERS_FOR_SHARE)
    behind = {(sum(each[o] for o in options), sum(each)) for each in (counts, *hull)}
    intervals = [
        (exact_interval if of <= MAX_ANSWERS_FOR_EXACT else wilson_interval)(chosen, of)
        for chosen, of in behind
    ]
    chosen = sum(counts[option] for option in options)
    lows, highs = zip(*intervals, strict=True)
    return Share(n, chosen / n, min(lows), max(highs))


def largest_remainders(parts: Sequence[float], steps: int) -> list[int]:
    """Return parts of 1 that add up to 1 as numbers of steps that add up to `steps`.

    Each is rounded down, and those that lose most get a step more: Hamilton's method (Balinski &
    Young 1982, Fair representation). Of equal ones the first gets it. No part is wrong by a whole
    step.
    """
    # Without rounding, errors of floating point would lose a whole step.
    exact = [round(part * steps, 9) for part in parts]
    rounded = [math.floor(value) for value in exact]
    by_loss = sorted(range(len(parts)), key=lambda place: rounded[place] - exact[place])
    for place in by_loss[: steps - sum(rounded)]:
        rounded[place] += 1
    return rounded


@functools.lru_cache(maxsize=CACHE_SIZE)
def exact_interval(chosen: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval for a share (Clopper and Pearson 1934, Biometrika 26:404).

    In terms of the beta distribution: the quantile .025 of B(k, n - k + 1) and the quantile .975 of
    B(k + 1, n - k).
    """
    low = beta(chosen, n - chosen + 1, 0.025) if chosen else 0.0
    high = beta(chosen + 1, n - chosen, 0.975) if chosen < n else 1.0
    return low, high


def wilson_interval(chosen: int, n: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, JASA 22:209)."""
    part, square = chosen / n, NORMAL_975**2
    middle = (part + square / (2 * n)) / (1 + square / n)
    inside = part * (1 - part) / n + square / (4 * n**2)
    reach = NORMAL_975 * math.sqrt(inside) / (1 + square / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)
