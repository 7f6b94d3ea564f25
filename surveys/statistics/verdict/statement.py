"""What goes into the words about a change: which verdict, how sure, how much."""

import math
from dataclasses import dataclass
from typing import Literal

from surveys.statistics.verdict.posterior import ChangeSize

MIN_WAVES = 3
"""With fewer waves of its own in the window, it is too early for a verdict on a unit."""

USUAL_BUDGET = 0.10
_STEPS = (3.0, 10.0)

Verdict = Literal["too early", "better", "worse", "unclear"]
Sureness = Literal["less sure", "probably", "very probably", "almost certainly"]
_ORDER: tuple[Sureness, ...] = ("less sure", "probably", "very probably", "almost certainly")


@dataclass(frozen=True)
class SizeInWords:
    """The size of a change, rounded outward to tenths; `least` is None for "by up to"."""

    least: float | None
    most: float


def verdict(own_waves: int, candidates: int, standing_sign: int | None) -> Verdict:
    """Return the verdict on a chart; there is none that says "no change".

    `own_waves` are the waves with a mean in the window, `candidates` the waves into which a change
    may have fallen, `standing_sign` the sign of the badge that stands, None without one.
    """
    if standing_sign is not None:
        return "better" if standing_sign > 0 else "worse"
    return "too early" if own_waves < MIN_WAVES or not candidates else "unclear"


def sureness(evidence: float, threshold: float, budget: float = USUAL_BUDGET) -> Sureness:
    """Return how sure a change is, from its evidence now over the threshold.

    Under 3 "probably", to 10 "very probably", above "almost certainly"; one step less where the
    organisation accepts more badges without cause than 10 % a year. As simulated, such badges are
    right in .79, .93 and 1.0 of waves when one chart in twelve falls by half a point.
    """
    place = 1 + sum(evidence / threshold > step for step in _STEPS)
    return _ORDER[place - (budget > USUAL_BUDGET)]


def size_in_words(size: ChangeSize, sign: int) -> SizeInWords:
    """Return the interval of the size in the direction that was told, on the scale from 1 to 5."""
    low, high = (size.low, size.high) if sign > 0 else (-size.high, -size.low)
    least, most = math.floor(10 * low + 1e-9) / 10, math.ceil(10 * high - 1e-9) / 10
    return SizeInWords(least if least > 0 else None, most)
