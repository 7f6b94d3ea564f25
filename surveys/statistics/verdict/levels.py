"""Whether a level is good, mixed or needs attention, with or without a change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics import known
from surveys.statistics.histogram import Floats
from surveys.statistics.share import share
from surveys.statistics.verdict.cells import Cells, Integers
from surveys.statistics.verdict.covariance import Parameters
from surveys.statistics.verdict.posterior import normal_cdf

UNFAVOURABLE, FAVOURABLE = 2.5, 3.5
"""A level below 2.5 needs attention, one above 3.5 is good, on the scale from 1 to 5."""

SURE = 0.9
MAX_UNFAVOURABLE = 0.4
"""A share of unfavourable answers surely above this needs attention, whatever the mean."""

WAVES_OF_LEVEL = 6
"""The newest waves of which the level of a unit is tested."""

Standing = Literal["needs attention", "mixed", "good"]


@dataclass(frozen=True)
class LevelVerdict:
    """The verdict on a level, and the probabilities behind it, which add up to 1.

    `likeliest` and `probability` say what is most probable; where it differs from the verdict or is
    not sure, the words say "probably".
    """

    standing: Standing
    bad: float
    mixed: float
    good: float
    by_share: bool
    """Whether the share of unfavourable answers alone gave the verdict."""

    @property
    def likeliest(self) -> Standing:
        """The most probable of the three."""
        if self.bad >= max(self.mixed, self.good):
            return "needs attention"
        return "good" if self.good > self.mixed else "mixed"

    @property
    def probability(self) -> float:
        """The probability of the likeliest."""
        return max(self.bad, self.mixed, self.good)

    @property
    def sure(self) -> bool:
        """Whether the words need no "probably"."""
        return self.by_share or self.probability >= SURE


def level_verdict(below_2_5: float, above_3_5: float, share_low: float = 0.0) -> LevelVerdict:
    """Return the verdict on a level at the newest wave.

    P(level < 2.5) and P(level > 3.5) from `posterior.Posterior.below`; `share_low` from
    `least_unfavourable_share`. Needs attention at P(level < 2.5) >= .9 or `share_low` > .4, good at
    P(level > 3.5) >= .9, else mixed.
    """
    by_share = below_2_5 < SURE and share_low > MAX_UNFAVOURABLE
    standing: Standing = "mixed"
    if below_2_5 >= SURE or by_share:
        standing = "needs attention"
    elif above_3_5 >= SURE:
        standing = "good"
    return LevelVerdict(standing, below_2_5, 1 - below_2_5 - above_3_5, above_3_5, by_share)


def least_unfavourable_share(
    shown: Sequence[int], unfavourable: Collection[int], hull: Collection[Sequence[int]] = ()
) -> float:
    """Return the lower end of the 95 % interval of the unfavourable share.

    The smallest over the hull of a shown histogram, as in `share.share`; 0 with fewer than ten
    answers.
    """
    unfavourable_share = known(share(shown, unfavourable, hull))
    return 0.0 if unfavourable_share is None else unfavourable_share.low


def level_p(
    cells: Cells,
    parameters: Parameters,
    since: Integers | None = None,
    least: float = UNFAVOURABLE,
) -> Floats:
    """Return one-sided p-values of "the level is at least 2.5", (units,); NaN without cells.

    Generalised least squares mean of a unit's newest waves, at most six and none before `since`
    (units,), the onset of its last known change, with covariance sigma_a^2 phi^gaps + diag(r room /
    n + b) and without the other units: p = Phi((mean - 2.5) / se).
    """
    waves = np.arange(cells.answers.shape[1])
    use = cells.present if since is None else cells.present & (waves >= since[:, None])
    newest = use & (np.cumsum(use[:, ::-1], axis=1)[:, ::-1] <= WAVES_OF_LEVEL)
    places = np.argsort(~newest, axis=1, kind="stable")[:, :WAVES_OF_LEVEL]
    chosen = np.take_along_axis(newest, places, axis=1)
    tables = (cells.answers, cells.means, cells.hull_variance)
    answers, means, hull = [np.take_along_axis(table, places, axis=1) for table in tables]
    days = cells.timing.days[places]
    gaps = np.abs(days[:, :, None] - days[:, None, :]) / cells.timing.gap
    both = chosen[:, :, None] & chosen[:, None, :]
    covariance = np.where(both, parameters.sa2 * parameters.phi**gaps, 0.0)
    alone = parameters.r * cells.room[:, None] / np.maximum(answers, 1) + hull
    diagonal = np.einsum("tii->ti", covariance)
    diagonal += np.where(chosen, alone, 1.0)
    precision = np.linalg.inv(covariance) * both
    weights = precision.sum(axis=1)
    total = weights.sum(axis=1)
    some = np.where(total > 0, total, 1.0)
    mean = (weights * means).sum(axis=1) / some
    return np.where(total > 0, normal_cdf((mean - least) * np.sqrt(some)), np.nan)
