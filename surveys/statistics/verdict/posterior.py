"""The posterior of a unit's level: line, band, size and onset of a change, and probabilities.

A mixture over no change and a change into each candidate wave (Barry & Hartigan 1993, JASA 88:309);
nothing on a page is worked out beside it.
"""

from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.quantiles import NORMAL_975
from surveys.statistics.verdict.cells import CENTRE
from surveys.statistics.verdict.conditional import Conditional
from surveys.statistics.verdict.covariance import CHANGE_VARIANCE
from surveys.statistics.verdict.evidence import within_a_year
from surveys.statistics.verdict.hull import BEST, WORST
from surveys.statistics.verdict.likelihood import log_bayes_factor

SIZE_TAIL, ONSET_TAIL = 0.05, 0.10
"""What lies outside of the interval of a size and of an onset, on each side."""


@dataclass(frozen=True)
class Posterior:
    """The level of each unit of one question, on the scale from 1 to 5.

    `level`, `sd`, `low` and `high` (units, waves): mean, standard deviation and 95 % band of the
    mixture; `no_change` (units,) and `change_into` (units, candidates) its weights; `size` and
    `size_variance` (units, candidates) of a change into each candidate; `plain` and
    `plain_variance` (units,) the newest level without a change, `changed` and `changed_variance`
    (units, candidates) with one.
    """

    level: Floats
    sd: Floats
    low: Floats
    high: Floats
    no_change: Floats
    change_into: Floats
    size: Floats
    size_variance: Floats
    plain: Floats
    plain_variance: Floats
    changed: Floats
    changed_variance: Floats

    @property
    def better(self) -> Floats:
        """P(size > 0 | change), (units,); 1/2 without candidates."""
        probability = normal_cdf(self.size / np.sqrt(self.size_variance))
        total = self.change_into.sum(axis=1)
        weighted = (self.change_into * probability).sum(axis=1)
        return np.asarray(np.where(total > 0, weighted / np.where(total > 0, total, 1), 0.5))

    def below(self, value: float) -> Floats:
        """Return P(level < value) at the newest wave, (units,)."""
        plain = normal_cdf((value - self.plain) / np.sqrt(self.plain_variance))
        changed = normal_cdf((value - self.changed) / np.sqrt(self.changed_variance))
        return np.asarray(self.no_change * plain + (self.change_into * changed).sum(axis=1))


@dataclass(frozen=True)
class ChangeSize:
    """The size of one change (positive = better) and the waves into which it may have fallen.

    `low` and `high` are the 5 % and 95 % points of the size, `onset` the most probable wave,
    `onset_from` and `onset_to` the 10 % and 90 % points, `earliest` the first candidate; `better`
    is P(size > 0). Waves are positions in the window.
    """

    better: float
    mean: float
    low: float
    high: float
    onset: int
    onset_from: int
    onset_to: int
    earliest: int


