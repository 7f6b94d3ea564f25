"""Reads an uploaded file into the cells of the columns we know, with the line of each row. Pure.

A row that cannot be read is a fault; the rows after it are read all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from surveys.errors import Phrase
from surveys.names import is_readable
from surveys.people.file.columns import Columns
from surveys.people.file.faults import Fault, PeopleFileError, fault, of_file, renamed
from surveys.people.file.mapping import ColumnChoice
from surveys.tables.encodings import Encoding
from surveys.tables.faults import DelimitedFileError
from surveys.tables.headings import folded
from surveys.tables.merged_cells import MergedCells, MergedIndex
from surveys.tables.reader import open_table
from surveys.tables.spreadsheet_cells import unescaped
from surveys.tables.table import OpenTable, TableForm, Upload, Wanted

__all__ = ["MAX_BYTES", "MAX_ROWS", "Table", "Upload", "read_table", "refuse_large"]

MAX_BYTES = 30_000_000
MAX_ROWS = 250_000
MAX_CELL_LENGTH = 300


@dataclass(frozen=True)
class Table:
    """The rows of a file: line, and cells by column. A missing column has no cells."""

    file: str
    columns: frozenset[str]
    rows: Sequence[tuple[int, Mapping[str, str]]]
    faults: Sequence[Fault]
    notes: Sequence[Phrase] = ()
    """What was assumed in reading the file."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """What each column is called in the file."""

    merged: frozenset[tuple[int, str]] = frozenset()
    """Cells, by line and column, that are empty because they are merged with others."""


def read_table(
    upload: Upload,
    columns: Columns,
    encoding: Encoding = "auto",
    choice: ColumnChoice | None = None,
) -> Table:
    """Return the rows of a table, with the columns that its headings mean or that were chosen.

    Raises PeopleFileError if it cannot be read.
    """
    name = upload.name
    refuse_large(upload)
    wanted = Wanted(lambda title: columns.meant(title[:MAX_CELL_LENGTH]), columns.needed)
    if choice is not None:
        chosen = {folded(title): title for titles in choice.columns.values() for title in titles}
        wanted = Wanted(lambda title: _among(chosen, folded(title[:MAX_CELL_LENGTH])), list(chosen))
    try:
        table = open_table(upload, wanted, TableForm(encoding=encoding), MAX_ROWS)
    except DelimitedFileError as error:
        raise PeopleFileError([of_file(error)]) from error
    called = {column: table.titles[places[0]] for column, places in table.places.items()}
    _check_columns(table, wanted.needed, {} if choice is None else chosen)
    faults: list[Fault] = []
    rows: list[tuple[int, Mapping[str, str]]] = list(_rows(table, faults))
    if not rows and not faults:
        raise PeopleFileError([fault(name, None, None, "no_rows")])
    empty = _merged(table, rows, faults)
    if choice is None:
        return Table(name, frozenset(table.places), rows, faults, table.notes, called, empty)
    joined = [(line, choice.read(cells)) for line, cells in rows]
    titles = {column: " + ".join(of) for column, of in choice.columns.items()}
    merged = frozenset(
        (line, column)
        for column, of in choice.columns.items()
        for line, title in empty
        if title in map(folded, of)
    )
    faults = renamed(faults, {name: chosen})
    return Table(name, frozenset(choice.columns), joined, faults, table.notes, titles, merged)


def refuse_large(upload: Upload) -> None:
    """Raise PeopleFileError for a file that is too large to be looked at."""
    if len(upload.content) > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        raise PeopleFileError([fault(upload.name, None, None, "too_large", most=most)])


def _among(known: Mapping[str, str], title: str) -> str | None:
    return title if title in known else None


def _check_columns(table: OpenTable, wanted: Sequence[str], called: Mapping[str, str]) -> None:
    """Raise PeopleFileError unless each column that we need is there, and none twice."""
    faults: list[Fault] = []
    for column, places in table.places.items():
        if len(places) > 1:
            numbers = ", ".join(str(place + 1) for place in places)
            faults.append(fault(table.file, table.line, column, "column_twice", places=numbers))
    needed = ", ".join(called.get(column, column) for column in wanted)
    code = "no_column" if table.sheet is None else "no_column_on_sheet"
    faults += [
        fault(
            table.file,
            table.line,
            called.get(column, column),
            code,
            needed=needed,
            sheet=table.sheet,
        )
        for column in wanted
        if column not in table.places
    ]
    if faults:
        raise PeopleFileError(faults)


def _rows(table: OpenTable, faults: list[Fault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    name = table.file
    read = table.read(list(table.places), lambda error: faults.append(of_file(error)))
    for number, (line, row) in enumerate(read, 1):
        if number > MAX_ROWS:
            raise PeopleFileError([fault(name, line, None, "too_many_rows", most=MAX_ROWS)])
        if not is_readable("".join(row.values())) or max(map(len, row.values())) > MAX_CELL_LENGTH:
            faults.extend(chain.from_iterable(_of_cell(name, line, *cell) for cell in row.items()))
            continue
        if not any(row.values()):
            continue  # what stands in the row is a note in a column that is not read
        for column, cell in row.items():
            row[column] = unescaped(cell)  # in place: large lists need no second dict a row
        yield line, row


def _merged(
    table: OpenTable, rows: Sequence[tuple[int, Mapping[str, str]]], faults: list[Fault]
) -> frozenset[tuple[int, str]]:
    """Return the cells that are empty because they are merged, with one fault for each merger.

    Merged cells in lines above the list are titles, and harm nothing.
    """
    empty = [(line, column) for line, cells in rows for column, text in cells.items() if not text]
    ranges = MergedIndex(table.merged(), len(table.titles)) if empty else None
    covered: set[tuple[int, str]] = set()
    told: set[MergedCells] = set()
    for line, column in empty:
        if ranges and (around := ranges.around(line, table.places[column][0])) is not None:
            covered.add((line, column))
            if around not in told:
                told.add(around)
                place = (table.file, line, column)
                faults.append(fault(*place, "merged", cells=around.reference))
    return frozenset(covered)


def _of_cell(name: str, line: int, column: str, cell: str) -> Iterator[Fault]:
    if len(cell) > MAX_CELL_LENGTH:
        yield fault(name, line, column, "long_cell", most=MAX_CELL_LENGTH)
    elif not is_readable(cell):
        yield fault(name, line, column, "strange")
