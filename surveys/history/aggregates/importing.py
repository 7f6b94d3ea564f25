"""Import of aggregates: counts become closed waves, means a reference series. All or nothing.

The table exists only in memory; the database receives what may be published of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from sqlmodel import Session

from db import imported, people, retention
from db.engine import forget_deleted, reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError, Phrase
from surveys.history.aggregates.mapping import AggregatesMapping, check_questions
from surveys.history.aggregates.table import Reason, read_aggregates
from surveys.history.aggregates.writing import Done, Stored, Writing, in_order
from surveys.history.answers_file import (
    file_of_questions,
    instrument_with,
    merged_questions,
    read_own_questions,
)
from surveys.history.keeping_mappings import mapping_to_keep, note_kept
from surveys.history.made_units import MadeUnits, note_made, remove_made
from surveys.history.mapping import MappingError, load_as
from surveys.history.publishing import (
    check_may_change_results,
    check_organisation,
    save_organisation,
)
from surveys.history.units import check_renamed, find_or_place_units, refuse_unclear
from surveys.installation import Installation
from surveys.instrument import refuse_asked_twice
from surveys.tables.encodings import Encoding
from surveys.tables.sources import Source, Upload
from surveys.units import NewName, look_up

Kind = Literal["history", "reference"]
_FIRST_NUMBERS = 40


class AggregatesError(PeilError):
    """Aggregates that cannot be imported or removed."""

    texts: ClassVar = {
        "nothing": N_("Nothing in {file} can be imported: {rows} rows, and all are left out."),
        "no_cell": N_(
            "Nothing in {file} can be imported: {rows} cells below questions, and all are left out."
        ),
        "no_source": N_("Nothing was imported from “{source}”. Imported are: {known}."),
    }


@dataclass(frozen=True)
class StoredNumber:
    """A number of a unit as it is stored."""

    wave: str
    unit: str
    question: str
    stored: Stored


@dataclass(frozen=True)
class AggregatesResult:
    """Outcome of an import: what it became, and how many rows were left out, by reason.

    `units` is the number of units with a number in some wave. Of a wide table, `rows` and
    `left_out` are numbers of cells: one for each row and question.
    """

    source: str
    kind: Kind
    waves: Sequence[str]
    rows: int
    units: int
    questions: int
    left_out: Mapping[Reason, int]
    replaced: bool
    wide: bool = False
    notes: Sequence[Phrase] = field(default=(), compare=False, repr=False)
    known_units: Sequence[str] = field(default=(), compare=False, repr=False)
    new_units: Sequence[NewName] = field(default=(), compare=False, repr=False)
    numbers: Sequence[StoredNumber] = field(default=(), compare=False, repr=False)
    """The first numbers as they are stored, to look at."""


def import_aggregates(
    installation: Installation,
    file: Path | Source,
    mapping: Path | Upload,
    *,
    dry_run: bool = False,
    encoding: Encoding = "auto",
    too_old: date | None = None,
    who: Reader | None = None,
) -> AggregatesResult:
    """Read a table of aggregates by its mapping and publish it; return a summary.

    What was imported from the same source before is replaced. With `dry_run`, everything is done
    and taken back. `encoding` is that of the file, over what the mapping says. Waves that had
    closed by `too_old` are left out: they would be deleted at once. `who` is None for the operator.
    Raises NotAllowedError for anybody but an administrator, MappingError, DelimitedFileError,
    AskedTwiceError, ContradictionError, HistoryError or AggregatesError; then the database is
    unchanged.
    """
    if who is not None:
        check_administers(who)
    plan = load_as(AggregatesMapping, mapping, "source, unit, questions and counts or mean")
    if encoding != "auto":
        plan = plan.model_copy(update={"file": plan.file.model_copy(update={"encoding": encoding})})
    own = read_own_questions(plan.own_questions, mapping)
    with reading(installation.engine) as session:
        check_may_change_results(session)
        check_organisation(session, plan.organisation, mapping.name)
        merged = _merged(session, plan, own, mapping)
    instrument = instrument_with(merged)
    if faults := check_questions(plan, instrument):
        raise MappingError(*faults, file=mapping.name)
    refuse_asked_twice([instrument.question(asked.id) for asked in plan.questions.asked.values()])
    table = read_aggregates(file, plan, instrument, too_old)
    if not table.rows:
        why = "no_cell" if plan.is_wide else "nothing"
        raise AggregatesError(why, file=file.name, rows=table.left_out.total())
    check_renamed(plan.unit.rename, table.names, mapping.name)
    kept = mapping_to_keep("aggregates", file, plan, plan.file, own, plan.source)
    with writing(installation.engine) as session:
        check_organisation(session, plan.organisation, mapping.name)
        replaced = _remove(session, plan.source)
        refuse_unclear(session, table.units, mapping.name)
        name = save_organisation(session, plan.organisation, _merged(session, plan, own, mapping))
        asked = look_up(people.units(session), table.units)
        before = {unit.id for unit in people.units(session)}
        units = find_or_place_units(session, table.units, name, plan.unit, mapping.name)
        rows = Writing(session, plan, instrument, units, file.name, mapping.name)
        done = rows.write(table.rows)
        note_made(session, plan.source, before)
        if replaced:
            remove_made(session, plan.source, but=set(units.values()))
        by = who.known_as if who else None
        trail.note(session, "aggregates imported", plan.source, by)
        names = {unit.id: unit.name for unit in people.units(session)}
        if dry_run:
            session.rollback()
        else:
            note_kept(session, kept, by)
    if replaced and not dry_run:
        _forget_removed(installation)
    left_out = Counter(table.left_out)
    left_out["few" if plan.least is None else "above"] += sum(
        (row.wave, units[row.unit], row.question) not in done for row in table.rows
    )
    return AggregatesResult(
        source=plan.source,
        kind="reference" if plan.counts is None else "history",
        waves=[wave.title for wave in in_order(table.rows)],
        rows=len(table.rows) + table.left_out.total(),
        units=len({unit for _wave, unit, _question in done}),
        questions=len({question for _wave, _unit, question in done}),
        left_out={reason: number for reason, number in left_out.items() if number},
        replaced=replaced,
        wide=plan.is_wide,
        notes=table.notes,
        known_units=sorted({names[unit] for unit in asked.known.values()}),
        new_units=asked.new,
        numbers=_first(done, names),
    )


def imported_sources(installation: Installation) -> Sequence[str]:
    """Return the sources that numbers of whole units were imported from, by name."""
    with reading(installation.engine) as session:
        return [source.source for source in imported.sources(session)]


def _first(done: Mapping[Done, Stored], names: Mapping[UUID, str]) -> Sequence[StoredNumber]:
    order = sorted(done.items(), key=lambda one: (one[0][0].opens_on, names[one[0][1]], one[0][2]))
    return [
        StoredNumber(wave.title, names[unit], question, stored)
        for (wave, unit, question), stored in order[:_FIRST_NUMBERS]
    ]


def remove_aggregates(
    installation: Installation, source: str, who: Reader | None = None
) -> MadeUnits:
    """Delete everything that was imported from a source, and units that it made.

    Units that anything uses by then stay, and so do own questions. Returns which units are gone,
    and which stay for what reason. `who` is None for the operator. Raises NotAllowedError for
    anybody but an administrator, AggregatesError for an unknown source.
    """
    if who is not None:
        check_administers(who)
    with writing(installation.engine) as session:
        check_may_change_results(session)
        if not _remove(session, source):
            known = tuple(other.source for other in imported.sources(session))
            raise AggregatesError("no_source", source=source, known=known or "–")
        units = remove_made(session, source)
        trail.note(session, "aggregates removed", source, who.known_as if who else None)
    _forget_removed(installation)
    return units


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


def _merged(
    session: Session, plan: AggregatesMapping, own: str | None, mapping: Path | Upload
) -> str | None:
    """Return own questions as YAML, those stored and those of the mapping."""
    organisation = people.organisation(session)
    stored = organisation.own_questions if organisation else None
    file = file_of_questions(plan.own_questions, mapping.name)
    return merged_questions(stored, own, file)
