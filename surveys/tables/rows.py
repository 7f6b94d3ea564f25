"""The rows of a table with the cells of named columns: one after the other, or all at once."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from surveys.errors import Phrase
from surveys.names import same_name
from surveys.tables.faults import DelimitedFileError
from surveys.tables.reader import open_table
from surveys.tables.repeated_headings import heading_of, name_repeated
from surveys.tables.sources import FileOnDisk, Source
from surveys.tables.table import OpenTable, TableForm, Wanted

_CODE = re.compile(r"([^\W\d]\w*(?:\[\w+\])?)\. ")
"""The code in titles of LimeSurvey that have code and text."""


class Row(NamedTuple):
    """A row: the line it starts on, and its cells in the order of the requested columns."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of a table, all its titles, and what was assumed in reading it."""

    rows: Sequence[Row]
    titles: Sequence[str]
    notes: Sequence[Phrase]


@dataclass(frozen=True)
class RowsInTurn:
    """The rows of a table one after the other, to be gone through once; none of them is kept.

    Going through them raises DelimitedFileError. Only afterwards `notes` are complete.
    """

    source: Source
    table: OpenTable
    columns: Sequence[str]
    ignored: frozenset[str]

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that is not empty."""
        is_empty = True
        for line, cells in self.table.read(list(dict.fromkeys(self.columns)), _raise, self.ignored):
            is_empty = False
            yield Row(line, tuple([cells[column] for column in self.columns]))
        if is_empty:
            raise DelimitedFileError("no_rows", file=self.source.name)

    @property
    def titles(self) -> Sequence[str]:
        """All titles of the table."""
        return self.table.titles

    @property
    def notes(self) -> Sequence[Phrase]:
        """What was assumed in reading the table."""
        return self.table.notes

    @property
    def bytes_read(self) -> int:
        """How much of the source is read; of a workbook nobody knows before its end."""
        return 0 if self.table.text is None else self.table.text.bytes_read


def rows_in_turn(
    file: Path | Source,
    columns: Sequence[str],
    *,
    form: TableForm | None = None,
    ignored: frozenset[str] = frozenset(),
) -> RowsInTurn:
    """Return the rows of a table, with the cells of `columns` (tidy names) in that order.

    Of columns with one heading, "Week (2)" is the second that is called "Week". Empty rows are left
    out. Raises DelimitedFileError.
    """
    source = FileOnDisk(file) if isinstance(file, Path) else file
    names = {same_name(heading): heading for heading in map(heading_of, columns)}
    names |= {same_name(column): column for column in columns}
    needed = [column for column in columns if heading_of(column) == column]
    table = open_table(source, Wanted(lambda title: _named(names, title), needed), form)
    name_repeated(table)
    _check_columns(table, columns)
    return RowsInTurn(source, table, columns, ignored)


def read_rows(
    file: Path | Source,
    columns: Sequence[str],
    *,
    form: TableForm | None = None,
    ignored: frozenset[str] = frozenset(),
) -> Rows:
    """Return the rows of a small table all at once, as `rows_in_turn` does."""
    rows = rows_in_turn(file, columns, form=form, ignored=ignored)
    return Rows(list(rows), rows.titles, rows.notes)


def _named(names: Mapping[str, str], title: str) -> str | None:
    """Return the column of a title, or of the code before it: “Q1. How often?” is Q1."""
    if (column := names.get(same_name(title))) is not None:
        return column
    code = _CODE.match(title.strip())
    return names.get(same_name(code[1])) if code else None


def _raise(error: DelimitedFileError) -> None:
    raise error


def _check_columns(table: OpenTable, columns: Sequence[str]) -> None:
    name, line, titles = table.file, table.line, table.titles
    filled = [title for title in titles if title]
    if len(filled) == 1 and len(set(columns)) > 1:
        raise DelimitedFileError("one_column", file=name, line=line)
    for column in columns:
        places = table.places.get(column, [])
        if not places:
            if near := difflib.get_close_matches(column, filled, 1):
                raise DelimitedFileError(
                    "near_column", file=name, line=line, column=column, near=near[0]
                )
            raise DelimitedFileError("no_column", file=name, line=line, column=column)
        if len(places) > 1:
            numbers = tuple(place + 1 for place in places)
            raise DelimitedFileError(
                "column_twice", file=name, line=line, column=column, numbers=numbers
            )
