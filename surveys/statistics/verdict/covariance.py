"""Parameters of the model and the covariances that follow from them.

    m_tw = 3.4 + c_w + mu_t(w) + a_tw + e_tw

for unit t in wave w: c the common part of all units, mu the unit's slowly drifting level, a the
mood of some weeks, e sampling and the hull.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Cells, Integers, Timing

COMMON_VARIANCE = 1.0
"""gamma^2: where a question lies."""

CHANGE_VARIANCE = 0.16
"""d^2: variance of the size of a change, on the scale from 1 to 5."""


@dataclass(frozen=True)
class Parameters:
    """The parameters of a question in a family of units; variances on the scale from 1 to 5."""

    r: float
    """Variance of one answer around the unit's mean in a wave, at average room."""
    tau2: float
    """Variance of the levels of units."""
    sa2: float
    """Variance of the mood of some weeks."""
    phi: float
    """Correlation of that mood over one usual gap, 0 to 0.9."""
    kappa2: float
    """Variance of what happens to all units in one wave."""
    eta: float
    """Drift of levels: their correlation over a year is exp(-eta)."""

    @property
    def row(self) -> Floats:
        """The parameters in this order, (6,)."""
        return np.array(astuple(self), dtype=float)


@dataclass(frozen=True)
class KnownChange:
    """A change that is part of the model: one that was told, or a known break in composition.

    `unit`, `onset` and `restart` are positions in the window; the next change can be found only
    after the wave `restart`, so that no data count twice.
    """

    unit: int
    onset: int
    restart: int


def common_covariance(rows: Floats, waves: int) -> Floats:
    """Return gamma^2 J + kappa^2 I for each row of parameters: (rows, waves, waves)."""
    return COMMON_VARIANCE + rows[:, 4, None, None] * np.eye(waves)


def kernel(rows: Floats, timing: Timing) -> Floats:
    """Return tau^2 exp(-eta years) + sigma_a^2 phi^gaps: (rows, waves, waves).

    Gaps are counted in days, so a wave two weeks late is not a new month.
    """
    tau2, sa2, phi, eta = (rows[:, column, None, None] for column in (1, 2, 3, 5))
    drift = tau2 * np.exp(-eta * timing.years_apart)
    return np.asarray(drift + sa2 * np.exp(np.log(phi) * timing.gaps_apart))


def noise(rows: Floats, cells: Cells) -> Floats:
    """Return r room / n + b: (rows, units, waves); 0 where there is no mean."""
    per_answer = cells.room[:, None] * cells.present / np.maximum(cells.answers, 1)
    return rows[:, 0, None, None] * per_answer + cells.hull_variance


def known_changes(changes: Sequence[KnownChange], units: Integers, waves: int) -> Floats:
    """Return sum d^2 u u' of the known changes of some units: (units, waves, waves), or (1, 1, 1).

    u is 0 before the onset and 1 from it on. The small shape is a zero: no changes at all.
    """
    if not changes:
        return np.zeros((1, 1, 1))
    term = np.zeros((len(units), waves, waves))
    places = {int(unit): place for place, unit in enumerate(units)}
    for change in changes:
        if (place := places.get(change.unit)) is not None:
            term[place, change.onset :, change.onset :] += CHANGE_VARIANCE
    return term


def own_covariance(rows: Floats, cells: Cells, known: Floats) -> Floats:
    """Return the covariance of each unit's own part: (rows, units, waves, waves).

    kernel + diag(noise) + known changes on the waves that are present; elsewhere a unit matrix, so
    that determinants are right. Zero the inverse there with `restricted`.
    """
    matrix = kernel(rows, cells.timing)[:, None] + known
    matrix = np.broadcast_to(matrix, (len(rows), *cells.answers.shape, cells.answers.shape[1]))
    both = cells.present[:, :, None] & cells.present[:, None, :]
    filled = np.where(both, matrix, 0.0)
    diagonal = np.einsum("...ii->...i", filled)
    diagonal += np.where(cells.present, noise(rows, cells), 1.0)
    return filled


def restricted(matrix: Floats, cells: Cells) -> Floats:
    """Return the matrices of units (..., units, waves, waves), 0 outside of their own waves."""
    return matrix * (cells.present[:, :, None] & cells.present[:, None, :])
