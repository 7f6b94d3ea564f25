"""Rows of a file of past answers, counted as ballots one after the other; none is kept. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from surveys.answering.ballot import Answers
from surveys.counting.envelopes import Progress
from surveys.counting.unit_counts import UnitCounts
from surveys.counting.variables import Variable
from surveys.history.coding import CellError, Coding
from surveys.history.mapping import HistoryMapping
from surveys.history.preview import LeftOut
from surveys.history.units import renamed
from surveys.tables.cells import normalised
from surveys.tables.faults import DelimitedFileError
from surveys.tables.rows import Row, RowsInTurn

MAX_PROGRESS_CALLS = 100
MOST_UNITS = 20_000
"""Different units of a file at most; more are names of people, or of something else."""

_ROWS_BETWEEN = 500
"""Rows after which it is looked how far a file is read."""


class BallotRows:
    """Counts rows as ballots; remembers what each cell meant, and why rows were left out.

    `units` are the names of units as they are written in the file.
    """

    def __init__(
        self,
        plan: HistoryMapping,
        reads: Sequence[Coding],
        variables: Sequence[Variable],
        file: str,
    ) -> None:
        """Begin with no rows."""
        self._plan, self._reads, self._file = plan, reads, file
        self._scales = [variable for variable in variables if variable.questions]
        # Few different cells occur: each is parsed once.
        self.known: list[dict[str, tuple[int, ...]]] = [{} for _ in reads]
        self.left_out: Counter[LeftOut] = Counter()
        self.units: dict[str, str] = {}
        self._width = sum(len(read.columns) for read in reads)
        self._wanted = [set(map(normalised, cells)) for cells in plan.only.values()]
        self._skipped = {"", *map(normalised, plan.skip)}
        self._in_peil = renamed(plan.unit.rename)

    def counted(self, rows: RowsInTurn, progress: Progress) -> dict[str, UnitCounts]:
        """Return the ballots of each unit, counted, of rows in which something is answered.

        Raises DelimitedFileError for the first row that cannot be read; what is wrong with the form
        of the table, in any line, is told before what is wrong with an answer.
        """
        counts: dict[str, UnitCounts] = {}
        fault: DelimitedFileError | None = None
        for row in _told(rows, progress):
            if fault is not None:
                continue
            try:
                self._count(row, counts)
            except DelimitedFileError as error:
                fault = error
        if fault is not None:
            raise fault
        return counts

    def _count(self, row: Row, counts: dict[str, UnitCounts]) -> None:
        line, (unit, *cells) = row
        if unit not in self.units:
            self.units[unit] = self._in_peil(unit)
            if len(self.units) > MOST_UNITS:
                raise self._fault("many_units", line, most=MOST_UNITS)
        if not self._counts_by(cells[self._width :]):
            self.left_out["filtered"] += 1
            return
        if not (answers := self._answers(line, cells)):
            self.left_out["no_answer"] += 1
            return
        if not unit:
            raise self._fault("no_unit", line)
        name = self.units[unit]
        if (of_unit := counts.get(name)) is None:
            of_unit = counts[name] = UnitCounts()
        of_unit.add_answers(answers, self._scales)

    def _counts_by(self, beside: Sequence[str]) -> bool:
        """Return whether a row counts by its cells in the columns of `only` and of `filled`."""
        of_only = zip(beside, self._wanted, strict=False)
        return all(normalised(cell) in wanted for cell, wanted in of_only) and not any(
            normalised(cell) in self._skipped for cell in beside[len(self._wanted) :]
        )

    def _fault(self, code: str, line: int, **values: Any) -> DelimitedFileError:
        column = self._plan.unit.column
        return DelimitedFileError(code, file=self._file, line=line, column=column, **values)

    def _answers(self, line: int, cells: Sequence[str]) -> Answers:
        answers, waiting = {}, iter(cells)
        for coding, read in zip(self._reads, self.known, strict=True):
            own = tuple(islice(waiting, len(coding.columns)))
            try:
                cell = coding.cell_of(own)
                if cell not in read:
                    read[cell] = coding.read(cell)
            except CellError as error:
                raise DelimitedFileError(
                    "cell", file=self._file, line=line, column=coding.column, why=error
                ) from error
            if read[cell]:
                answers[coding.question.id] = read[cell]
        return answers


def _told(rows: RowsInTurn, progress: Progress) -> Iterator[Row]:
    """Yield all rows, and tell how many bytes of the file are read."""
    size = rows.source.size
    step = max(1, -(-size // (MAX_PROGRESS_CALLS - 1)))
    due = step
    for number, row in enumerate(rows, start=1):
        if number % _ROWS_BETWEEN == 0 and due <= (done := rows.bytes_read) < size:
            progress(done, size)
            due = done + step
        yield row
    progress(size, size)
