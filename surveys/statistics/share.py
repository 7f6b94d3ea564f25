"""How many of a group are favourable: a share with an interval that is right for few people."""

import functools
import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import comb

from surveys.statistics.histogram import checked
from surveys.statistics.not_enough import NotEnough
from surveys.statistics.quantiles import NORMAL_975

LEAST = 10
"""A share needs so many answers: fewer, all on one side, would tell what everybody answered."""

MOST_EXACT = 200
"""Up to so many people the interval is exact; for more, Wilson's is as good and fast."""


@dataclass(frozen=True)
class Share:
    """The part of a group that chose certain options (0 to 1), and its 95 % interval."""

    n: int
    part: float
    low: float
    high: float


def share(
    counts: Sequence[int], options: Collection[int], invited: int | None
) -> Share | NotEnough:
    """Return which part of a group chose one of `options`, indices into `counts`.

    `invited` is how many people the group has; None means unknown and large. The interval is
    `exact` up to 200 people, else `wilson`. Fewer than 10 answers are not enough. Raises ValueError
    for an impossible histogram.
    """
    checked(counts, len(counts))
    n, chosen = sum(counts), sum(counts[option] for option in options)
    if n < LEAST:
        return NotEnough("answers", n, LEAST)
    if invited is not None and invited <= MOST_EXACT:
        return Share(n, chosen / n, *exact(chosen, n, max(n, invited)))
    return Share(n, chosen / n, *wilson(chosen, n, invited))


@functools.lru_cache(maxsize=20_000)
def exact(chosen: int, n: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval for a share of `whole` people, of whom n answered.

    All K / N for which neither P(X >= k | K) nor P(X <= k | K) is 2.5 % or less, X hypergeometric
    (Buonaccorsi 1987, American Statistician 41:215). With everybody asked it has no width; for ever
    more people it becomes the interval of Clopper and Pearson (1934, Biometrika 26:404).
    """
    possible = range(chosen, whole - (n - chosen) + 1)
    # Both probabilities rise with K, so where they pass the limit is found by halving.
    low = bisect_left(possible, True, key=lambda k: _is_likely(chosen, n, k, whole))
    too_high = bisect_left(
        possible, True, key=lambda k: not _is_likely(n - chosen, n, whole - k, whole)
    )
    return possible[low] / whole, possible[too_high - 1] / whole


def wilson(chosen: int, n: int, whole: int | None = None) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, JASA 22:209).

    Of a group of `whole` people n counts for n (N - 1) / (N - n) answers, all of them for certain.
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
    """Tell whether P(X >= k) > 2.5 % for the number among n drawn of whom `inside` count.

    In whole numbers: a probability may lie exactly on the limit, where rounding would decide.
    """
    ways = sum(comb(inside, x) * comb(whole - inside, n - x) for x in range(k, n + 1))
    return 40 * ways > comb(whole, n)
