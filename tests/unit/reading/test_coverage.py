"""Intervals after the whole way to a page hold the truth as often as they say.

Worked out exactly: every histogram with its probability, not drawn.
"""

import itertools
import math
from collections.abc import Sequence
from functools import cache

import pytest

from surveys.counting.disclosure import coarsen
from surveys.reading.bands import Bands
from surveys.reading.blur import hull_behind
from surveys.statistics.level import Level, level
from surveys.statistics.verdict.hull import FIVE_POINTS
from tests.unit.statistics.enough import enough
from tests.unit.statistics.verdict.test_hull import histograms

SHAPES = {
    "left-skewed": (0.05, 0.10, 0.20, 0.40, 0.25),
    "strongly skewed": (0.03, 0.07, 0.15, 0.30, 0.45),
    "near the ceiling": (0.0, 0.02, 0.03, 0.25, 0.70),
    "mostly bad": (0.45, 0.35, 0.13, 0.05, 0.02),
    "near the floor": (0.70, 0.25, 0.03, 0.02, 0.0),
    "polarised": (0.40, 0.08, 0.04, 0.08, 0.40),
}
GROUPS = [
    *((n, n) for n in range(6, 11)),
    *((5, 6), (5, 8), (6, 8), (7, 9), (8, 10), (9, 12), (10, 14)),
]
BANDS = Bands(5, 10)


@cache
def probabilities(n: int, shape: Sequence[float]) -> list[tuple[tuple[int, ...], float]]:
    """Return every histogram of n answers and its probability."""

    def multinomial(counts: tuple[int, ...]) -> float:
        chances = zip(shape, counts, strict=True)
        return math.factorial(n) * math.prod(p**c / math.factorial(c) for p, c in chances)

    return [(counts, multinomial(counts)) for counts in histograms(n, 5)]


@cache
def shown_level(counts: tuple[int, ...], invited: int) -> Level:
    """Return the level that a page shows when these are the answers."""
    stored = coarsen(counts, sum(counts), one_sided=FIVE_POINTS.one_sided)
    shown = BANDS.reduce(stored, invited)
    hull = hull_behind(shown, invited, BANDS, FIVE_POINTS.one_sided, composed=False)
    return enough(level(shown, FIVE_POINTS.values, invited, hull=hull))


def holds(one: Level, mean: float) -> bool:
    return one.low - 1e-9 <= mean <= one.high + 1e-9


@pytest.mark.parametrize(("n", "invited"), GROUPS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_intervals_hold_the_mean_of_the_group_and_the_underlying_one(
    shape: Sequence[float], n: int, invited: int
) -> None:
    scores = FIVE_POINTS.scores
    answers = [(c, p, shown_level(c, invited)) for c, p in probabilities(n, shape)]
    underlying = float(scores @ shape)
    assert sum(p for _, p, one in answers if holds(one, underlying)) >= 0.92
    silent: dict[float, float] = {}
    for counts, p in probabilities(invited - n, shape):
        silent[float(scores @ counts)] = silent.get(float(scores @ counts), 0.0) + p
    of_group = sum(
        p * part
        for (counts, p, one), (total, part) in itertools.product(answers, silent.items())
        if holds(one, (scores @ counts + total) / invited)
    )
    assert of_group >= 0.94
