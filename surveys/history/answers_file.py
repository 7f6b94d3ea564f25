"""Reads a file of past answers by its mapping, and checks all that needs no database.

The answers exist only in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from surveys.answering.ballot import Answers
from surveys.counting.envelopes import Progress
from surveys.history.coding import CellError, Coding, codings
from surveys.history.mapping import HistoryMapping, MappingError, OwnQuestions
from surveys.history.units import check_invited, check_renamed, renamed
from surveys.instrument import (
    Instrument,
    InstrumentError,
    Question,
    load_own,
    merge_own_questions,
    refuse_asked_twice,
    shipped,
)
from surveys.tables.delimited_file import DelimitedFileError, Row, read_rows
from surveys.waves import Thresholds

MIN_ROWS = Thresholds().k
MAX_PROGRESS_CALLS = 100


@dataclass(frozen=True)
class PastAnswers:
    """A valid file of past answers; ballots are (name of the unit, answers)."""

    plan: HistoryMapping
    mapping: str
    own: str | None
    questions: Sequence[Question]
    asked: Instrument
    ballots: Sequence[tuple[str, Answers]]


def read_answers(
    file: Path,
    plan: HistoryMapping,
    mapping: Path,
    stored_questions: str | None,
    progress: Progress,
) -> PastAnswers:
    """Return the answers of a file with everything checked that can be checked without a database.

    `stored_questions` are the organisation's own questions so far, as YAML. Raises MappingError,
    DelimitedFileError, or AskedTwiceError for two questions with the same text.
    """
    own = read_own_questions(plan.own_questions, mapping)
    questions_file = file_of_questions(plan.own_questions, mapping.name)
    asked = instrument_with(merged_questions(stored_questions, own, questions_file))
    reads = codings(plan, asked, mapping.name)
    refuse_asked_twice([read.question for read in reads])
    form = plan.file
    rows = read_rows(file, plan.columns, encoding=form.encoding, delimiter=form.delimiter)
    if len(rows) < MIN_ROWS:
        raise DelimitedFileError("few_rows", file=file.name, rows=len(rows), least=MIN_ROWS)
    check_renamed(plan.unit.rename, (row.cells[0] for row in rows), mapping.name)
    ballots = _ballots(plan, reads, rows, file.name, progress)
    check_invited(plan.unit, [unit for unit, _ in ballots], mapping.name)
    return PastAnswers(plan, mapping.name, own, [read.question for read in reads], asked, ballots)


def read_own_questions(own: OwnQuestions, mapping: Path) -> str | None:
    """Return the YAML text of the own questions that a mapping holds or refers to."""
    if own is None:
        return None
    if isinstance(own, dict):
        return yaml.safe_dump(own, sort_keys=False, allow_unicode=True)
    try:
        return (mapping.parent / own).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not written in UTF-8"
        msg = f"own_questions: {own} cannot be read ({why})"
        raise MappingError(msg, file=mapping.name) from error


def file_of_questions(own: OwnQuestions, mapping: str) -> str:
    """Return the file that the own questions stand in: `mapping`, or the one that it names."""
    return own if isinstance(own, str) else mapping


def merged_questions(stored: str | None, own: str | None, file: str) -> str | None:
    """Return own questions as YAML, those stored and those of `file`; raise MappingError."""
    if own is None:
        return stored
    try:
        return merge_own_questions(stored, own)
    except InstrumentError as error:
        raise MappingError(*error.faults, file=file) from error


def instrument_with(own: str | None) -> Instrument:
    """Return the instrument with own questions, which are YAML."""
    return shipped().extended_by(load_own(own)) if own else shipped()


def _ballots(
    plan: HistoryMapping,
    reads: Sequence[Coding],
    rows: Sequence[Row],
    file: str,
    progress: Progress,
) -> list[tuple[str, Answers]]:
    """Return the ballots of all rows, including those that skip every question."""
    in_peil = renamed(plan.unit.rename)
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
        ballots.append((in_peil(unit), answers))
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
