"""EWMA control chart: tests whether a series drifts away from its baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.statistics import InsufficientData

WEIGHT = 0.3
"""Weight of the newest wave in the moving average."""

CONTROL_LIMIT = 3.0
"""Width of the control limits in standard deviations.

With 2.7 an organisation of thirty teams had a false alarm every wave.
"""

BASELINE_WAVES = 8
"""Number of waves that define the baseline (phase I of the chart)."""


@dataclass(frozen=True)
class Ewma:
    """A moving average (5 = good) and its control limits, one value per wave."""

    centre: float
    points: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    begins: int = 0
    """Index of the first wave of the baseline; a new one after each confirmed shift."""

    @property
    def signal(self) -> Literal["lower", "higher"] | None:
        """The side on which the newest wave lies outside the limits; None inside them."""
        return _outside(self.points[-1], self.low[-1], self.high[-1])


@dataclass(frozen=True)
class Shift:
    """A confirmed shift that is too recent for a new baseline."""

    index: int
    """Index of the first wave outside the limits."""
    signal: Literal["lower", "higher"]


def ewma(
    means: Sequence[float],
    variances: Sequence[float],
    centre: float,
    *,
    weight: float = WEIGHT,
    limit: float = CONTROL_LIMIT,
) -> Ewma:
    """Return the exponentially weighted moving average of a series around a known centre.

    z_j = w m_j + (1 - w) z_j-1 from z_0 = centre, limits centre +- L sqrt(Var z_j), where Var z_j =
    w^2 v_j + (1 - w)^2 Var z_j-1 for the variances v_j of the means (Roberts 1959, Technometrics
    1:239; NIST/SEMATECH e-Handbook 6.3.2.4). Missing waves are left out, not imputed.
    """
    points, low, high = [], [], []
    z, variance = centre, 0.0
    for mean, of_mean in zip(means, variances, strict=True):
        z = weight * mean + (1 - weight) * z
        variance = weight**2 * of_mean + (1 - weight) ** 2 * variance
        reach = limit * variance**0.5
        points.append(z)
        low.append(centre - reach)
        high.append(centre + reach)
    return Ewma(centre, points, low, high)


def drift(means: Sequence[float], variances: Sequence[float]) -> Ewma | Shift | InsufficientData:
    """Chart a series around its baseline, the weighted mean of its first 8 waves.

    Two consecutive waves outside the limits on the same side are a confirmed shift: a new baseline
    begins at the first of them, and the series is charted again once it has 8 waves. Until then the
    shift itself is returned.
    """
    begins, shift = 0, None
    while len(means) - begins >= BASELINE_WAVES:
        current, errors = means[begins:], variances[begins:]
        # Precise means weigh more.
        weights = [1 / error for error in errors[:BASELINE_WAVES]]
        baseline = zip(current[:BASELINE_WAVES], weights, strict=True)
        centre = sum(mean * w for mean, w in baseline) / sum(weights)
        chart = ewma(current, errors, centre)
        confirmed = _confirmed(chart)
        if confirmed is None:
            return Ewma(centre, chart.points, chart.low, chart.high, begins)
        begins += confirmed
        side = _outside(chart.points[confirmed], chart.low[confirmed], chart.high[confirmed])
        shift = Shift(begins, side) if side else None
    return shift or InsufficientData("waves", len(means) - begins, BASELINE_WAVES)


def _confirmed(chart: Ewma) -> int | None:
    """Return the index of the first of two consecutive signals after the baseline."""
    waves = zip(chart.points, chart.low, chart.high, strict=True)
    sides = [_outside(*wave) for wave in waves]
    for index in range(BASELINE_WAVES, len(sides) - 1):
        if sides[index] is not None and sides[index] == sides[index + 1]:
            return index
    return None


def _outside(point: float, low: float, high: float) -> Literal["lower", "higher"] | None:
    if point < low:
        return "lower"
    return "higher" if point > high else None
