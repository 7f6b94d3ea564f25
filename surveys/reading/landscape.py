"""How all units stood in the newest waves: what every comparison rests on. Once per edition."""

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import numpy as np
from sqlmodel import Session

from db import published, results
from db.engine import reading
from db.published import Counts, UnitInWave, WaveResults
from surveys.installation.installation import Installation
from surveys.instrument.instrument import Instrument, Question
from surveys.organisation.organisation import load_instrument
from surveys.statistics.change import (
    MIN_CHANGES_FOR_ERROR,
    Change,
    ChangeError,
    by_error,
    change,
    change_error,
)
from surveys.statistics.histogram import Floats, ManyMoments, many_moments
from surveys.statistics.insufficient_data import InsufficientData, known
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, default_sd
from surveys.statistics.pooling import MIN_UNITS_TO_POOL, pooled_variance

Edition = tuple[int, date | None, date | None]
"""Changes with every count and every deletion."""

_Read = tuple[WaveResults, Sequence[UUID]]
"""A wave, and its lowest published units by id."""

ENOUGH_CHANGES = 1_000
"""With so many differences their error is known to some percent, and older waves are left alone."""


@dataclass(frozen=True)
class Fluctuation:
    """How a question fluctuates here: spread of answers inside teams, and error of changes.

    Both are about all teams together, and known once there are enough of them.
    """

    within_sd: float
    error: ChangeError | InsufficientData


@dataclass(frozen=True)
class Landscape:
    """The newest wave, the one before, and how much each question fluctuates.

    `changes` has that of each published unit from the wave before to the newest, by unit and
    question: what is flagged is decided among all that somebody sees.
    """

    wave: UUID | None = None
    before: UUID | None = None
    newest: WaveResults = field(default_factory=lambda: WaveResults((), {}))
    teams: Sequence[UUID] = ()
    fluctuation: Mapping[str, Fluctuation] = field(default_factory=dict)
    changes: Mapping[tuple[UUID, str], Change] = field(default_factory=dict)

    def of(self, question: Question) -> Fluctuation:
        """Return how a question fluctuates; the usual, where that is not known here yet."""
        usual = Fluctuation(
            default_sd(question.scale.values or (1.0, 5.0)),
            InsufficientData("changes", 0, MIN_CHANGES_FOR_ERROR),
        )
        return self.fluctuation.get(question.id, usual)


def edition(installation: Installation) -> Edition:
    """Return what changes with every count and every deletion, and so with every report."""
    with reading(installation.engine) as session:
        return results.edition(session)


def shown_as_trend(asked: Instrument) -> list[Question]:
    """Return the questions that have a line over waves: anchors, then the organisation's own."""
    anchors = [asked.question(q) for q in asked.rotation.anchors]
    return anchors + [q for q in asked.questions() if q.role == "own" and q.scale.values]


