"""Import of a past wave: answers from a file, counted and coarsened like those of any wave.

The answers exist only in memory; the database receives what the count may publish. Everything is
checked before anything is written, and all of it is written in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from sqlmodel import Session

from db import people, results
from db.base import insert
from db.engine import reading, writing
from surveys import trail
from surveys.answering import Answers
from surveys.answering.ballot import Ballot
from surveys.counting import publish_tally
from surveys.counting.envelopes import Progress
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import variables_of
from surveys.errors import N_, PeilError
from surveys.history.coding import CellError, Coding, codings
from surveys.history.mapping import HistoryMapping, MappingError, load
from surveys.history.units import (
    check_invited,
    check_renamed,
    find_or_create_units,
    invited_by_unit,
    refuse_ambiguous,
)
from surveys.installation import Installation
from surveys.instrument import (
    Instrument,
    InstrumentError,
    Question,
    load_own,
    merge_own_questions,
    shipped,
)
from surveys.tables.delimited_file import DelimitedFileError, Row, read_rows
from surveys.waves import Thresholds

MIN_ROWS = Thresholds().k
MAX_PROGRESS_CALLS = 100


class HistoryError(PeilError):
    """A wave of history that cannot be imported into this installation as it is now."""

    texts: ClassVar = {
        "too_old": N_(
            "The wave “{title}” closed on {closed_on}, and results are kept only if they closed "
            "after {kept_from}. Set PEIL_KEEP_RESULTS_YEARS higher first."
        ),
        "already": N_(
            "The wave “{title}” of {opens_on} to {closes_on} is here already; it never changes."
        ),
        "overlaps": N_(
            "The wave “{title}” ({opens_on} to {closes_on}) overlaps wave {other} "
            "({other_opens_on} to {other_closes_on}). Correct wave.opens_on and wave.closes_on in "
            "{mapping}."
        ),
    }


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


@dataclass(frozen=True)
class _Past:
    """A valid file; ballots are (name of the unit, answers)."""

    plan: HistoryMapping
    mapping: str
    own: str | None
    questions: Sequence[Question]
    asked: Instrument
    ballots: Sequence[tuple[str, Answers]]


def import_history(
    installation: Installation,
    file: Path,
    mapping: Path,
    progress: Progress = lambda done, total: None,
    too_old: date | None = None,
) -> ImportResult:
    """Read a file of past answers by its mapping, count it, and publish it as a closed wave.

    A wave that had closed by `too_old` is refused: it would be deleted at once.
    `progress` is called at most a hundred times. Missing units are created below the root unit, and
    so is a missing organisation, without contacts. Raises MappingError, DelimitedFileError or
    HistoryError, each a ValueError; then the database is unchanged.
    """
    past = _read(installation, file, mapping, progress)
    _refuse_too_old(past.plan, too_old)
    with writing(installation.engine) as session:
        units, counted = _publish(session, past)
    return ImportResult(
        title=past.plan.wave.title,
        rows=len(past.ballots),
        answers=sum(len(answers) for _, answers in past.ballots),
        units=units,
        published=len(counted.ballots),
        questions=len(past.questions),
    )


def _read(installation: Installation, file: Path, mapping: Path, progress: Progress) -> _Past:
    """Read and check everything that can be checked without writing."""
    plan = load(mapping)
    own = _own_questions(plan, mapping)
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        _check_against(session, plan, mapping.name)
    joined = _merged_questions(plan, organisation.own_questions if organisation else None, own)
    asked = shipped().extended_by(load_own(joined)) if joined else shipped()
    reads = codings(plan, asked, mapping.name)
    form = plan.file
    rows = read_rows(file, plan.columns, encoding=form.encoding, delimiter=form.delimiter)
    if len(rows) < MIN_ROWS:
        raise DelimitedFileError("few_rows", file=file.name, rows=len(rows), least=MIN_ROWS)
    check_renamed(plan.unit, (row.cells[0] for row in rows), mapping.name)
    ballots = _ballots(plan, reads, rows, file.name, progress)
    check_invited(plan.unit, [unit for unit, _ in ballots], mapping.name)
    return _Past(plan, mapping.name, own, [read.question for read in reads], asked, ballots)


def _publish(session: Session, past: _Past) -> tuple[int, Tally]:
    """Write the wave within a transaction; return the number of units and the tally."""
    plan = past.plan
    _check_against(session, plan, past.mapping)
    names = dict.fromkeys([*(unit for unit, _ in past.ballots), *(plan.unit.invited or {})])
    refuse_ambiguous(session, names, past.mapping)
    organisation = people.organisation(session) or people.Organisation(name=plan.organisation or "")
    organisation.own_questions = _merged_questions(plan, organisation.own_questions, past.own)
    insert(session, organisation)
    units = find_or_create_units(session, names, organisation.name)
    tree = people.units(session)
    parent = {unit.id: unit.parent_id for unit in tree}
    wave = results.Wave(
        title=plan.wave.title,
        opens_on=plan.wave.opens_on,
        closes_on=plan.wave.closes_on,
        period=plan.wave.period,
        questions=[question.id for question in past.questions],
    )
    invited = invited_by_unit(plan.unit, units, parent)
    snapshot = [
        {"unit_id": u.id, "parent_id": u.parent_id, "name": u.name, "invited": invited.get(u.id)}
        for u in tree
    ]
    results.add_wave(session, wave, snapshot)
    ballots = (Ballot(units[unit], answers) for unit, answers in past.ballots)
    counted = tally_ballots(ballots, variables_of(past.questions, past.asked), parent, wave.k)
    publish_tally(session, wave.id, counted)
    trail.note(session, "history imported", plan.wave.title)
    return len(tree), counted


def _refuse_too_old(plan: HistoryMapping, too_old: date | None) -> None:
    closed = plan.wave.closes_on
    if too_old is not None and closed <= too_old:
        raise HistoryError("too_old", title=plan.wave.title, closed_on=closed, kept_from=too_old)


def _check_against(session: Session, plan: HistoryMapping, mapping: str) -> None:
    """Raise MappingError or HistoryError unless the installation can take the wave."""
    if people.organisation(session) is None and plan.organisation is None:
        msg = "organisation: is missing, and this installation has no organisation yet"
        raise MappingError(msg, file=mapping)
    imported = plan.wave
    is_open = results.open_wave(session)
    for wave in [*results.closed_waves(session), *([is_open] if is_open else [])]:
        if (wave.title, wave.opens_on, wave.closes_on) == (
            imported.title,
            imported.opens_on,
            imported.closes_on,
        ):
            raise HistoryError(
                "already",
                title=imported.title,
                opens_on=imported.opens_on,
                closes_on=imported.closes_on,
            )
        if wave.opens_on <= imported.closes_on and imported.opens_on <= wave.closes_on:
            raise HistoryError(
                "overlaps",
                title=imported.title,
                opens_on=imported.opens_on,
                closes_on=imported.closes_on,
                other=f"“{wave.title}”" if wave.title else wave.number,
                other_opens_on=wave.opens_on,
                other_closes_on=wave.closes_on,
                mapping=mapping,
            )


def _own_questions(plan: HistoryMapping, mapping: Path) -> str | None:
    """Return the YAML text of the own questions that the mapping refers to."""
    if plan.own_questions is None:
        return None
    beside = mapping.parent / plan.own_questions
    try:
        return beside.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        msg = f"own_questions: {plan.own_questions} cannot be read ({why})"
        raise MappingError(msg, file=mapping.name) from error


def _merged_questions(plan: HistoryMapping, stored: str | None, own: str | None) -> str | None:
    if own is None:
        return stored
    try:
        return merge_own_questions(stored, own)
    except InstrumentError as error:
        raise MappingError(*error.faults, file=plan.own_questions or "") from error


def _ballots(
    plan: HistoryMapping,
    reads: Sequence[Coding],
    rows: Sequence[Row],
    file: str,
    progress: Progress,
) -> list[tuple[str, Answers]]:
    """Return the ballots of all rows, including those that skip every question."""
    rename = plan.unit.rename
    every = -(-len(rows) // (MAX_PROGRESS_CALLS - 1))
    # Few different cells occur: each is parsed once.
    known: list[dict[str, tuple[int, ...]]] = [{} for _ in reads]
    ballots: list[tuple[str, Answers]] = []
    for done, (line, (unit, *cells)) in enumerate(rows, start=1):
        if not unit:
            raise DelimitedFileError("no_unit", file=file, line=line, column=plan.unit.column)
        answers = {}
        for coding, cell, read in zip(reads, cells, known, strict=True):
            if cell not in read:
                read[cell] = _read_cell(coding, cell, file, line)
            if read[cell]:
                answers[coding.question.id] = read[cell]
        ballots.append((rename.get(unit, unit), answers))
        if done % every == 0 or done == len(rows):
            progress(done, len(rows))
    return ballots


def _read_cell(coding: Coding, cell: str, file: str, line: int) -> tuple[int, ...]:
    try:
        return coding.read(cell)
    except CellError as error:
        raise DelimitedFileError(
            "cell", file=file, line=line, column=coding.column, why=error
        ) from error
