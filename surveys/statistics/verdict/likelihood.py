"""Marginal likelihood of the means of all units, in blocks, with and without changes.

The matrix V of all cells is never built: units depend on each other only through the common part,
so a sum over units suffices (matrix determinant lemma; Harville 1977, JASA 72:320).
"""

from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import DAYS_PER_YEAR, Cells, Timing
from surveys.statistics.verdict.covariance import (
    CHANGE_VARIANCE,
    common_covariance,
    own_covariance,
    restricted,
)

CHANGES_PER_YEAR_WHEN_FITTING = 1 / 3
FIRST_CANDIDATE = 2
"""Position of the first wave into which a change may fall: two waves come before it."""

LONGEST_STEP = 0.25
"""A change between two waves is expected as often as in a quarter, however far apart they are."""

_MAX_LOG_FACTOR = 500.0


@dataclass(frozen=True)
class Information:
    """What units say about the common part, summed: precision (waves, waves) and weighted data.

    Leading axes as in the input. `precision` is (gamma^2 J + kappa^2 I)^-1 + sum P_t, `weighted`
    sum P_t y_t.
    """

    precision: Floats
    weighted: Floats

    def plus(self, more: "Information") -> "Information":
        """Return what both say together."""
        return Information(self.precision + more.precision, self.weighted + more.weighted)

    def minus(self, less: "Information") -> "Information":
        """Return what is left without the other."""
        return Information(self.precision - less.precision, self.weighted - less.weighted)


def log_likelihood(rows: Floats, cells: Cells, known: Floats, *, changes: bool = True) -> Floats:
    """Return the log likelihood at each row of parameters, (rows,).

    `rows` has the shape (rows, 6), `known` as `covariance.known_changes`. With P_t = Sigma_t^-1 (0
    where missing), Lambda = (gamma^2 J + kappa^2 I)^-1 + sum P_t and h = sum P_t y_t:
    log|V| = sum log|Sigma_t| + log|gamma^2 J + kappa^2 I| + log|Lambda| and y'V^-1 y = sum y'P_t y
    - h'Lambda^-1 h. `changes` adds each unit's mixture over changes of unknown wave and size;
    without it real changes would count as mood and hide themselves.
    """
    own = own_covariance(rows, cells, known)
    factor = np.linalg.cholesky(own)
    log_own = 2 * np.log(np.einsum("...ii->...i", factor)).sum(axis=(-1, -2))
    precision = restricted(np.asarray(np.linalg.inv(own)), cells)
    y = cells.deviations
    weighted = np.einsum("rtij,tj->rti", precision, y)
    common = common_covariance(rows, y.shape[1])
    all_units = Information(np.linalg.inv(common) + precision.sum(axis=1), weighted.sum(axis=1))
    corner = np.asarray(np.linalg.cholesky(all_units.precision), dtype=np.float64)
    log_all = 2 * np.log(np.einsum("...ii->...i", corner)).sum(axis=-1)
    half = np.asarray(np.linalg.solve(corner, all_units.weighted[..., None]), dtype=np.float64)
    squares = (weighted * y).sum(axis=(1, 2)) - (half**2).sum(axis=(1, 2))
    determinant = log_own + np.linalg.slogdet(common)[1] + log_all
    plain = -0.5 * (cells.present.sum() * np.log(2 * np.pi) + determinant + squares)
    if not changes:
        return np.asarray(plain)
    return np.asarray(plain + _mixture(precision, weighted, corner, half, cells.timing))


def _mixture(
    precision: Floats, weighted: Floats, corner: Floats, half: Floats, timing: Timing
) -> Floats:
    """Return sum over units of log(w_0 + sum w_k BF_k), (rows,).

    q_k = u'Qu and s_k = u'alpha with Q_t = P_t - P_t Lambda^-1 P_t, the precision of unit t given
    all others, and alpha_t = P_t (y_t - Lambda^-1 h); u is 1 from wave k on.
    """
    steps = np.tri(len(timing.days))
    inverse = np.linalg.inv(corner)
    information = precision @ steps
    through = inverse[:, None] @ information
    q = (steps * information).sum(axis=-2) - (through**2).sum(axis=-2)
    s = weighted @ steps - np.einsum("rtik,ri->rtk", through, half[..., 0])
    prior = change_rates(timing)
    expected = prior.sum() * CHANGES_PER_YEAR_WHEN_FITTING
    if not expected:
        return np.zeros(len(precision))
    weights = (1 - np.exp(-expected)) * prior / prior.sum()
    factors = np.exp(np.minimum(log_bayes_factor(q, s), _MAX_LOG_FACTOR))
    return np.asarray(np.log(np.exp(-expected) + factors @ weights).sum(axis=1))


def change_rates(timing: Timing) -> Floats:
    """Return pi_k, the years in which a change into wave k may have happened, (waves,).

    min(time since the wave before, a quarter); 0 for the first two waves.
    """
    since = np.diff(timing.days, prepend=timing.days[0]) / DAYS_PER_YEAR
    rates = np.minimum(since, LONGEST_STEP)
    rates[:FIRST_CANDIDATE] = 0.0
    return np.asarray(rates)


def log_bayes_factor(q: Floats, s: Floats) -> Floats:
    """Return the log of (1 + d^2 q)^-1/2 exp(d^2 s^2 / (2 (1 + d^2 q))), elementwise.

    It compares a change of size N(0, d^2) with none (Wakefield 2009, Genet Epidemiol 33:79); q is
    the information about its size and s the data weighted by it.
    """
    inflated = 1 + CHANGE_VARIANCE * q
    return np.asarray(0.5 * CHANGE_VARIANCE * s**2 / inflated - 0.5 * np.log(inflated))
