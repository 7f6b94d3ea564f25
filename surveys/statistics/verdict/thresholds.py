"""Thresholds of the evidence, simulated once per edition for each size class that occurs.

A badge appears where the evidence of a chart or of the team crosses its threshold. Years without a
change are simulated for all charts and the team together, so that the chosen share of team-years
shows a badge without cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from cachetools import LRUCache, cached

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import DAYS_PER_YEAR
from surveys.statistics.verdict.covariance import CHANGE_VARIANCE, Parameters
from surveys.statistics.verdict.evidence import limits, shared_precision
from surveys.statistics.verdict.likelihood import FIRST_CANDIDATE

YEARS = 4000
"""Simulated years; the relative error of the 90 % quantile is about 5 %."""

_SEED, _SHARED_STREAM = 20_260_101, 999
_TAIL = 0.99
_BLOCK = 500
_MAX_KEPT = 32 * 2**20
"""Bytes of draws that are kept: all of an edition, so that each is drawn once."""


@dataclass(frozen=True)
class CommonSpread:
    """Means over units of the off-diagonal and the diagonal elements of C_t (`conditional`)."""

    shared: float
    each: float


@dataclass(frozen=True)
class Design:
    """What a year without change is simulated from, for units of one size class.

    `parameters` and `common` have an entry per question; `answers` is the median of the class,
    `history` the number of waves before the year, `gap` the days between waves.
    """

    parameters: Sequence[Parameters]
    common: Sequence[CommonSpread]
    rho: float
    size_class: int
    answers: float
    history: int
    per_year: int
    gap: float


@dataclass(frozen=True)
class Calibration:
    """The largest evidence of each simulated year, ascending (years,)."""

    largest: Floats

    def threshold(self, budget: float) -> float:
        """Return the evidence that this share of years without change crosses: 0.10 or 0.25."""
        return float(np.quantile(self.largest, 1 - budget))

    def p_values(self, evidence: Floats) -> Floats:
        """Return the yearly p-values of the largest evidence of units, elementwise.

        (1 + number of years with as much) / (1 + years); beyond the 99 % point e, with a tail that
        falls as 1/x: .01 e / evidence.
        """
        years = len(self.largest)
        as_much = years - np.searchsorted(self.largest, evidence, side="left")
        tail = float(np.quantile(self.largest, _TAIL))
        far = (1 - _TAIL) * tail / np.maximum(evidence, tail)
        return np.asarray(np.where(evidence > tail, far, (1 + as_much) / (1 + years)))

    def noticed(self, changed: "Calibration", budget: float) -> float:
        """Return the share of years with a change in which a badge appears."""
        return float((changed.largest >= self.threshold(budget)).mean())


def calibrate(
    design: Design, *, change: float = 0.0, within: int | None = None, years: int | None = None
) -> Calibration:
    """Simulate years and return the largest evidence of all charts and the team in each.

    V = shared J + tau^2 ... + sigma_a^2 ... + (r / n + each - shared) I with equal gaps, room 1 and
    no hull; whitened values are standard normal, Z_a = sqrt(rho) Z_0 + sqrt(1 - rho) Z_a', limited
    as in `evidence.limits`, from the PCG64 streams [20260101, a] of question a and [20260101, 999].
    The streams do not depend on the data: thresholds move with the parameters only.

    `change` adds a change of this size from the first wave of the year on, in the first question;
    `within` counts only that many waves of the year, by default all: what would be noticed. There
    are 4,000 years, or the first `years` of them.
    """
    years = YEARS if years is None else min(years, YEARS)
    waves = design.history + design.per_year
    last = design.history + (design.per_year if within is None else within)
    steps = [_steps(design, place) for place in range(len(design.parameters))]
    bound = float(limits(np.array([design.size_class]))[0])
    draws = [_stream(place, waves, YEARS) for place in (_SHARED_STREAM, *range(len(steps)))]
    largest = np.zeros(years)
    for start in range(0, years, _BLOCK):
        block = slice(start, min(start + _BLOCK, years))
        values = []
        for place, draw in enumerate(draws[1:]):
            mixed = np.sqrt(design.rho) * draws[0][block] + np.sqrt(1 - design.rho) * draw[block]
            if change and place == 0:
                mixed = mixed + change * steps[0][:, min(design.history, waves - 1)]
            values.append(np.clip(mixed, -bound, bound))
        largest[block] = _largest(np.stack(values), np.stack(steps), design, last)
    return Calibration(np.sort(largest))


def _steps(design: Design, place: int) -> Floats:
    """Return X = L^-1 u_k of a question, (waves, candidates)."""
    parameters, common = design.parameters[place], design.common[place]
    waves = design.history + design.per_year
    apart = np.abs(np.arange(waves)[:, None] - np.arange(waves)).astype(float)
    covariance = common.shared + parameters.tau2 * np.exp(
        -parameters.eta * apart * design.gap / DAYS_PER_YEAR
    )
    covariance = covariance + parameters.sa2 * parameters.phi**apart
    alone = parameters.r / design.answers + common.each - common.shared
    factor = np.linalg.cholesky(covariance + alone * np.eye(waves))
    return np.asarray(np.linalg.solve(factor, np.tri(waves)))


@cached(LRUCache(_MAX_KEPT, getsizeof=lambda draws: draws.nbytes), lock=Lock())
def _stream(place: int, waves: int, years: int) -> Floats:
    """Return the draws of a stream, (years, waves); every class and size of change has the same."""
    return np.random.default_rng([_SEED, place]).standard_normal((years, waves))


def _largest(values: Floats, steps: Floats, design: Design, last: int) -> Floats:
    """Return the largest evidence of each year; `values` (questions, years, waves).

    Sums over waves grow from wave to wave, for all candidates and years at once; the charts' own
    sums and those beside the others lie next to each other (own or beside, years).
    """
    questions, years, waves = values.shape
    own_part = 1 / (1 - design.rho)
    shared = float(shared_precision(np.ones((questions, 1), dtype=bool), design.rho)[0])
    corrected = own_part * values - shared * values.sum(axis=0)
    squares = np.cumsum(steps**2, axis=1)
    beside = np.array([1.0, own_part - shared])
    team_q = np.cumsum(own_part * (steps**2).sum(axis=0) - shared * steps.sum(axis=0) ** 2, axis=0)
    chart_waves = np.stack([values, corrected]).transpose(3, 1, 0, 2).copy()
    team_waves = corrected.transpose(2, 0, 1).copy()
    chart_s, team_s = np.zeros((questions, waves, 2, years)), np.zeros((waves, 1, years))
    scratch = np.empty((waves, 2, years))
    largest = np.zeros(years)
    for wave in range(last):
        # Candidates that count in this wave of the year, or will in its first one.
        oldest = max(wave, design.history) + 1 - design.per_year
        seen = slice(max(FIRST_CANDIDATE, oldest), wave + 1)
        if seen.start > wave:
            continue
        product = scratch[: wave + 1 - seen.start]
        for place in range(questions):
            x = steps[place, wave, seen, None, None]
            chart_s[place, seen] += np.multiply(x, chart_waves[wave, place], out=product)
        team_s[seen, 0] += steps[:, wave, seen].T @ team_waves[wave]
        if wave < design.history:
            continue
        for place in range(questions):
            q = squares[place, wave, seen, None] * beside
            charts = _sum(chart_s[place, seen], q, product, design)
            np.maximum(largest, charts.sum(axis=0) / 2, out=largest)
        team = _sum(team_s[seen], team_q[wave, seen, None], product[:, :1], design)
        np.maximum(largest, team[0], out=largest)
    return largest


def _sum(s: Floats, q: Floats, scratch: Floats, design: Design) -> Floats:
    """Return sum_k BF_k / K of each kind of sum and year, (kinds, years).

    `s` (candidates, kinds, years), `q` (candidates, kinds); `scratch` is of the size of `s`.
    """
    inflated = 1 + CHANGE_VARIANCE * q
    np.multiply(s, np.sqrt(0.5 * CHANGE_VARIANCE / inflated)[..., None], out=scratch)
    np.square(scratch, out=scratch)
    np.exp(scratch, out=scratch)
    weights = inflated**-0.5 / design.per_year
    return np.stack([weights[:, kind] @ scratch[:, kind] for kind in range(weights.shape[1])])
