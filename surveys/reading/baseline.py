"""The baseline: results of all units in the newest waves, on which every comparison rests."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import numpy as np
from sqlmodel import Session

from db import published
from surveys.instrument import Instrument, Question
from surveys.reading import shown
from surveys.reading.participation import Counts
from surveys.reading.shown import UnitInWave, WaveResults
from surveys.statistics import InsufficientData, known
from surveys.statistics.change import (
    MIN_CHANGES_FOR_ERROR,
    Change,
    ChangeError,
    by_error,
    change,
    change_error,
)
from surveys.statistics.histogram import Floats, ManyMoments, many_moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, default_sd
from surveys.statistics.pooling import MIN_UNITS_TO_POOL, pooled_variance
from surveys.units import Tree

_Read = tuple[WaveResults, Sequence[UUID]]
"""A wave, and its lowest published units by id."""

ENOUGH_CHANGES = 1_000
"""Number of differences at which their error is known to a few percent: no older wave is read."""


@dataclass(frozen=True)
class Fluctuation:
    """How a question fluctuates: spread of answers within teams, and error of changes.

    Both are about all teams together; the error is known once there are enough of them.
    """

    within_sd: float
    error: ChangeError | InsufficientData


@dataclass(frozen=True)
class Baseline:
    """The newest wave, the one before it, and how much each question fluctuates.

    `changes` holds the change of each published unit between these two waves, by unit and question:
    their significance is decided over everything that a reader sees.
    """

    wave: UUID | None = None
    before: UUID | None = None
    newest: WaveResults = field(default_factory=WaveResults)
    teams: Sequence[UUID] = ()
    fluctuation: Mapping[str, Fluctuation] = field(default_factory=dict)
    changes: Mapping[tuple[UUID, str], Change] = field(default_factory=dict)

    @cached_property
    def units(self) -> Mapping[UUID, UnitInWave]:
        """The units of the newest wave, by id."""
        return {unit.id: unit for unit in self.newest.units}

    @cached_property
    def tree(self) -> Tree[UUID]:
        """The tree of units in the newest wave; there has to be one."""
        return Tree({unit.id: unit.parent_id for unit in self.newest.units})

    def above(self, unit: UUID) -> Sequence[UUID]:
        """Return the units above one in the newest wave, nearest first; none for an unknown one."""
        return tuple(self.tree.upwards(unit))[1:] if unit in self.units else ()

    def of(self, question: Question) -> Fluctuation:
        """Return the fluctuation of a question, or the default while that is unknown."""
        default = Fluctuation(
            default_sd(question.scale.values or (1.0, 5.0)),
            InsufficientData("changes", 0, MIN_CHANGES_FOR_ERROR),
        )
        return self.fluctuation.get(question.id, default)


def shown_as_trend(instrument: Instrument) -> list[Question]:
    """Return the questions that have a line over waves: anchors, then the organisation's own."""
    anchors = [instrument.question(q) for q in instrument.rotation.anchors]
    return anchors + [q for q in instrument.questions() if q.role == "own" and q.scale.values]


def read_baseline(session: Session, instrument: Instrument) -> Baseline:
    """Return the baseline: the results of all units in the newest waves."""
    questions = shown_as_trend(instrument)
    waves = [wave for wave, _ in published.closed_waves(session)]
    read = _enough_waves(session, waves, questions)
    if not read:
        return Baseline()
    newest, previous = read[0][0], read[1][0] if len(read) > 1 else WaveResults()
    fluctuation = {question.id: _fluctuation(question, read) for question in questions}
    changes: dict[tuple[UUID, str], Change] = {}
    for question in questions:
        of_question = _changes(question, newest, previous, fluctuation[question.id])
        changes |= {(unit, question.id): step for unit, step in of_question.items()}
    return Baseline(
        wave=waves[0],
        before=waves[1] if len(waves) > 1 else None,
        newest=newest,
        teams=read[0][1],
        fluctuation=fluctuation,
        changes=changes,
    )


