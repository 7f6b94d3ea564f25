"""Shares of a group, with intervals that hold for few people."""

import functools
import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import comb

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import check_histogram
from surveys.statistics.quantiles import CACHE_SIZE, NORMAL_975

MIN_ANSWERS_FOR_SHARE = 10
"""Minimum number of answers for a share: fewer, all on one side, would disclose every answer."""

MAX_PEOPLE_FOR_EXACT = 200
"""Maximum number of people for the exact interval; beyond, Wilson's is as good and faster."""


@dataclass(frozen=True)
class Share:
    """The part of a group that chose certain options (0 to 1), and its 95 % interval."""

    n: int
    part: float
    low: float
    high: float


def share(
    counts: Sequence[int], options: Collection[int], invited: int | None
) -> Share | InsufficientData:
    """Return the share of a group that chose one of `options` (indices into `counts`).

    `invited` is the size of the group; None means unknown and large. The interval is
    `exact_interval` up to 200 people, else `wilson_interval`. Needs 10 answers. Raises ValueError
    for an impossible histogram.
    """
    check_histogram(counts, len(counts))
    n, chosen = sum(counts), sum(counts[option] for option in options)
    if n < MIN_ANSWERS_FOR_SHARE:
        return InsufficientData("answers", n, MIN_ANSWERS_FOR_SHARE)
    if invited is not None and invited <= MAX_PEOPLE_FOR_EXACT:
        return Share(n, chosen / n, *exact_interval(chosen, n, max(n, invited)))
    return Share(n, chosen / n, *wilson_interval(chosen, n, invited))


@functools.lru_cache(maxsize=CACHE_SIZE)
def exact_interval(chosen: int, n: int, whole: int) -> tuple[float, float]:
    """Return the exact 95 % interval for a share of `whole` people when n of them answered.

    All K / N for which neither P(X >= k | K) nor P(X <= k | K) is 2.5 % or less, X hypergeometric
    (Buonaccorsi 1987, American Statistician 41:215). If everybody answered it has zero width; as
    `whole` grows it becomes the interval of Clopper and Pearson (1934, Biometrika 26:404).
    """
    possible = range(chosen, whole - (n - chosen) + 1)
    # Both probabilities are monotonic in K, so bisection finds where they pass the limit.
    low = bisect_left(possible, True, key=lambda k: _is_likely(chosen, n, k, whole))
    too_high = bisect_left(
        possible, True, key=lambda k: not _is_likely(n - chosen, n, whole - k, whole)
    )
    return possible[low] / whole, possible[too_high - 1] / whole


def wilson_interval(chosen: int, n: int, whole: int | None = None) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, JASA 22:209).

    In a group of `whole` people, n answers count as n (N - 1) / (N - n); N answers are certain.
    """
    if whole is not None and whole <= n:
        return chosen / n, chosen / n
    size = n if whole is None else n * (whole - 1) / (whole - n)
    part, square = chosen / n, NORMAL_975**2
    middle = (part + square / (2 * size)) / (1 + square / size)
    inside = part * (1 - part) / size + square / (4 * size**2)
    reach = NORMAL_975 * math.sqrt(inside) / (1 + square / size)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _is_likely(k: int, n: int, inside: int, whole: int) -> bool:
    """Return whether P(X >= k) > 2.5 % for the successes X among n drawn from `whole`.

    `inside` of the whole are successes.

    In integers: a probability may lie exactly on the limit, where rounding would decide.
    """
    ways = sum(comb(inside, x) * comb(whole - inside, n - x) for x in range(k, n + 1))
    return 40 * ways > comb(whole, n)
