"""Many units at once: which changes and levels stand out among all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.discoveries import MAX_FALSE_DISCOVERY_RATE, discoveries
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools


@dataclass(frozen=True)
class Outstanding:
    """Which units stand out among all: by a change (units,), by levels (questions, units)."""

    change: Bools
    level: Bools

    @property
    def units(self) -> Bools:
        """Whether a unit stands out by anything, (units,)."""
        return np.asarray(self.change | self.level.any(axis=0))


def outstanding(
    change: Floats, level: Floats, rate: float = MAX_FALSE_DISCOVERY_RATE
) -> Outstanding:
    """Judge the changes and levels of all units as one family.

    `change` (units,) are yearly p-values (`thresholds.Calibration.p_values`), `level` (questions,
    units) those of levels (`levels.level_p`); NaN where there is none. Half of the budget is for
    changes, one per unit, half for levels.
    """
    p = np.concatenate([change, level.ravel()])
    weights = np.concatenate([np.full(change.shape, float(len(level))), np.ones(level.size)])
    tested = np.isfinite(p)
    rejected = np.zeros(p.shape, dtype=bool)
    rejected[tested] = weighted_discoveries(p[tested].tolist(), weights[tested].tolist(), rate)
    return Outstanding(rejected[: len(change)], rejected[len(change) :].reshape(level.shape))


def weighted_discoveries(
    p: Sequence[float], weights: Sequence[float], rate: float = MAX_FALSE_DISCOVERY_RATE
) -> list[bool]:
    """Return which tests of one family are rejected by Benjamini-Hochberg with weights.

    Rejects the largest k with p_(k) / w <= rate k / m; weights are scaled to a mean of 1
    (Genovese, Roeder & Wasserman 2006, Biometrika 93:509).
    """
    if not len(p):
        return []
    w = np.asarray(weights, dtype=float)
    return discoveries((np.asarray(p, dtype=float) / (w / w.mean())).tolist(), rate)


def order(stands: Bools, smallest: Floats, own_page: Bools) -> list[int]:
    """Return the units of the list: those that stand out among all, then the others.

    The others are those with a badge or a level verdict on their own page (`own_page`), so that HR
    and managers read the same verdicts. By `smallest`, the unit's smallest p-value; then by
    position.
    """
    listed = np.nonzero(stands | own_page)[0]
    return sorted(listed.tolist(), key=lambda unit: (not stands[unit], smallest[unit], unit))
