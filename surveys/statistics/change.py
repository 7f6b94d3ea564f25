"""Whether two waves of a group differ by more than chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.statistics.histogram import moments
from surveys.statistics.level import PRIOR_SD, guarded_sd


@dataclass(frozen=True)
class Change:
    """A difference of means (positive = better) and its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely explanation: the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def smallest_visible(self) -> float:
        """The smallest difference that these two groups of answers could tell from chance."""
        return (self.high - self.low) / 2


def change(
    earlier: Sequence[int],
    later: Sequence[int],
    values: Sequence[float],
    *,
    prior_sd: float | None = None,
) -> Change:
    """Compare the means of two histograms of the same question.

    Welch's unequal-variances interval (Welch 1947, Biometrika 34:28) on guarded standard
    deviations, without finite population correction: a team that answers completely still
    fluctuates. Two different groups of people are assumed; where the same people answered twice the
    interval is too wide, never too narrow. Raises ValueError for fewer than two answers in a wave.
    """
    # SciPy is slow to import and no page needs it before its first number.
    from scipy.special import stdtrit  # noqa: PLC0415

    first, second = moments(earlier, values), moments(later, values)
    if min(first.n, second.n) < 2:
        msg = "a change needs two answers or more in both waves"
        raise ValueError(msg)
    spread = prior_sd if prior_sd is not None else PRIOR_SD * (values[-1] - values[0]) / 4
    difference = second.mean - first.mean
    parts = [guarded_sd(found, spread) ** 2 / found.n for found in (first, second)]
    if sum(parts) == 0:
        return Change(difference, difference, difference)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (found.n - 1) for part, found in zip(parts, (first, second), strict=True)
    )
    reach = float(stdtrit(freedom, 0.975)) * math.sqrt(sum(parts))
    return Change(difference, difference - reach, difference + reach)
