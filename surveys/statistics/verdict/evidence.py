"""Evidence that a chart or a team changed in the last year, after each wave.

A sum of likelihood ratios started at each wave, as in a Shiryaev-Roberts procedure (an e-detector:
Shin, Ramdas & Rinaldo 2023, New England Journal of Statistics in Data Science). Because whitened
values are limited in small units, the threshold is simulated (`thresholds`), not Ville's 1 / alpha.
"""

from dataclasses import dataclass

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import DAYS_PER_YEAR, Bools, Integers, Timing
from surveys.statistics.verdict.conditional import Conditional
from surveys.statistics.verdict.likelihood import FIRST_CANDIDATE, LONGEST_STEP, log_bayes_factor

SIZE_CLASSES = (5, 7, 10, 15, 25, 50, 100)
"""Lower edges of the classes of units by their median number of answers."""

MAX_CORRELATION = 0.6
"""Maximum correlation between the questions of a unit that is taken into account."""

MIN_PAIRS = 3
_MAX_LOG_FACTOR = 700.0


@dataclass(frozen=True)
class Whitened:
    """Residuals and steps in units of chance: L^-1 z and L^-1 u_k with V = L L'.

    `unlimited` L^-1 z and `values` Z (units, waves), the same limited to +- the unit's limit;
    `steps` X (units, waves, candidates). All are 0 in waves without a mean. `rates` pi_k (units,
    candidates) are the years before wave k in which the change may have happened, 0 where k is no
    candidate.
    """

    timing: Timing
    present: Bools
    unlimited: Floats
    values: Floats
    steps: Floats
    rates: Floats


@dataclass(frozen=True)
class Evidence:
    """Log evidence after each wave: of charts (questions, units, waves), of teams (units, waves).

    `own` is that of a chart alone, `beside` after taking away what the other questions explain,
    `chart` the log of their mean. Minus infinity before the first candidate.
    """

    own: Floats
    beside: Floats
    chart: Floats
    team: Floats


def size_classes(answers: Floats) -> Integers:
    """Return the size class (its position) of units with these median numbers of answers."""
    edges = np.asarray(SIZE_CLASSES[1:], dtype=float)
    return np.searchsorted(edges, answers, side="right").astype(np.int64)