def posterior(conditional: Conditional, rates: Floats, seen_at: int = -1) -> Posterior:
    """Return the posterior of the level of each unit from all data of the window.

    `rates` (units, candidates) as `evidence.candidate_rates`; candidates are those of the last year
    before the wave `seen_at`, by default the newest.

    With G = C + level and A = G V^-1 on the unit's own waves, L0 = 3.4 + c + A z and v0 = diag(G -
    A G'). With a change into k, delta_k = d^2 s_k / (1 + d^2 q_k), L_k = L0 + (u_k - A u_k) delta_k
    and v_k = v0 + (u_k - A u_k)^2 d^2 / (1 + d^2 q_k). P(none) = exp(-Pi), the candidates share the
    rest by pi_k BF_k. One change a year is expected, more often than when fitting: the band must
    believe in a change sooner than a badge.
    """
    units, waves = conditional.residual.shape
    own = conditional.present[:, :, None] & conditional.present[:, None, :]
    inverse = np.linalg.inv(conditional.covariance) * own
    full = conditional.common_covariance + conditional.level
    gain = full @ inverse
    plain = CENTRE + conditional.common + np.einsum("tij,tj->ti", gain, conditional.residual)
    plain_variance = np.einsum("tii->ti", full) - np.einsum("tij,tij->ti", gain, full)
    steps = np.broadcast_to(np.tri(waves), (units, waves, waves))
    through = inverse @ steps
    q = np.einsum("twk,twk->tk", steps, through)
    s = np.einsum("tw,twk->tk", conditional.residual, through)
    size, size_variance = change_size(q, s)
    left = steps - gain @ steps
    changed = plain[..., None] + left * size[:, None]
    changed_variance = plain_variance[..., None] + left**2 * size_variance[:, None]
    none, into = _weights(
        rates * within_a_year(conditional.timing)[seen_at], log_bayes_factor(q, s)
    )
    level = none[:, None] * plain + np.einsum("tk,twk->tw", into, changed)
    second = none[:, None] * (plain_variance + plain**2)
    second = second + np.einsum("tk,twk->tw", into, changed_variance + changed**2)
    sd = np.sqrt(np.maximum(second - level**2, 0.0))
    reach = NORMAL_975 * sd
    return Posterior(
        level,
        sd,
        np.clip(level - reach, WORST, BEST),
        np.clip(level + reach, WORST, BEST),
        none,
        into,
        size,
        size_variance,
        plain[:, -1],
        plain_variance[:, -1],
        changed[:, -1],
        changed_variance[:, -1],
    )


def change_size(q: Floats, s: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the size of a change, given its information and data."""
    inflated = 1 + CHANGE_VARIANCE * q
    return CHANGE_VARIANCE * s / inflated, CHANGE_VARIANCE / inflated


def size_and_onset(result: Posterior, unit: int) -> ChangeSize | None:
    """Return size and onset of the change of one unit; None if no wave is a candidate.

    For a change that was told, work out the posterior with the candidates it had when confirmed and
    without its own known change.
    """
    total = float(result.change_into[unit].sum())
    if not total:
        return None
    weights = result.change_into[unit] / total
    sizes, spreads = result.size[unit], np.sqrt(result.size_variance[unit])
    cumulative = np.cumsum(weights)
    return ChangeSize(
        better=float(result.better[unit]),
        mean=float(weights @ sizes),
        low=_quantile(SIZE_TAIL, weights, sizes, spreads),
        high=_quantile(1 - SIZE_TAIL, weights, sizes, spreads),
        onset=int(np.argmax(weights)),
        onset_from=int(np.searchsorted(cumulative, ONSET_TAIL)),
        onset_to=int(np.searchsorted(cumulative, 1 - ONSET_TAIL)),
        earliest=int(np.argmax(weights > 0)),
    )


def normal_cdf(values: Floats) -> Floats:
    """Return the standard normal distribution function, elementwise."""
    from scipy.special import ndtr  # noqa: PLC0415

    return np.asarray(ndtr(values))


def _weights(rates: Floats, log_factors: Floats) -> tuple[Floats, Floats]:
    """Return the probabilities of no change and of a change into each candidate."""
    expected = rates.sum(axis=1)
    some = np.where(expected > 0, expected, 1.0)
    with np.errstate(divide="ignore"):
        into = np.log(-np.expm1(-expected) / some)[:, None] + np.log(rates) + log_factors
    into = np.where(rates > 0, into, -np.inf)
    top = np.maximum(into.max(axis=1), -expected)
    none, into = np.exp(-expected - top), np.exp(into - top[:, None])
    total = none + into.sum(axis=1)
    return none / total, into / total[:, None]


def _quantile(part: float, weights: Floats, sizes: Floats, spreads: Floats) -> float:
    """Return a quantile of a mixture of normal distributions."""
    from scipy.optimize import brentq  # noqa: PLC0415

    def excess(size: float) -> float:
        return float(weights @ normal_cdf((size - sizes) / spreads)) - part

    reach = 10 * float(spreads.max())
    low, high = float(sizes.min()) - reach, float(sizes.max()) + reach
    return float(brentq(excess, low, high, xtol=1e-12))
