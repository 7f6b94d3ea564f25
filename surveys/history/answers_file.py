"""Reads a file of past answers by its mapping, and checks all that needs no database.

Answers are counted row by row while they are read, by unit, and not kept: a file of any length
takes about the same memory. The counts exist only in memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from surveys.counting.envelopes import Progress
from surveys.counting.unit_counts import UnitCounts
from surveys.counting.variables import Variable, variables_of
from surveys.errors import Phrase
from surveys.history.ballot_rows import BallotRows
from surveys.history.coding import codings
from surveys.history.mapping import HistoryMapping, MappingError, OwnQuestions
from surveys.history.preview import (
    LeftOut,
    Understood,
    perhaps_unfinished,
    understood,
    unfinished_note,
)
from surveys.history.units import check_invited, check_renamed
from surveys.instrument import (
    Instrument,
    InstrumentError,
    Question,
    load_own,
    merge_own_questions,
    refuse_asked_twice,
    shipped,
)
from surveys.tables.cells import normalised
from surveys.tables.faults import DelimitedFileError
from surveys.tables.rows import rows_in_turn
from surveys.tables.sources import Source
from surveys.tables.table import TableForm, Upload
from surveys.waves import Thresholds

MIN_ROWS = Thresholds().k


@dataclass(frozen=True)
class PastAnswers:
    """A valid file of past answers: the ballots of each unit, counted, by its name in Peil."""

    plan: HistoryMapping
    mapping: str
    own: str | None
    questions: Sequence[Question]
    variables: Sequence[Variable]
    counts: Mapping[str, UnitCounts]
    left_out: Mapping[LeftOut, int]
    notes: Sequence[Phrase]
    columns: Sequence[Understood]

    @property
    def rows(self) -> int:
        """The number of ballots."""
        return sum(counts.ballots for counts in self.counts.values())

    @property
    def answers(self) -> int:
        """The number of answered questions."""
        return sum(counts.answered for counts in self.counts.values())


def read_answers(
    file: Path | Source,
    plan: HistoryMapping,
    mapping: Path | Upload,
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
    questions = [read.question for read in reads]
    refuse_asked_twice(questions)
    variables = variables_of(questions, asked)
    form = TableForm(plan.file.encoding, plan.file.delimiter, plan.file.skip_rows)
    skipped = frozenset(map(normalised, plan.skip))
    table = rows_in_turn(file, plan.columns, form=form, ignored=skipped)
    rows = BallotRows(plan, reads, variables, file.name)
    counts = rows.counted(table, progress)
    number = sum(unit.ballots for unit in counts.values())
    if number < MIN_ROWS:
        raise DelimitedFileError("few_rows", file=file.name, rows=number, least=MIN_ROWS)
    check_renamed(plan.unit.rename, rows.units, mapping.name)
    check_invited(plan.unit, {name: unit.ballots for name, unit in counts.items()}, mapping.name)
    unfinished = perhaps_unfinished(table.titles, plan.columns)
    notes = [unfinished_note(column) for column in unfinished]
    columns = [
        understood(coding, cells.items()) for coding, cells in zip(reads, rows.known, strict=True)
    ]
    return PastAnswers(
        *(plan, mapping.name, own, questions, variables, counts),
        left_out=rows.left_out,
        notes=[*table.notes, *notes],
        columns=columns,
    )


def read_own_questions(own: OwnQuestions, mapping: Path | Upload) -> str | None:
    """Return the YAML text of the own questions that a mapping holds or refers to."""
    if own is None:
        return None
    if isinstance(own, dict):
        return yaml.safe_dump(own, sort_keys=False, allow_unicode=True)
    if isinstance(mapping, Upload):
        msg = f"own_questions: {own} cannot be read from here; write what it holds below the field"
        raise MappingError(msg, file=mapping.name)
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
