"""Fitting the parameters: penalised marginal likelihood, always from the same start.

The penalty is the whole answer for one team and three waves, and vanishes with thirty teams.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Cells
from surveys.statistics.verdict.covariance import KnownChange, Parameters, known_changes
from surveys.statistics.verdict.likelihood import log_likelihood

MAX_UNITS, MAX_WAVES = 200, 26
"""The fit reads at most 200 units, evenly spaced, and the newest 26 waves."""

CENTRE: Floats = np.array([0.0, np.log(0.06), np.log(0.01), 0.0, np.log(0.0025), np.log(0.02)])
SPREAD: Floats = np.array([1.5, 1.5, 1.5, 1.5, 1.0, 1.0])
"""Normal priors of logit of r's part, log tau^2, log sigma_a^2, logit of phi / 0.9, log kappa^2 and
log eta: their means and standard deviations."""

LEAST_NOISE, MAX_PHI = 0.25, 0.9
_BOX = 3.0
_STEP = 1e-4


@dataclass(frozen=True)
class Fit:
    """Parameters and the penalised negative log likelihood that they reach."""

    parameters: Parameters
    objective: float


def parameters_of(x: Floats, s2: float) -> Floats:
    """Return rows of parameters (rows, 6) of rows of unbounded ones.

    r = s^2 (1/4 + 3/4 logistic(x_1)): people who answer again and small populations make r < s^2.
    """
    one, four = (1 / (1 + np.exp(-x[:, column])) for column in (0, 3))
    r = s2 * (LEAST_NOISE + (1 - LEAST_NOISE) * one)
    tau2, sa2, kappa2, eta = np.exp(x[:, [1, 2, 4, 5]]).T
    return np.column_stack([r, tau2, sa2, MAX_PHI * four, kappa2, eta])


def objective(x: Floats, cells: Cells, known: Floats) -> Floats:
    """Return minus log likelihood plus penalty for each row of `x`, (rows,)."""
    penalty = 0.5 * (((x - CENTRE) / SPREAD) ** 2).sum(axis=1)
    return np.asarray(penalty - log_likelihood(parameters_of(x, cells.s2), cells, known))


def fit(cells: Cells, changes: Sequence[KnownChange] = (), *, r_part: float | None = None) -> Fit:
    """Fit the parameters of a question in a family of units.

    L-BFGS-B from the prior's centre within three prior standard deviations, forward differences of
    1e-4: the same cells give the same numbers. `changes` are the known ones; `r_part` fixes r / s2
    for families other than the lowest units.
    """
    from scipy.optimize import minimize  # noqa: PLC0415

    chosen, terms = _part(cells, changes)
    free = np.arange(6) if r_part is None else np.arange(1, 6)
    base = CENTRE.copy()
    if r_part is not None:
        base[0] = _logit((r_part - LEAST_NOISE) / (1 - LEAST_NOISE))
    lower, upper = (CENTRE - _BOX * SPREAD)[free], (CENTRE + _BOX * SPREAD)[free]

    def with_gradient(values: Floats) -> tuple[float, Floats]:
        x = np.tile(base, (len(free) + 1, 1))
        x[:, free] = values
        steps = np.where(values + _STEP > upper, -_STEP, _STEP)
        x[np.arange(1, len(free) + 1), free] += steps
        results = objective(x, chosen, terms)
        return float(results[0]), np.asarray((results[1:] - results[0]) / steps)

    result = minimize(
        with_gradient,
        base[free],
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(lower.tolist(), upper.tolist(), strict=True)),
        options={"ftol": 1e-7, "gtol": 1e-3, "maxiter": 60},
    )
    base[free] = result.x
    return Fit(Parameters(*parameters_of(base[None], cells.s2)[0].tolist()), float(result.fun))


def _part(cells: Cells, changes: Sequence[KnownChange]) -> tuple[Cells, Floats]:
    """Return the units and waves that the fit reads, and their known changes."""
    total = cells.answers.shape[1]
    waves = min(MAX_WAVES, total)
    useful = np.nonzero(cells.present.sum(axis=1) >= 2)[0]
    if not len(useful):
        useful = np.arange(len(cells.answers))
    count = min(MAX_UNITS, len(useful))
    units = useful[np.linspace(0, len(useful) - 1, count).round().astype(int)]
    known = known_changes(changes, units, total)
    if known.shape[1] > 1:
        known = known[:, -waves:, -waves:]
    return cells.of(units).newest(waves), known


def _logit(part: float) -> float:
    part = min(max(part, 1e-9), 1 - 1e-9)
    return float(np.log(part / (1 - part)))