def _enough_waves(
    session: Session, waves: Sequence[UUID], questions: Sequence[Question]
) -> list[_Read]:
    """Read waves from new to old until there are enough differences, or no more waves."""
    names, differences = [question.id for question in questions], 0
    read: list[_Read] = []
    for wave in waves:
        results = shown.of_wave(session, wave, names)
        read.append((results, _teams(results.units)))
        if len(read) > 1:
            differences += len(set(read[-1][1]) & set(read[-2][1]))
        if differences >= ENOUGH_CHANGES:
            break
    return read


def _teams(units: Sequence[UnitInWave]) -> list[UUID]:
    """Return the lowest published units, by id: those without a published unit below them."""
    visible = {unit.id for unit in units if unit.participation is not None}
    above = {unit.parent_id for unit in units if unit.id in visible}
    return [unit.id for unit in units if unit.id in visible and unit.id not in above]


def _moments(
    question: Question, wave: WaveResults, units: Sequence[UUID]
) -> tuple[list[UUID], ManyMoments]:
    """Return the units with enough answers to a question, and the moments of their answers."""
    counts = wave.histograms.get(question.id, {})
    enough = [unit for unit in units if sum(counts.get(unit, ())) >= MIN_ANSWERS_FOR_MEAN]
    return enough, many_moments(
        table(question, [counts[unit] for unit in enough]), values(question)
    )


def table(question: Question, counts: Sequence[Counts]) -> Floats:
    """Return histograms of a question as an array, one row each; it may have no rows."""
    return np.array(counts, dtype=float).reshape(len(counts), question.scale.size)


def values(question: Question) -> Sequence[float]:
    """Return the values of a question's options, oriented: the last is best.

    Raises ValueError for a question without an average.
    """
    if question.scale.values is None:
        msg = f"question {question.id} has no average"
        raise ValueError(msg)
    return question.scale.values


def _fluctuation(question: Question, read: Sequence[_Read]) -> Fluctuation:
    """Return the fluctuation of a question over the waves that were read."""
    per_wave = []
    for wave, lowest in read:
        units, of_wave = _moments(question, wave, lowest)
        per_wave.append((dict(zip(units, range(len(units)), strict=True)), of_wave))
    sizes = np.concatenate([of_wave.n for _, of_wave in per_wave])
    sds = np.concatenate([of_wave.sd for _, of_wave in per_wave])
    within = default_sd(values(question))
    teams = {unit for row, _ in per_wave for unit in row}
    # With only a few teams a manager could infer from it how another team is divided.
    if len(teams) >= MIN_UNITS_TO_POOL and sds.any():
        within = math.sqrt(pooled_variance(sizes, sds))
    differences, weights = [np.empty(0)], [np.empty(0)]
    for (row, later), (row_before, earlier) in itertools.pairwise(per_wave):
        both = [unit for unit in row if unit in row_before]
        now = np.array([row[unit] for unit in both], dtype=int)
        then = np.array([row_before[unit] for unit in both], dtype=int)
        if len(both) > 1:
            steps = later.mean[now] - earlier.mean[then]
            differences.append(steps - np.average(steps, weights=later.n[now]))
            weights.append(1 / later.n[now] + 1 / earlier.n[then])
    error = change_error(np.concatenate(differences), np.concatenate(weights), within)
    return Fluctuation(within, error)


def _changes(
    question: Question, newest: WaveResults, previous: WaveResults, fluctuation: Fluctuation
) -> dict[UUID, Change]:
    """Return the change of each published unit into the newest wave."""
    now, then = (wave.histograms.get(question.id, {}) for wave in (newest, previous))
    options, error = values(question), known(fluctuation.error)
    both = [u for u in now if min(sum(now[u]), sum(then.get(u, ()))) >= MIN_ANSWERS_FOR_MEAN]
    if error is None:
        prior_sd = fluctuation.within_sd
        single = {u: change(then[u], now[u], options, prior_sd=prior_sd) for u in both}
        return {u: step for u, step in single.items() if not isinstance(step, InsufficientData)}
    later = many_moments(table(question, [now[unit] for unit in both]), options)
    earlier = many_moments(table(question, [then[unit] for unit in both]), options)
    steps = zip(
        both,
        (later.mean - earlier.mean).tolist(),
        earlier.n.astype(int).tolist(),
        later.n.astype(int).tolist(),
        strict=True,
    )
    return {unit: by_error(step, [before], [n], error) for unit, step, before, n in steps}
