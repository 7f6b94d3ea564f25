"""The baseline: results of all units in the newest wave, on which every comparison rests."""

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
from surveys.reading.bands import Counts
from surveys.reading.composition import Composition, UnitInWave, UnitsOfWave, composition_changes
from surveys.reading.shown import WaveResults
from surveys.statistics.histogram import Floats, many_moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN, default_sd
from surveys.statistics.pooling import MIN_UNITS_TO_POOL, pooled_variance
from surveys.units import Tree


@dataclass(frozen=True)
class Baseline:
    """The newest wave, its lowest published units by id, and the spread of answers within them.

    `before` has the units of the wave before. `within_sd` has, by question, the standard deviation
    within the lowest units together, on the question's own scale, where there are enough of them.
    """

    wave: UUID | None = None
    newest: WaveResults = field(default_factory=WaveResults)
    teams: Sequence[UUID] = ()
    within_sd: Mapping[str, float] = field(default_factory=dict)
    before: UnitsOfWave | None = None

    @cached_property
    def units(self) -> Mapping[UUID, UnitInWave]:
        """The units of the newest wave, by id."""
        return {unit.id: unit for unit in self.newest.units}

    @cached_property
    def reissued(self) -> Mapping[UUID, int]:
        """The reissued tokens of the units of the newest wave, by id."""
        return {unit.id: unit.reissued or 0 for unit in self.newest.stored.units}

    @cached_property
    def composed(self) -> frozenset[UUID | None]:
        """The units with other units below them in the newest wave."""
        return frozenset(unit.parent_id for unit in self.newest.units)

    @cached_property
    def tree(self) -> Tree[UUID]:
        """The tree of units in the newest wave; there has to be one."""
        return Tree({unit.id: unit.parent_id for unit in self.newest.units})

    def above(self, unit: UUID) -> Sequence[UUID]:
        """Return the units above one in the newest wave, nearest first; none for an unknown one."""
        return tuple(self.tree.upwards(unit))[1:] if unit in self.units else ()

    def composition(self, unit: UUID) -> Composition | None:
        """Return which teams are behind a unit's numbers, as compared with the wave before.

        None for one that is not published now, or has no published unit below it.
        """
        if self.wave is None or unit in self.teams:
            return None
        waves = [UnitsOfWave(self.wave, self.newest.units)]
        if self.before is not None:
            waves.insert(0, self.before)
        found = composition_changes(unit, waves)
        return found[-1] if found and found[-1].wave == self.wave else None

    def prior_sd(self, question: Question) -> float:
        """Return the spread of answers to a question, by default that of its scale."""
        default = default_sd(question.scale.values or (1.0, 5.0))
        return self.within_sd.get(question.id, default)


def shown_as_trend(instrument: Instrument) -> list[Question]:
    """Return the questions that have a line over waves: anchors, then the organisation's own."""
    anchors = [instrument.question(q) for q in instrument.rotation.anchors]
    return anchors + [q for q in instrument.questions() if q.role == "own" and q.scale.values]


def read_baseline(session: Session, instrument: Instrument) -> Baseline:
    """Return the baseline: the results of all units in the newest wave."""
    questions = shown_as_trend(instrument)
    waves = [wave for wave, _ in published.closed_waves(session)]
    if not waves:
        return Baseline()
    newest = shown.of_wave(session, waves[0], [question.id for question in questions])
    teams = _teams(newest.units)
    within = {q.id: sd for q in questions if (sd := _within_sd(q, newest, teams)) is not None}
    before = None
    if len(waves) > 1:
        before = UnitsOfWave(waves[1], shown.of_wave(session, waves[1], ()).units)
    return Baseline(waves[0], newest, teams, within, before)


def _teams(units: Sequence[UnitInWave]) -> list[UUID]:
    """Return the lowest published units, by id: those without a published unit below them."""
    visible = {unit.id for unit in units if unit.participation is not None}
    above = {unit.parent_id for unit in units if unit.id in visible}
    return [unit.id for unit in units if unit.id in visible and unit.id not in above]


def _within_sd(question: Question, wave: WaveResults, units: Sequence[UUID]) -> float | None:
    """Return the standard deviation within units, pooled; None with too few of them."""
    counts = wave.histograms.get(question.id, {})
    enough = [counts[u] for u in units if sum(counts.get(u, ())) >= MIN_ANSWERS_FOR_MEAN]
    of_units = many_moments(table(question, enough), values(question))
    # With only a few units a manager could infer from it how another unit is divided.
    if len(enough) < MIN_UNITS_TO_POOL or not of_units.sd.any():
        return None
    return math.sqrt(pooled_variance(of_units.n, of_units.sd))


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
