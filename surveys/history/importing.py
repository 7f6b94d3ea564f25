"""Import of a past wave: answers from a file, counted and coarsened like those of any wave.

Answers are counted while they are read and not kept; the database receives what the count may
publish. Everything is checked before anything is written, in one transaction.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.counting.envelopes import Progress
from surveys.counting.tally import Tally
from surveys.counting.unit_counts import UnitCounts
from surveys.history.answers_file import (
    PastAnswers,
    file_of_questions,
    merged_questions,
    read_answers,
)
from surveys.history.keeping_mappings import mapping_to_keep, note_kept
from surveys.history.made_units import note_made
from surveys.history.mapping import HistoryMapping, load
from surveys.history.preview import Preview, first_numbers
from surveys.history.publishing import (
    HistoryError,
    check_days,
    check_may_change_results,
    check_organisation,
    publish_wave,
    save_organisation,
)
from surveys.history.taking_back import last_counted
from surveys.history.units import (
    find_or_create_units,
    invited_by_unit,
    refuse_unclear,
)
from surveys.installation import Installation
from surveys.tables.encodings import Encoding
from surveys.tables.sources import Source, Upload
from surveys.units import look_up


@dataclass(frozen=True)
class ImportResult:
    """Outcome of an import. Deliberately omits response counts of suppressed units.

    `units` is the number of units including the whole organisation, `published` the number of those
    with results, `answers` the number of answered questions.
    """

    title: str
    rows: int
    answers: int
    units: int
    published: int
    questions: int
    preview: Preview = field(compare=False, repr=False)


def import_history(
    installation: Installation,
    file: Path | Source,
    mapping: Path | Upload,
    progress: Progress = lambda done, total: None,
    too_old: date | None = None,
    *,
    dry_run: bool = False,
    encoding: Encoding = "auto",
    who: Reader | None = None,
) -> ImportResult:
    """Read a file of past answers by its mapping, count it, and publish it as a closed wave.

    A wave that had closed by `too_old` is refused: it would be deleted at once.
    `progress` is called with bytes of the file, at most a hundred times. Missing units are created
    below the root unit, and so is a missing organisation, without contacts. With `dry_run`, all is
    done and taken back.
    `encoding` is that of the file, over what the mapping says. `who` is None for the operator.

    Raises NotAllowedError for anybody but an administrator, MappingError, DelimitedFileError,
    AskedTwiceError or HistoryError; then the database is unchanged.
    """
    if who is not None and not who.administers:
        raise NotAllowedError("administrators")
    plan = load(mapping)
    if encoding != "auto":
        form = plan.file.model_copy(update={"encoding": encoding})
        plan = plan.model_copy(update={"file": form})
    with reading(installation.engine) as session:
        check_may_change_results(session)
        organisation = people.organisation(session)
        stored_questions = organisation.own_questions if organisation else None
        _check_against(session, plan, mapping.name)
    past = read_answers(file, plan, mapping, stored_questions, progress)
    _refuse_too_old(plan, too_old)
    kept = mapping_to_keep("answers", file, plan, plan.file, past.own, plan.wave.title)
    with writing(installation.engine) as session:
        by = who.known_as if who else None
        units, counted, preview = _publish(session, past, by)
        if dry_run:
            session.rollback()
        else:
            note_kept(session, kept, by)
    return ImportResult(
        title=past.plan.wave.title,
        rows=past.rows,
        answers=past.answers,
        units=units,
        published=len(counted.ballots),
        questions=len(past.questions),
        preview=preview,
    )


def _publish(session: Session, past: PastAnswers, by: UUID | None) -> tuple[int, Tally, Preview]:
    """Write the wave within a transaction; return the number of units, tally and preview."""
    plan = past.plan
    _check_against(session, plan, past.mapping)
    names = dict.fromkeys([*past.counts, *(plan.unit.invited or {})])
    refuse_unclear(session, names, past.mapping)
    existing = people.units(session)
    asked = look_up(existing, names)
    organisation = people.organisation(session)
    stored_questions = organisation.own_questions if organisation else None
    questions_file = file_of_questions(plan.own_questions, past.mapping)
    merged = merged_questions(stored_questions, past.own, questions_file)
    name = save_organisation(session, plan.organisation, merged)
    units = find_or_create_units(session, names, name)
    tree = people.units(session)
    invited = invited_by_unit(plan.unit, units, {unit.id: unit.parent_id for unit in tree})
    counts: dict[UUID, UnitCounts] = {}
    for name_in_file, of_name in past.counts.items():
        counts.setdefault(units[name_in_file], UnitCounts()).add_counts(of_name)
    wave, counted = publish_wave(
        session, plan.wave, tree, past.variables, counts, invited, last_counted(session)
    )
    note_made(session, str(wave), {unit.id for unit in existing})
    trail.note(session, "history imported", plan.wave.title, by)
    unit_names = {unit.id: unit.name for unit in tree}
    root = next(unit.id for unit in tree if unit.parent_id is None)
    questions = [question.id for question in past.questions]
    preview = Preview(
        past.left_out,
        past.notes,
        sorted({unit_names[unit] for unit in asked.known.values()}),
        asked.new,
        past.columns,
        first_numbers(counted.histograms, unit_names, questions, root),
    )
    return len(tree), counted, preview


def _refuse_too_old(plan: HistoryMapping, too_old: date | None) -> None:
    closed = plan.wave.closes_on
    if too_old is not None and closed <= too_old:
        raise HistoryError("too_old", title=plan.wave.title, closed_on=closed, kept_from=too_old)


def _check_against(session: Session, plan: HistoryMapping, mapping: str) -> None:
    """Raise MappingError or HistoryError unless the installation can take the wave."""
    check_organisation(session, plan.organisation, mapping)
    check_days(session, plan.wave, mapping)
