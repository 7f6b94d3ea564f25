"""Reads a file of past answers by its mapping, and checks all that needs no database.

The answers exist only in memory.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml

from surveys.answering.ballot import Answers
from surveys.counting.envelopes import Progress
from surveys.errors import Phrase
from surveys.history.coding import CellError, Coding, codings
from surveys.history.mapping import HistoryMapping, MappingError, OwnQuestions
from surveys.history.preview import (
    LeftOut,
    Understood,
    perhaps_unfinished,
    understood,
    unfinished_note,
)
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
from surveys.tables.cells import normalised
from surveys.tables.faults import DelimitedFileError
from surveys.tables.reader import Row, read_rows
from surveys.tables.table import TableForm, Upload
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
    left_out: Mapping[LeftOut, int]
    notes: Sequence[Phrase]
    columns: Sequence[Understood]


def read_answers(
    file: Path | Upload,
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
    refuse_asked_twice([read.question for read in reads])
    form = TableForm(plan.file.encoding, plan.file.delimiter, plan.file.skip_rows)
    skipped = frozenset(map(normalised, plan.skip))
    table = read_rows(file, plan.columns, form=form, ignored=skipped)
    reader = _Reader(plan, reads, file.name)
    ballots = reader.ballots(table.rows, progress)
    if len(ballots) < MIN_ROWS:
        raise DelimitedFileError("few_rows", file=file.name, rows=len(ballots), least=MIN_ROWS)
    check_renamed(plan.unit.rename, (row.cells[0] for row in table.rows), mapping.name)
    check_invited(plan.unit, [unit for unit, _ in ballots], mapping.name)
    unfinished = perhaps_unfinished(table.titles, plan.columns)
    notes = [unfinished_note(column) for column in unfinished]
    columns = [
        understood(coding, cells.items()) for coding, cells in zip(reads, reader.known, strict=True)
    ]
    questions = [read.question for read in reads]
    return PastAnswers(
        *(plan, mapping.name, own, questions, asked, ballots),
        left_out=reader.left_out,
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


class _Reader:
    """Reads rows as ballots; remembers what each cell meant, and why rows were left out."""

    def __init__(self, plan: HistoryMapping, reads: Sequence[Coding], file: str) -> None:
        self._plan, self._reads, self._file = plan, reads, file
        # Few different cells occur: each is parsed once.
        self.known: list[dict[str, tuple[int, ...]]] = [{} for _ in reads]
        self.left_out: Counter[LeftOut] = Counter()
        self._width = sum(len(read.columns) for read in reads)
        self._wanted = [set(map(normalised, cells)) for cells in plan.only.values()]

    def ballots(self, rows: Sequence[Row], progress: Progress) -> list[tuple[str, Answers]]:
        """Return the ballots of all rows that are wanted and in which something is answered."""
        plan = self._plan
        in_peil = renamed(plan.unit.rename)
        every = -(-len(rows) // (MAX_PROGRESS_CALLS - 1))
        ballots: list[tuple[str, Answers]] = []
        for done, (line, (unit, *cells)) in enumerate(rows, start=1):
            if done % every == 0 or done == len(rows):
                progress(done, len(rows))
            beside = cells[self._width :]
            if any(normalised(c) not in w for c, w in zip(beside, self._wanted, strict=True)):
                self.left_out["filtered"] += 1
                continue
            if not (answers := self._answers(line, cells)):
                self.left_out["no_answer"] += 1
                continue
            if not unit:
                raise DelimitedFileError(
                    "no_unit", file=self._file, line=line, column=plan.unit.column
                )
            ballots.append((in_peil(unit), answers))
        return ballots

    def _answers(self, line: int, cells: Sequence[str]) -> Answers:
        answers, waiting = {}, iter(cells)
        for coding, read in zip(self._reads, self.known, strict=True):
            own = tuple(islice(waiting, len(coding.columns)))
            try:
                cell = coding.cell_of(own)
            except CellError as error:
                raise _fault(coding, error, self._file, line) from error
            if cell not in read:
                read[cell] = _read_cell(coding, cell, self._file, line)
            if read[cell]:
                answers[coding.question.id] = read[cell]
        return answers


def _read_cell(coding: Coding, cell: str, file: str, line: int) -> tuple[int, ...]:
    try:
        return coding.read(cell)
    except CellError as error:
        raise _fault(coding, error, file, line) from error


def _fault(coding: Coding, why: CellError, file: str, line: int) -> DelimitedFileError:
    return DelimitedFileError("cell", file=file, line=line, column=coding.column, why=why)