def median_answers(answers: Floats) -> Floats:
    """Return the median number of answers of each unit over its cells; 0 without cells.

    `answers` (units, cells), 0 where there is none.
    """
    ordered = np.sort(np.where(answers > 0, answers, np.inf), axis=1)
    count = (answers > 0).sum(axis=1)
    rows = np.arange(len(answers))
    low, high = (ordered[rows, np.maximum(place, 0)] for place in ((count - 1) // 2, count // 2))
    high = np.where(np.isfinite(high), high, low)
    return np.asarray(np.where(count > 0, (low + high) / 2, 0.0))


def limits(classes: Integers) -> Floats:
    """Return the limit of whitened values of a size class: 2 + (its lower edge) / 20.

    Means of few answers near an end of the scale are skewed: one wave's surprise counts to a limit.
    """
    return np.asarray(2 + np.asarray(SIZE_CLASSES, dtype=float)[classes] / 20)


def candidate_rates(present: Bools, timing: Timing, restart: Integers | None = None) -> Floats:
    """Return pi_k of each unit (units, candidates): years since its own previous wave.

    At most a quarter; 0 where a change cannot fall: waves without a mean, with fewer than two own
    waves before them, or up to the wave `restart` (units,) of the last known change (-1 for none).
    Not divided by their sum, so a new unit starts with little.
    """
    waves = np.arange(present.shape[1])
    last = np.maximum.accumulate(np.where(present, waves, -1), axis=1)
    previous = np.pad(last, ((0, 0), (1, 0)), constant_values=-1)[:, :-1]
    since = (timing.days - timing.days[np.maximum(previous, 0)]) / DAYS_PER_YEAR
    before: Integers = np.cumsum(present, axis=1) - present
    allowed = present & (before >= FIRST_CANDIDATE)
    if restart is not None:
        allowed &= waves > restart[:, None]
    return np.asarray(np.where(allowed, np.minimum(since, LONGEST_STEP), 0.0))


def within_a_year(timing: Timing) -> Bools:
    """Return whether candidate k is seen at wave w: not later, less than a year before.

    Shape (waves, candidates).
    """
    age = timing.days[:, None] - timing.days
    return np.asarray((age >= 0) & (age < DAYS_PER_YEAR))


def whiten(conditional: Conditional, limit: Floats, rates: Floats) -> Whitened:
    """Whiten residuals and steps; `limit` (units,), `rates` (units, candidates)."""
    factor = np.linalg.cholesky(conditional.covariance)
    waves = conditional.residual.shape[1]
    steps = np.tri(waves) * conditional.present[:, :, None]
    both = np.linalg.solve(factor, np.concatenate([steps, conditional.residual[..., None]], axis=2))
    unlimited = both[..., -1]
    values = np.clip(unlimited, -limit[:, None], limit[:, None])
    return Whitened(
        conditional.timing, conditional.present, unlimited, values, both[..., :-1], rates
    )


def log_evidence(q: Floats, s: Floats, rates: Floats, timing: Timing) -> Floats:
    """Return log sum_k pi_k BF_kw (..., waves); `q` and `s` (..., waves, candidates)."""
    return log_sum(np.minimum(log_bayes_factor(q, s), _MAX_LOG_FACTOR), rates, timing)


def log_sum(log_factors: Floats, rates: Floats, timing: Timing) -> Floats:
    """Return the log of factors summed with weights over the candidates seen at each wave."""
    with np.errstate(divide="ignore"):
        weights = np.log(rates[..., None, :] * within_a_year(timing))
        logs = log_factors + weights
        top = np.where(np.isfinite(top := logs.max(axis=-1)), top, 0.0)
        return np.asarray(top + np.log(np.exp(logs - top[..., None]).sum(axis=-1)))


def correlation(values: Floats, present: Bools) -> float:
    """Return rho, the mean correlation of whitened values over pairs of questions, in [0, 0.6].

    `values` and `present` (questions, units, waves); from the third wave on. 0 for one question.
    """
    correlations: list[float] = []
    for first in range(len(values)):
        for second in range(first + 1, len(values)):
            both = (present[first] & present[second])[:, FIRST_CANDIDATE:]
            pairs = [values[a][:, FIRST_CANDIDATE:][both] for a in (first, second)]
            if both.sum() >= MIN_PAIRS and all(np.ptp(one) > 0 for one in pairs):
                correlations.append(float(np.corrcoef(*pairs)[0, 1]))
    return float(np.clip(np.mean(correlations), 0.0, MAX_CORRELATION)) if correlations else 0.0


def shared_precision(present: Bools | Integers, rho: float) -> Floats:
    """Return c of C^-1 = I / (1 - rho) - c J for the questions present.

    c = rho / ((1 - rho) (1 + (A - 1) rho)), with A the sum of `present` over its first axis.
    """
    number = present.sum(axis=0)
    return np.asarray(rho / ((1 - rho) * (1 + np.maximum(number - 1, 0) * rho)))


def evidence(questions: list[Whitened], rho: float) -> Evidence:
    """Return the evidence of charts and teams after each wave.

    q_kw = sum_{j<=w} X_kj^2 and s_kw = sum_{j<=w} X_kj Z_j for every wave at once, because L of the
    first waves is the corner of L. Beside the others, Z_a becomes (C^-1 Z)_a and q is weighted by
    the diagonal of C^-1. A team changes by one size in all questions; its candidates are those of
    more than half of them, and a question in which k is not a candidate because it has changed
    since does not take part in that candidate.
    """
    timing = questions[0].timing
    present = np.stack([one.present for one in questions])
    values = np.stack([one.values for one in questions])
    rates = np.stack([one.rates for one in questions])
    own_part = 1 / (1 - rho)
    shared = shared_precision(present, rho)
    corrected = own_part * values - shared * values.sum(axis=0)
    own, beside = [], []
    sums = np.zeros((3, *questions[0].steps.shape))
    taking_part = _taking_part(present, rates)
    for place, one in enumerate(questions):
        squares = one.steps**2
        own_q = np.cumsum(squares, axis=1)
        own_s = np.cumsum(one.steps * one.values[..., None], axis=1)
        own.append(log_evidence(own_q, own_s, one.rates, timing))
        weight = (own_part - shared)[..., None]
        beside_s = np.cumsum(one.steps * corrected[place][..., None], axis=1)
        beside_q = np.cumsum(squares * weight, axis=1)
        beside.append(log_evidence(beside_q, beside_s, one.rates, timing))
        steps = one.steps * taking_part[place][:, None]
        sums += [steps, steps * corrected[place][..., None], own_part * steps**2]
    team_q = np.cumsum(sums[2] - shared[..., None] * sums[0] ** 2, axis=1)
    team_s = np.cumsum(sums[1], axis=1)
    team = log_evidence(team_q, team_s, team_rates(rates), timing)
    alone, besides = np.stack(own), np.stack(beside)
    return Evidence(alone, besides, np.logaddexp(alone, besides) - np.log(2), team)


def team_rates(rates: Floats) -> Floats:
    """Return pi_k of teams (units, candidates) from those of charts (questions, units, candidates).

    A candidate of more than half of the questions; since the latest of their own previous waves.
    """
    candidates = rates > 0
    most = candidates.sum(axis=0) * 2 > len(rates)
    least = np.where(candidates, rates, np.inf).min(axis=0)
    return np.asarray(np.where(most, least, 0.0))


def _taking_part(present: Bools, rates: Floats) -> Bools:
    """Return whether a question takes part in a team's candidate (questions, units, candidates).

    It does not before its own restart: its first candidate comes later than its waves allow.
    """
    before: Integers = np.cumsum(present, axis=2) - present
    could = present & (before >= FIRST_CANDIDATE)
    barred = could & (rates == 0)
    return np.asarray(~np.maximum.accumulate(barred[..., ::-1], axis=2)[..., ::-1])