@functools.lru_cache(maxsize=8)
def landscape(installation: Installation, edition: Edition) -> Landscape:
    """Return how all units stood in an edition; read once, then remembered."""
    del edition
    questions = shown_as_trend(load_instrument(installation))
    with reading(installation.engine) as session:
        waves = [wave for wave, _ in published.closed_waves(session)]
        read = _enough_waves(session, waves, questions)
    if not read:
        return Landscape()
    newest, previous = read[0][0], read[1][0] if len(read) > 1 else WaveResults((), {})
    fluctuation = {question.id: _fluctuation(question, read) for question in questions}
    changes: dict[tuple[UUID, str], Change] = {}
    for question in questions:
        found = _changes(question, newest, previous, fluctuation[question.id])
        changes |= {(unit, question.id): step for unit, step in found.items()}
    return Landscape(
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
    """Read waves from new to old until there are differences enough, or no more waves."""
    names, differences = [question.id for question in questions], 0
    read: list[_Read] = []
    for wave in waves:
        found = published.of_wave(session, wave, names)
        read.append((found, _teams(found.units)))
        if len(read) > 1:
            differences += len(set(read[-1][1]) & set(read[-2][1]))
        if differences >= ENOUGH_CHANGES:
            break
    return read


def _teams(units: Sequence[UnitInWave]) -> list[UUID]:
    """Return the lowest published units, by id: those that hold no other published one."""
    shown = {unit.id for unit in units if unit.ballots is not None}
    above = {unit.parent_id for unit in units if unit.id in shown}
    return [unit.id for unit in units if unit.id in shown and unit.id not in above]


def _moments(
    question: Question, wave: WaveResults, units: Sequence[UUID]
) -> tuple[list[UUID], ManyMoments]:
    """Return those of some units with enough answers to a question, and their moments."""
    given = wave.histograms.get(question.id, {})
    there = [unit for unit in units if sum(given.get(unit, ())) >= MIN_ANSWERS_FOR_MEAN]
    return there, many_moments(table(question, [given[unit] for unit in there]), values(question))


def table(question: Question, counts: Sequence[Counts]) -> Floats:
    """Return histograms of a question as a table, also when there are none."""
    return np.array(counts, dtype=float).reshape(len(counts), question.scale.size)


def values(question: Question) -> Sequence[float]:
    """Return what the options of a question with an average are worth."""
    if question.scale.values is None:
        msg = f"question {question.id} has no average"
        raise ValueError(msg)
    return question.scale.values


def _fluctuation(question: Question, read: Sequence[_Read]) -> Fluctuation:
    per_wave = []
    for wave, lowest in read:
        units, found = _moments(question, wave, lowest)
        per_wave.append((dict(zip(units, range(len(units)), strict=True)), found))
    sizes = np.concatenate([found.n for _, found in per_wave])
    sds = np.concatenate([found.sd for _, found in per_wave])
    within = default_sd(values(question))
    teams = {unit for place, _ in per_wave for unit in place}
    # With a handful of teams a manager could tell from it how another team is divided.
    if len(teams) >= MIN_UNITS_TO_POOL and sds.any():
        within = math.sqrt(pooled_variance(sizes, sds))
    differences, weights = [np.empty(0)], [np.empty(0)]
    for (place, later), (place_before, earlier) in itertools.pairwise(per_wave):
        both = [unit for unit in place if unit in place_before]
        now = np.array([place[unit] for unit in both], dtype=int)
        then = np.array([place_before[unit] for unit in both], dtype=int)
        if len(both) > 1:
            steps = later.mean[now] - earlier.mean[then]
            differences.append(steps - np.average(steps, weights=later.n[now]))
            weights.append(1 / later.n[now] + 1 / earlier.n[then])
    error = change_error(np.concatenate(differences), np.concatenate(weights), within)
    return Fluctuation(within, error)


def _changes(
    question: Question, newest: WaveResults, previous: WaveResults, here: Fluctuation
) -> dict[UUID, Change]:
    """Return the change of each published unit into the newest wave."""
    now, then = (wave.histograms.get(question.id, {}) for wave in (newest, previous))
    worth, error = values(question), known(here.error)
    both = [u for u in now if min(sum(now[u]), sum(then.get(u, ()))) >= MIN_ANSWERS_FOR_MEAN]
    if error is None:
        found = {u: change(then[u], now[u], worth, prior_sd=here.within_sd) for u in both}
        return {u: step for u, step in found.items() if not isinstance(step, InsufficientData)}
    later = many_moments(table(question, [now[unit] for unit in both]), worth)
    earlier = many_moments(table(question, [then[unit] for unit in both]), worth)
    steps = zip(
        both,
        (later.mean - earlier.mean).tolist(),
        earlier.n.astype(int).tolist(),
        later.n.astype(int).tolist(),
        strict=True,
    )
    return {unit: by_error(step, [before], [n], error) for unit, step, before, n in steps}
