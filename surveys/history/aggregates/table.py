"""Reads a table of aggregates by its mapping: one `Aggregate` for each row that has numbers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

from surveys.errors import N_, PeilError, Phrase
from surveys.history.aggregates.mapping import AggregatesMapping
from surveys.history.aggregates.question_rows import QuestionRow, rows_of_questions
from surveys.history.mapping import WaveOfHistory
from surveys.history.units import renamed
from surveys.instrument import Instrument
from surveys.tables.cells import normalised
from surveys.tables.faults import DelimitedFileError
from surveys.tables.rows import read_rows
from surveys.tables.sources import Source
from surveys.tables.table import TableForm
from surveys.units import same_path

MAX_PEOPLE = 5_000_000
"""Maximum number of answers in a row; more is a slip of the pen."""

Reason = Literal["question", "empty", "old", "above", "few"]
"""Why a row is left out.

Its question is not in the mapping; it has no number; results of its age are deleted; its unit holds
others, and without numbers of answers their difference could tell of a few; too few people.
"""


LEFT_OUT: Mapping[Reason, str] = {
    "question": N_("their question is not in the mapping"),
    "empty": N_("they have no number"),
    "old": N_("results are not kept for so long (PEIL_KEEP_RESULTS_YEARS)"),
    "above": N_("their unit holds others of the file; that needs numbers of answers"),
    "few": N_("too few people answered, and count only in the units above"),
}


class AggregateCellError(PeilError):
    """A cell of a table of aggregates that cannot be used."""

    texts: ClassVar = {
        "not_a_number": N_("“{cell}” is not a number."),
        "not_people": N_("“{cell}” is not a number of people."),
        "outside": N_("{cell} is not between {low} and {high}."),
        "negative": N_("{cell} is below 0."),
        "unknown_wave": N_("“{cell}” is not one of the waves in the mapping."),
        "not_a_day": N_("“{cell}” is not a day such as 2024-09-30."),
        "twice": N_("line {first} has the same unit, wave and question."),
    }


@dataclass(frozen=True)
class Aggregate:
    """A row: how many chose each option as shown, or the mean of the answers.

    A mean is oriented and on the scale of the question in Peil, a favourable share from 0 to 1.
    `rounding` is by how much it may be off, because the file has few decimals.
    """

    line: int
    unit: str
    wave: WaveOfHistory
    question: str
    counts: tuple[int, ...] = ()
    answers: int | None = None
    mean: float = 0.0
    sd: float | None = None
    rounding: float = 0.0
    invited: int | None = None


@dataclass(frozen=True)
class Aggregates:
    """The rows of a table that have numbers, and how many others were left out, by reason.

    `names` are the names of units as they are written in the file.
    """

    rows: Sequence[Aggregate]
    names: frozenset[str] = frozenset()
    left_out: Counter[Reason] = field(default_factory=Counter)
    notes: Sequence[Phrase] = ()

    @property
    def units(self) -> list[str]:
        """The names of the units, as in Peil."""
        return sorted({row.unit for row in self.rows})


def read_aggregates(
    file: Path | Source,
    plan: AggregatesMapping,
    instrument: Instrument,
    too_old: date | None = None,
) -> Aggregates:
    """Return the rows of a CSV file or a workbook. Raises DelimitedFileError.

    Rows about a wave that had closed by `too_old` are left out.
    """
    form = plan.file
    table = read_rows(
        file,
        plan.columns,
        form=TableForm(form.encoding, form.delimiter, form.skip_rows),
        ignored=frozenset(map(normalised, plan.skip)),
    )
    rows = table.rows
    reader = _Reader(file.name, plan, instrument)
    left_out: Counter[Reason] = Counter()
    read: dict[tuple[str, WaveOfHistory, str], Aggregate] = {}
    for row in rows_of_questions(rows, plan):
        made = reader.read(row)
        if not isinstance(made, Aggregate):
            left_out[made] += 1
            continue
        if too_old is not None and made.wave.closes_on <= too_old:
            left_out["old"] += 1
            continue
        key = same_path(made.unit), made.wave, made.question
        if key in read:
            why = AggregateCellError("twice", first=read[key].line)
            raise reader.fault(row.line, plan.unit.column, why)
        read[key] = made
    names = frozenset(row.cells[0] for row in rows)
    return Aggregates(list(read.values()), names, left_out, table.notes)


@dataclass(frozen=True)
class _Reader:
    """Reads rows; `file` is the name of the file."""

    file: str
    plan: AggregatesMapping
    instrument: Instrument

    def read(self, row: QuestionRow) -> Aggregate | Reason:
        """Return what a row has, or why it is left out."""
        plan, cells, columns = self.plan, row.cells, row.columns
        if not (unit := cells[plan.unit.column]):
            raise DelimitedFileError(
                "no_unit", file=self.file, line=row.line, column=plan.unit.column
            )
        if (asked := row.asked) is None:
            return "question"
        needed = [*columns, *([plan.answers] if plan.answers else [])]
        if any(self._is_empty(cells[column]) for column in needed):
            return "empty"
        made = Aggregate(
            row.line,
            renamed(plan.unit.rename)(unit),
            self._wave(row, cells),
            asked.id,
            invited=self._people(row, cells, plan.invited) if plan.invited else None,
        )
        if plan.counts is not None:
            counts = tuple(self._people(row, cells, column) for column in plan.counts)
            return replace(made, counts=counts, answers=sum(counts)) if any(counts) else "empty"
        worst, best = plan.scale_of(asked)
        value, decimals = self._number(row, cells, columns[0])
        if not min(worst, best) <= value <= max(worst, best):
            why = AggregateCellError(
                "outside",
                cell=cells[columns[0]],
                low=f"{min(worst, best):g}",
                high=f"{max(worst, best):g}",
            )
            raise self.fault(row.line, columns[0], why)
        low, high = self._ends(asked.id)
        unit_of_scale = (high - low) / (best - worst)
        sd = None
        if plan.sd is not None and not self._is_empty(cells[plan.sd]):
            spread, _ = self._number(row, cells, plan.sd)
            if spread < 0:
                why = AggregateCellError("negative", cell=cells[plan.sd])
                raise self.fault(row.line, plan.sd, why)
            sd = spread * abs(unit_of_scale)
        return replace(
            made,
            answers=self._people(row, cells, plan.answers) if plan.answers else None,
            mean=low + (value - worst) * unit_of_scale,
            sd=sd,
            rounding=10.0**-decimals * abs(unit_of_scale),
        )

    def fault(self, line: int, column: str, why: AggregateCellError) -> DelimitedFileError:
        """Return the error of a cell with its place."""
        return DelimitedFileError("cell", file=self.file, line=line, column=column, why=why)

    def _ends(self, question: str) -> tuple[float, float]:
        if self.plan.favourable is not None:
            return 0.0, 1.0
        values = self.instrument.question(question).scale.values or (0.0, 1.0)
        return values[0], values[-1]

    def _is_empty(self, cell: str) -> bool:
        return not cell or normalised(cell) in set(map(normalised, self.plan.skip))

    def _wave(self, row: QuestionRow, cells: Mapping[str, str]) -> WaveOfHistory:
        plan = self.plan
        if plan.waves is None:
            assert plan.wave is not None  # noqa: S101 - the mapping has one of the two
            return plan.wave
        cell = cells[plan.waves.column]
        if plan.waves.dates is not None:
            if cell not in plan.waves.dates:
                raise self.fault(
                    row.line, plan.waves.column, AggregateCellError("unknown_wave", cell=cell)
                )
            return plan.waves.dates[cell]
        try:
            day = date.fromisoformat(cell[:10])
        except ValueError as error:
            why = AggregateCellError("not_a_day", cell=cell)
            raise self.fault(row.line, plan.waves.column, why) from error
        return WaveOfHistory(title=f"{plan.source} {day:%Y-%m}", opens_on=day, closes_on=day)

    def _people(self, row: QuestionRow, cells: Mapping[str, str], column: str) -> int:
        cell = cells[column]
        written = cell.removesuffix(".0")
        if not (written.isascii() and written.isdigit()) or int(written) > MAX_PEOPLE:
            raise self.fault(row.line, column, AggregateCellError("not_people", cell=cell))
        return int(written)

    def _number(self, row: QuestionRow, cells: Mapping[str, str], column: str) -> tuple[float, int]:
        """Return a number, and how many decimals it is written with."""
        written = cells[column].replace("%", "").strip().replace(",", ".")
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", written):
            why = AggregateCellError("not_a_number", cell=cells[column])
            raise self.fault(row.line, column, why)
        return float(written), len(written.partition(".")[2])
