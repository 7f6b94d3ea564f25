"""Internal consistency of a scale: alpha and omega."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics import InsufficientData
from surveys.statistics.histogram import Floats
from surveys.statistics.quantiles import fisher

MIN_PEOPLE_FOR_CONSISTENCY = 50
"""Minimum number of people who answered every question of the scale."""


@dataclass(frozen=True)
class Consistency:
    """Internal consistency of a scale, 0 to 1.

    `alpha` with Feldt's 95 % interval; `omega` is None where one factor does not fit.
    """

    n: int
    questions: int
    alpha: float
    low: float
    high: float
    omega: float | None


def consistency(
    answers: Floats, *, least: int = MIN_PEOPLE_FOR_CONSISTENCY
) -> Consistency | InsufficientData:
    """Return the internal consistency of a scale; one row per person, one column per question.

    alpha = k / (k - 1) (1 - sum s_j^2 / s_X^2) (Cronbach 1951, Psychometrika 16:297), interval 1 -
    (1 - alpha) F(n - 1, (n - 1)(k - 1)) (Feldt 1965, Psychometrika 30:357). All answers are
    oriented so that 5 is good, and none is missing. Returns InsufficientData for fewer people than
    `least` and for answers without variance. Raises ValueError for fewer than two questions.
    """
    n, k = answers.shape
    if k < 2:
        msg = f"a scale has two questions or more, not {k}"
        raise ValueError(msg)
    spreads = answers.var(axis=0, ddof=1) if n > 1 else np.zeros(k)
    if n < least:
        return InsufficientData("answers", n, least)
    of_sums = float(answers.sum(axis=1).var(ddof=1)) if n > 1 else 0.0
    if not spreads.all() or not of_sums:
        return InsufficientData("differences", 0, 1)
    alpha = k / (k - 1) * (1 - float(spreads.sum()) / of_sums)
    low, high = (
        1 - (1 - alpha) * fisher(n - 1, (n - 1) * (k - 1), part) for part in (0.975, 0.025)
    )
    correlations = np.asarray(np.corrcoef(answers, rowvar=False), dtype=float)
    return Consistency(n, k, alpha, low, high, omega(correlations))


def omega(
    correlations: Floats, method: Literal["likelihood", "residuals"] = "likelihood"
) -> float | None:
    """Return omega of one factor: (sum l)^2 / ((sum l)^2 + sum (1 - l^2)) for loadings l.

    McDonald 1999, Test theory, section 6. Two questions have equal loadings, so omega is then the
    Spearman-Brown formula 2 r / (1 + r). None where one factor does not fit.
    """
    fitted = loadings(correlations, method)
    if fitted is None:
        return None
    common = float(fitted.sum()) ** 2
    return common / (common + float((1 - fitted**2).sum()))


def loadings(
    correlations: Floats, method: Literal["likelihood", "residuals"] = "likelihood"
) -> Floats | None:
    """Return the loadings of one factor; None where it does not fit (a loading above 1, or none).

    For two questions sqrt(r), for three in closed form sqrt(r12 r13 / r23) and so on, for more by
    maximum likelihood (Lawley & Maxwell 1971, Factor analysis as a statistical method, chapter 4)
    or by least squared residuals (Harman & Jones 1966, Psychometrika 31:351).
    """
    k = len(correlations)
    off = correlations[np.triu_indices(k, 1)]
    if k == 2:
        return np.repeat(math.sqrt(off[0]), 2) if off[0] > 0 else None
    if k == 3:
        r12, r13, r23 = off
        if min(r12 * r13 * r23, abs(r12), abs(r13), abs(r23)) <= 0:
            return None
        squares = np.array([r12 * r13 / r23, r12 * r23 / r13, r13 * r23 / r12])
        return np.sqrt(squares) if squares.max() <= 1 else None
    return _fitted_loadings(correlations, method)


def _fitted_loadings(
    correlations: Floats, method: Literal["likelihood", "residuals"]
) -> Floats | None:
    from scipy.optimize import minimize  # noqa: PLC0415

    def loadings_of(unique: Floats) -> Floats:
        if method == "residuals":
            values, vectors = np.linalg.eigh(correlations - np.diag(unique))
            return np.asarray(vectors[:, -1] * math.sqrt(max(values[-1], 0.0)))
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(correlations / np.outer(root, root))
        return np.asarray(vectors[:, -1] * math.sqrt(max(values[-1] - 1, 0.0)) * root)

    def misfit(unique: Floats) -> float:
        if method == "residuals":
            residuals = correlations - np.outer(fitted := loadings_of(unique), fitted)
            return float((residuals[np.triu_indices(len(residuals), 1)] ** 2).sum())
        root = np.sqrt(unique)
        rest = np.linalg.eigvalsh(correlations / np.outer(root, root))[:-1].clip(1e-9)
        return float((rest - np.log(rest) - 1).sum())

    start = np.clip(1 / np.diag(np.linalg.pinv(correlations)), 0.05, 0.95)
    fit = minimize(misfit, start, method="L-BFGS-B", bounds=[(0.005, 1.0)] * len(start), tol=1e-12)
    fitted = loadings_of(fit.x)
    fitted = fitted if fitted.sum() > 0 else -fitted
    return fitted if fit.success and fitted.min() > 0 and fit.x.min() > 0.006 else None
