"""Import of aggregates: counts become closed waves, means a reference series. All or nothing.

The table exists only in memory; the database receives what may be published of it.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import imported, people, retention
from db.engine import forget_deleted, reading, writing
from surveys import trail
from surveys.counting.tally import Histogram
from surveys.counting.variables import variables_of
from surveys.errors import N_, PeilError
from surveys.history.aggregates.mapping import AggregatesMapping, check_questions
from surveys.history.aggregates.means import (
    FAVOURABLE,
    GroupMean,
    Means,
    means_without_numbers,
    publishable_means,
    scale_of,
)
from surveys.history.aggregates.own_people import ballots_of, own_counts, own_invited
from surveys.history.aggregates.table import Aggregate, Reason, read_aggregates
from surveys.history.answers_file import instrument_with, merged_questions, read_own_questions
from surveys.history.mapping import MappingError, WaveOfHistory, load_as
from surveys.history.publishing import (
    check_days,
    check_organisation,
    check_sources,
    publish_wave,
    save_organisation,
)
from surveys.history.units import check_renamed, find_or_place_units, refuse_ambiguous
from surveys.installation import Installation
from surveys.instrument import Instrument, refuse_asked_twice
from surveys.units import Tree
from surveys.waves import Thresholds

Kind = Literal["history", "reference"]

Done = tuple[WaveOfHistory, UUID, str]
"""A wave, unit and question that has a number."""


class AggregatesError(PeilError):
    """Aggregates that cannot be imported or removed."""

    texts: ClassVar = {
        "nothing": N_("Nothing in {file} can be imported: {rows} rows, and all are left out."),
        "no_source": N_("Nothing was imported from “{source}”. Imported are: {known}."),
    }


@dataclass(frozen=True)
class AggregatesResult:
    """Outcome of an import: what it became, and how many rows were left out, by reason.

    `units` is the number of units with a number in some wave.
    """

    source: str
    kind: Kind
    waves: Sequence[str]
    rows: int
    units: int
    questions: int
    left_out: Mapping[Reason, int]
    replaced: bool


def import_aggregates(
    installation: Installation,
    file: Path,
    mapping: Path,
    *,
    dry_run: bool = False,
    too_old: date | None = None,
) -> AggregatesResult:
    """Read a table of aggregates by its mapping and publish it; return what became of it.

    What was imported from the same source before is replaced. With `dry_run`, everything is done
    and taken back. Waves that had closed by `too_old` are left out: they would be deleted at once.
    Raises MappingError, DelimitedFileError, AskedTwiceError, ContradictionError, HistoryError or
    AggregatesError; then the database is unchanged.
    """
    plan = load_as(AggregatesMapping, mapping, "source, unit, questions and counts or mean")
    own = read_own_questions(plan.own_questions, mapping)
    with reading(installation.engine) as session:
        check_organisation(session, plan.organisation, mapping.name)
        merged = _merged(session, plan, own)
    instrument = instrument_with(merged)
    if faults := check_questions(plan, instrument):
        raise MappingError(*faults, file=mapping.name)
    refuse_asked_twice([instrument.question(asked.id) for asked in plan.questions.ids.values()])
    table = read_aggregates(file, plan, instrument, too_old)
    if not table.rows:
        raise AggregatesError("nothing", file=file.name, rows=table.left_out.total())
    check_renamed(plan.unit.rename, table.names, mapping.name)
    with writing(installation.engine) as session:
        check_organisation(session, plan.organisation, mapping.name)
        replaced = _remove(session, plan.source)
        refuse_ambiguous(session, table.units, mapping.name)
        name = save_organisation(session, plan.organisation, _merged(session, plan, own))
        units = find_or_place_units(session, table.units, name, plan.unit, mapping.name)
        place = _Place(session, plan, instrument, units, file.name, mapping.name)
        done = place.write(table.rows)
        trail.note(session, "aggregates imported", plan.source)
        if dry_run:
            session.rollback()
    if replaced and not dry_run:
        _forget_removed(installation)
    left_out = Counter(table.left_out)
    left_out["few" if plan.least is None else "above"] += sum(
        (row.wave, units[row.unit], row.question) not in done for row in table.rows
    )
    return AggregatesResult(
        source=plan.source,
        kind="reference" if plan.counts is None else "history",
        waves=[wave.title for wave in _in_order(table.rows)],
        rows=len(table.rows) + table.left_out.total(),
        units=len({unit for _wave, unit, _question in done}),
        questions=len({question for _wave, _unit, question in done}),
        left_out={reason: number for reason, number in left_out.items() if number},
        replaced=replaced,
    )


def remove_aggregates(installation: Installation, source: str) -> None:
    """Delete everything that was imported from a source. Raises AggregatesError for another name.

    Units and own questions stay.
    """
    with writing(installation.engine) as session:
        if not _remove(session, source):
            known = tuple(other.source for other in imported.sources(session))
            raise AggregatesError("no_source", source=source, known=known or "–")
        trail.note(session, "aggregates removed", source)
    _forget_removed(installation)


def _remove(session: Session, source: str) -> bool:
    """Delete what came from a source; return whether anything did."""
    known = imported.source_named(session, source)
    if known is None:
        return False
    retention.delete_waves(session, [UUID(wave) for wave in known.waves])
    imported.remove(session, source)
    return True


def _forget_removed(installation: Installation) -> None:
    tables = ("analysis", "comment", "imported_mean", "result", "wave_unit")
    forget_deleted(installation.engine, tables)


def _merged(session: Session, plan: AggregatesMapping, own: str | None) -> str | None:
    """Return own questions as YAML, those stored and those of the mapping."""
    organisation = people.organisation(session)
    stored = organisation.own_questions if organisation else None
    return merged_questions(plan.own_questions, stored, own)


@dataclass(frozen=True)
class _Place:
    """Where rows are written: a transaction, and the units by the names in the table."""

    session: Session
    plan: AggregatesMapping
    instrument: Instrument
    units: Mapping[str, UUID]
    file: str
    mapping: str

    def write(self, rows: Sequence[Aggregate]) -> set[Done]:
        """Write what may be published of the rows, and return what has a number then."""
        waves = _in_order(rows)
        for earlier, later in pairwise(waves):
            if later.opens_on <= earlier.closes_on:
                msg = f"waves: {earlier.title!r} and {later.title!r} overlap"
                raise MappingError(msg, file=self.mapping)
        for wave in waves:
            if self.plan.counts is None:
                check_sources(self.session, wave, self.plan.source)
            else:
                check_days(self.session, wave, self.mapping, self.plan.source)
        done: set[Done] = set()
        means: list[Mapping[str, Any]] = []
        ids = []
        units = people.units(self.session)
        for wave in waves:
            of_wave = [row for row in rows if row.wave == wave]
            if self.plan.counts is None:
                found = self._means(Tree({u.id: u.parent_id for u in units}), of_wave)
                means += [self._stored(wave, *key, mean) for key, mean in found.items()]
                done |= {(wave, *key) for key in found}
            else:
                wave_id, histograms = self._publish(units, wave, of_wave)
                ids.append(str(wave_id))
                done |= {(wave, h.unit, h.question) for h in histograms if any(h.counts)}
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
        wave_id, counted = publish_wave(
            self.session, wave, units, variables, ballots_of(own), known
        )
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


def _in_order(rows: Sequence[Aggregate]) -> list[WaveOfHistory]:
    """Return the waves of the rows, oldest first."""
    return sorted({row.wave for row in rows}, key=lambda wave: wave.opens_on)
