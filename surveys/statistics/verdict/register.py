"""The register of confirmed changes: what was told stays told, and the search begins anew after it.

Append-only; a row holds nothing that published numbers do not say. Waves are positions in the
window and units positions in the family; the person who keeps the register translates them to ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import DAYS_PER_YEAR, Bools, Integers, Timing
from surveys.statistics.verdict.conditional import Conditional
from surveys.statistics.verdict.covariance import KnownChange, known_changes
from surveys.statistics.verdict.evidence import Evidence, Whitened, candidate_rates, within_a_year
from surveys.statistics.verdict.likelihood import log_bayes_factor
from surveys.statistics.verdict.posterior import (
    ChangeSize,
    change_size,
    normal_cdf,
    posterior,
    size_and_onset,
)

GATE = 0.9
"""Minimum probability of a change's direction, for a badge and for keeping it."""

LEAST_CHANGE = 0.1
"""The smallest change that is told, on the scale from 1 to 5; its direction has to be sure as far.

Without it the team's evidence puts badges on charts that moved hardly or not at all. With 2 %
turnover a wave .087 of team-years had a badge about members whose level moved by under .1, with it
.069 (360 to 480 team-years); half a point in one chart is noticed as often, and of the badges where
one chart in twelve falls .80 are right for .73.
"""

MAX_COMPOSITION_CHANGE = 1 / 3
"""A larger change of the people that a number is about is a known break."""

Status = Literal["told", "steady", "no longer visible", "followed by another"]


@dataclass(frozen=True)
class Told:
    """A change that was told; `sign` is 1 for better and -1 for worse.

    `onset` is the most probable wave when it was confirmed; a negative position lies before the
    window.
    """

    unit: int
    question: int
    onset: int
    confirmed: int
    sign: int


@dataclass(frozen=True)
class Break:
    """A wave from which on a unit's numbers are about other people than before."""

    unit: int
    wave: int


def known_of(question: int, told: Sequence[Told], breaks: Sequence[Break]) -> list[KnownChange]:
    """Return the changes that are part of the model of a question.

    Those confirmed before the window leave no trace in it.
    """
    changes = [
        KnownChange(one.unit, max(one.onset, 0), one.confirmed)
        for one in told
        if one.question == question and one.confirmed >= 0
    ]
    return changes + [KnownChange(one.unit, one.wave, one.wave) for one in breaks if one.wave > 0]


def restarts(changes: Sequence[KnownChange], units: int) -> Integers:
    """Return the last restart of each unit (units,), -1 for none."""
    last = np.full(units, -1, dtype=np.int64)
    for change in changes:
        last[change.unit] = max(last[change.unit], change.restart)
    return last


def is_break(
    before: int | None, after: int | None, moved_answers: int = 0, answers: int = 0
) -> bool:
    """Return whether a unit's composition changed by more than a third since its previous wave.

    `before` and `after` are the people invited, None where unknown. For a unit with units below,
    `moved_answers` of its `answers` belong to published units that came or went behind its number.
    """
    if before and after and abs(after - before) > MAX_COMPOSITION_CHANGE * before:
        return True
    return answers > 0 and moved_answers > MAX_COMPOSITION_CHANGE * answers


def directions_and_onset(chart: Whitened, wave: int) -> tuple[Floats, Floats, Integers]:
    """Return P(better), P(worse) and the most probable onset of each unit, as seen at a wave.

    By at least `LEAST_CHANGE`; from the chart's own data up to this wave, not limited. 0, 0 and -1
    without candidates.
    """
    upto = slice(0, wave + 1)
    steps = chart.steps[:, upto]
    q = (steps**2).sum(axis=1)
    s = (steps * chart.unlimited[:, upto, None]).sum(axis=1)
    rates = chart.rates * within_a_year(chart.timing)[wave]
    with np.errstate(divide="ignore"):
        logs = np.log(rates) + log_bayes_factor(q, s)
    some = (rates > 0).any(axis=1)
    top = np.where(some, logs.max(axis=1), 0.0)
    weights = np.exp(logs - top[:, None])
    weights /= np.where(some, weights.sum(axis=1), 1.0)[:, None]
    size, variance = change_size(q, s)
    better, worse = (
        (weights * normal_cdf((sign * size - LEAST_CHANGE) / np.sqrt(variance))).sum(axis=1)
        for sign in (1, -1)
    )
    return better, worse, np.where(some, logs.argmax(axis=1), -1)


def badges(
    charts: Sequence[Whitened], evidence: Evidence, thresholds: Floats, wave: int
) -> list[Told]:
    """Return the changes to tell at a wave; `thresholds` (units,).

    A chart gets a badge where it has a mean, its own change is sure to 90 % to be at least
    `LEAST_CHANGE` in one direction, and its own or the team's evidence reaches the threshold.
    """
    limit = np.log(thresholds)
    team: Bools = evidence.team[:, wave] >= limit
    told: list[Told] = []
    for question, chart in enumerate(charts):
        crossed = (evidence.chart[question, :, wave] >= limit) | team
        if not (crossed & chart.present[:, wave]).any():
            continue
        better, worse, onset = directions_and_onset(chart, wave)
        sure = (better >= GATE) | (worse >= GATE)
        for unit in np.nonzero(crossed & sure & chart.present[:, wave])[0]:
            sign = 1 if better[unit] > worse[unit] else -1
            told.append(Told(int(unit), question, int(onset[unit]), wave, sign))
    return told


def told_size(
    conditional: Conditional, one: Told, known: Sequence[KnownChange]
) -> ChangeSize | None:
    """Return size and onset of a change that was told, from all data since.

    The mixture over the candidates that it had when confirmed, with other known changes as terms;
    `conditional` has all units of its question with every known change, `known` are these changes.
    None where nothing is left of its candidates in the window.
    """
    place = np.array([one.unit])
    waves = conditional.residual.shape[1]
    itself = KnownChange(0, max(one.onset, 0), one.confirmed)
    earlier = [c for c in known if c.unit == one.unit and c.restart < one.confirmed]
    alone = conditional.of(place).without(
        known_changes([itself], np.zeros(1, dtype=np.int64), waves)
    )
    last = np.array([max((c.restart for c in earlier), default=-1)])
    rates = candidate_rates(alone.present, alone.timing, last)
    return size_and_onset(posterior(alone, rates, one.confirmed), 0)


def status(one: Told, size: ChangeSize | None, told: Sequence[Told], timing: Timing) -> Status:
    """Return how a change that was told stands at the newest wave.

    It stands until a later one of the same chart, until its own direction is less sure than 90 %
    (then it is no longer visible, never wrong), or until its onset is a year old.
    """
    same = [other for other in told if (other.unit, other.question) == (one.unit, one.question)]
    if any(other.confirmed > one.confirmed for other in same):
        return "followed by another"
    if one.onset < 0:
        return "steady"
    if size is None or (size.better if one.sign > 0 else 1 - size.better) < GATE:
        return "no longer visible"
    is_old = timing.days[-1] - timing.days[one.onset] >= DAYS_PER_YEAR
    return "steady" if is_old else "told"
