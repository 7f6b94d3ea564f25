"""Reads an uploaded file into the cells of the columns we know, with the line of each row. Pure.

A row that cannot be read is a fault; the rows after it are read all the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from surveys.names import is_readable
from surveys.people.file.columns import Columns
from surveys.people.file.faults import Fault, PeopleFileError, fault, of_file
from surveys.tables import workbook
from surveys.tables.delimited_file import DelimitedFileError, decoded, is_workbook, records, tidy

MAX_BYTES = 30_000_000
MAX_ROWS = 250_000
MAX_CELL_LENGTH = 300

_SIGNS = ",;\t"


@dataclass(frozen=True)
class Upload:
    """An uploaded file: its name, and all its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Table:
    """The rows of a file: line, and cells by column. A missing column has no cells."""

    file: str
    columns: frozenset[str]
    rows: Sequence[tuple[int, Mapping[str, str]]]
    faults: Sequence[Fault]


def read_table(upload: Upload, columns: Columns) -> Table:
    """Return the rows of a CSV or Excel file. Raises PeopleFileError if it cannot be read."""
    name = upload.name
    if len(upload.content) > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        raise PeopleFileError([fault(name, None, None, "too_large", most=most)])
    faults: list[Fault] = []
    if is_workbook(upload.content):
        raw = _of_workbook(upload, faults)
    else:
        raw = _of_text(upload, columns, faults)
    first = next(raw, None)
    if first is None:
        raise PeopleFileError(faults or [fault(name, None, None, "no_rows")])
    line, titles = first
    places = _places(name, line, [tidy(title) for title in titles], columns)
    rows = list(_rows(name, raw, len(titles), places, faults))
    if not rows and not faults:
        raise PeopleFileError([fault(name, None, None, "no_rows")])
    return Table(name, frozenset(places), rows, faults)


def _of_workbook(upload: Upload, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from workbook.records(
            upload.name, upload.content, MAX_ROWS, lambda error: faults.append(of_file(error))
        )
    except DelimitedFileError as error:
        raise PeopleFileError([of_file(error)]) from error


def _of_text(
    upload: Upload, columns: Columns, faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    try:
        text = decoded(upload.content, upload.name)
    except DelimitedFileError as error:
        raise PeopleFileError([of_file(error)]) from error
    best: tuple[int, str] | None = None
    failure: DelimitedFileError | None = None
    for sign in _SIGNS:
        try:
            titles = next(records(text, upload.name, sign))[1]
        except DelimitedFileError as error:
            # With a wrong delimiter the quotation marks may stand in wrong places.
            failure = failure or error
            continue
        known = columns.known_in(titles)
        if best is None or known > best[0]:
            best = known, sign
    if best is None or (failure is not None and best[0] == 0):
        raise PeopleFileError([of_file(failure)] if failure else [])
    return _until_unreadable(records(text, upload.name, best[1]), upload.name, faults)


def _until_unreadable(
    rows: Iterator[tuple[int, list[str]]], name: str, faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows
    except DelimitedFileError as error:
        # Where a quotation mark is left open nobody can say where the next row begins.
        faults.append(of_file(error))


def _places(name: str, line: int, titles: Sequence[str], columns: Columns) -> dict[str, int]:
    """Return the position of each column that we know."""
    faults: list[Fault] = []
    all_places: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if (column := columns.meant(title[:MAX_CELL_LENGTH])) is not None:
            all_places.setdefault(column, []).append(place)
    for column, places in all_places.items():
        if len(places) > 1:
            numbers = ", ".join(str(place + 1) for place in places)
            faults.append(fault(name, line, column, "column_twice", places=numbers))
    needed = ", ".join(columns.needed)
    faults += [
        fault(name, line, column, "no_column", needed=needed)
        for column in columns.needed
        if column not in all_places
    ]
    if faults:
        raise PeopleFileError(faults)
    return {column: places[0] for column, places in all_places.items()}


def _rows(
    name: str,
    raw: Iterable[tuple[int, list[str]]],
    width: int,
    places: Mapping[str, int],
    faults: list[Fault],
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, (line, cells) in enumerate(raw, 1):
        if number > MAX_ROWS:
            raise PeopleFileError([fault(name, line, None, "too_many_rows", most=MAX_ROWS)])
        if len(cells) != width:
            faults.append(fault(name, line, None, "cells", found=len(cells), wanted=width))
            continue
        row = {column: tidy(cells[place]) for column, place in places.items()}
        if not is_readable("".join(row.values())) or max(map(len, row.values())) > MAX_CELL_LENGTH:
            faults.extend(chain.from_iterable(_of_cell(name, line, *cell) for cell in row.items()))
            continue
        yield line, row


def _of_cell(name: str, line: int, column: str, cell: str) -> Iterator[Fault]:
    if len(cell) > MAX_CELL_LENGTH:
        yield fault(name, line, column, "long_cell", most=MAX_CELL_LENGTH)
    elif not is_readable(cell):
        yield fault(name, line, column, "strange")
