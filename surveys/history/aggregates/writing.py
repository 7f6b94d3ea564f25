"""Writes a table of aggregates: counts as closed waves, means as a reference series."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlmodel import Session

from db import imported, people
from surveys.counting.tally import Histogram
from surveys.counting.variables import variables_of
from surveys.history.aggregates.mapping import AggregatesMapping
from surveys.history.aggregates.means import (
    FAVOURABLE,
    GroupMean,
    Means,
    means_without_numbers,
    publishable_means,
    scale_of,
)
from surveys.history.aggregates.own_people import counts_of, own_counts, own_invited
from surveys.history.aggregates.table import Aggregate
from surveys.history.mapping import MappingError, WaveOfHistory
from surveys.history.publishing import check_days, check_sources, publish_wave
from surveys.instrument import Instrument
from surveys.units import Tree
from surveys.waves import Thresholds

Done = tuple[WaveOfHistory, UUID, str]
"""A wave, unit and question that has a number."""

Stored = GroupMean | tuple[int, ...]
"""What is stored of it: a mean, or how many chose each option, the last one good."""


@dataclass(frozen=True)
class Writing:
    """Writes the rows of a table in a transaction; `units` are those of the names in the table."""

    session: Session
    plan: AggregatesMapping
    instrument: Instrument
    units: Mapping[str, UUID]
    file: str
    mapping: str

    def write(self, rows: Sequence[Aggregate]) -> dict[Done, Stored]:
        """Write what may be published of the rows, and return what has a number then."""
        waves = in_order(rows)
        for earlier, later in pairwise(waves):
            if later.opens_on <= earlier.closes_on:
                msg = f"waves: {earlier.title!r} and {later.title!r} overlap"
                raise MappingError(msg, file=self.mapping)
        for wave in waves:
            if self.plan.counts is None:
                check_sources(self.session, wave, self.plan.source)
            else:
                check_days(self.session, wave, self.mapping, self.plan.source)
        done: dict[Done, Stored] = {}
        means: list[Mapping[str, Any]] = []
        ids = []
        units = people.units(self.session)
        for wave in waves:
            of_wave = [row for row in rows if row.wave == wave]
            if self.plan.counts is None:
                found = self._means(Tree({u.id: u.parent_id for u in units}), of_wave)
                means += [self._stored(wave, *key, mean) for key, mean in found.items()]
                done |= {(wave, *key): mean for key, mean in found.items()}
            else:
                wave_id, histograms = self._publish(units, wave, of_wave)
                ids.append(str(wave_id))
                done |= {
                    (wave, h.unit, h.question): tuple(h.counts) for h in histograms if any(h.counts)
                }
        mark = secrets.randbits(48)
        source = imported.ImportedSource(source=self.plan.source, mark=mark, waves=ids)
        imported.add(self.session, source, means)
        return done

    def _publish(
        self, units: Sequence[people.UnitRow], wave: WaveOfHistory, rows: Sequence[Aggregate]
    ) -> tuple[UUID, Sequence[Histogram]]:
        """Publish the counts of a wave."""
        tree = Tree({unit.id: unit.parent_id for unit in units})
        own = {
            question: own_counts(tree, by_unit, self.file)
            for question, by_unit in self._given(rows).items()
        }
        questions = [self.instrument.question(question) for question in own]
        # Nobody knows which answers are the same person's, so there are no scale scores.
        variables = [v for v in variables_of(questions, self.instrument) if not v.questions]
        invited = tree.totals(self._invited(tree, rows)) if self.plan.invited else {}
        known = {unit: number for unit, number in invited.items() if number}
        wave_id, counted = publish_wave(self.session, wave, units, variables, counts_of(own), known)
        return wave_id, counted.histograms

    def _means(self, tree: Tree[UUID], rows: Sequence[Aggregate]) -> Means:
        """Return the means of a wave that may be stored."""
        favourable = self.plan.favourable is not None
        given = self._given(rows)
        scales = {
            question: FAVOURABLE if favourable else scale_of(self.instrument.question(question))
            for question in given
        }
        if self.plan.least is not None:
            return means_without_numbers(tree, given, scales, self.plan.least)
        invited = self._invited(tree, rows)
        return publishable_means(tree, given, scales, invited, Thresholds().k, self.file)

    def _given(self, rows: Sequence[Aggregate]) -> dict[str, dict[UUID, Aggregate]]:
        """Return the rows by question and unit."""
        given: dict[str, dict[UUID, Aggregate]] = {}
        for row in rows:
            given.setdefault(row.question, {})[self.units[row.unit]] = row
        return given

    def _invited(self, tree: Tree[UUID], rows: Sequence[Aggregate]) -> dict[UUID, int]:
        return own_invited(tree, ((self.units[row.unit], row) for row in rows), self.file)

    def _stored(
        self, wave: WaveOfHistory, unit: UUID, question: str, mean: GroupMean
    ) -> dict[str, Any]:
        return {
            "unit_id": unit,
            "question_id": question,
            "measured_on": wave.closes_on,
            "measure": "mean" if self.plan.favourable is None else "favourable",
            "value": mean.value,
            "answers": mean.answers,
            "sd": mean.sd,
        }


def in_order(rows: Sequence[Aggregate]) -> list[WaveOfHistory]:
    """Return the waves of the rows, oldest first."""
    return sorted({row.wave for row in rows}, key=lambda wave: wave.opens_on)
