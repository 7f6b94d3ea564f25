"""The rows of a table of aggregates, one for each question, however wide the table is. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from surveys.history.aggregates.mapping import AggregatesMapping, AskedAs
from surveys.tables.rows import Row


class QuestionRow(NamedTuple):
    """What a row says of one question: its cells by column, and the columns with its numbers.

    `asked` is None where the mapping does not have the question.
    """

    line: int
    cells: Mapping[str, str]
    asked: AskedAs | None
    columns: tuple[str, ...]


def rows_of_questions(rows: Iterable[Row], plan: AggregatesMapping) -> Iterator[QuestionRow]:
    """Yield a row for each question of each row; a row of a wide table has several."""
    values = tuple(
        part.column for part in (plan.mean, plan.favourable) if part is not None and part.column
    )
    for row in rows:
        cells = dict(zip(plan.columns, row.cells, strict=True))
        if plan.questions.columns is not None:
            for title, asked in plan.questions.columns.items():
                yield QuestionRow(row.line, cells, asked, (title,))
        else:
            asked_in_row = plan.questions.asked.get(cells[plan.questions.column or ""])
            yield QuestionRow(row.line, cells, asked_in_row, plan.counts or values)
