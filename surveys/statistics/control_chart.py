"""Whether a series drifts away from where it used to be: an EWMA control chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.statistics.not_enough import NotEnough

WEIGHT = 0.3
"""How much the newest wave counts in the running average."""

LIMIT = 3.0
"""Standard deviations; with 2.7 an organisation of thirty teams had a false alarm every wave."""

BASELINE = 8
"""The first so many waves tell where the series is at home."""


@dataclass(frozen=True)
class Ewma:
    """A running average (5 = good) and the limits between which it moves by chance, per wave."""

    centre: float
    points: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    begins: int = 0
    """The place of the wave from which the series is charted: a new one after a confirmed shift."""

    @property
    def signal(self) -> Literal["lower", "higher"] | None:
        """Whether the newest wave lies outside the limits, and where."""
        return _outside(self.points[-1], self.low[-1], self.high[-1])


@dataclass(frozen=True)
class Shift:
    """A confirmed shift, not long enough ago to know where the series is at home now."""

    place: int
    """The first wave outside the limits."""
    signal: Literal["lower", "higher"]


def ewma(
    means: Sequence[float],
    variances: Sequence[float],
    centre: float,
    *,
    weight: float = WEIGHT,
    limit: float = LIMIT,
) -> Ewma:
    """Return the exponentially weighted moving average of a series around a known centre.

    z_j = w m_j + (1 - w) z_j-1 from z_0 = centre, limits centre +- L sqrt(Var z_j), where Var z_j =
    w^2 v_j + (1 - w)^2 Var z_j-1 for the variances v_j of the means (Roberts 1959, Technometrics
    1:239; NIST/SEMATECH e-Handbook 6.3.2.4). A wave that is missing is left out, not guessed.
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


def drift(means: Sequence[float], variances: Sequence[float]) -> Ewma | Shift | NotEnough:
    """Chart a series around the mean of its first 8 waves; fewer are not enough.

    Two waves outside the limits one after the other are a confirmed shift: from the first of them
    on the series is at home elsewhere, and charted anew once 8 waves tell where. Until then the
    shift is what there is to say.
    """
    begins, shift = 0, None
    while len(means) - begins >= BASELINE:
        mine, errors = means[begins:], variances[begins:]
        # What varies little counts for much.
        weights = [1 / error for error in errors[:BASELINE]]
        at_home = zip(mine[:BASELINE], weights, strict=True)
        centre = sum(mean * w for mean, w in at_home) / sum(weights)
        chart = ewma(mine, errors, centre)
        confirmed = _confirmed(chart)
        if confirmed is None:
            return Ewma(centre, chart.points, chart.low, chart.high, begins)
        begins += confirmed
        way = _outside(chart.points[confirmed], chart.low[confirmed], chart.high[confirmed])
        shift = Shift(begins, way) if way else None
    return shift or NotEnough("waves", len(means) - begins, BASELINE)


def _confirmed(chart: Ewma) -> int | None:
    """Return the place of the first of two waves outside the limits, after the baseline."""
    outside = [_outside(*found) for found in zip(chart.points, chart.low, chart.high, strict=True)]
    for place in range(BASELINE, len(outside) - 1):
        if outside[place] is not None and outside[place] == outside[place + 1]:
            return place
    return None


def _outside(point: float, low: float, high: float) -> Literal["lower", "higher"] | None:
    if point < low:
        return "lower"
    return "higher" if point > high else None
