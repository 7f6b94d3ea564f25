"""The one reader of tables: delimited text of any common form, and workbooks.

The row of the column names is the first that has most of the names we know; what stands above it
and in columns without such a name is not read. What was assumed is said in `notes`. Delimited text
is read row by row, and a workbook whole; nothing of either is stored.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from surveys.errors import N_, phrase
from surveys.tables.cells import Record, tidy
from surveys.tables.delimited_file import delimiters_of, records
from surveys.tables.encodings import decoded
from surveys.tables.faults import DelimitedFileError
from surveys.tables.kinds import START, Sheet, is_workbook, refuse_others
from surveys.tables.sources import Source
from surveys.tables.table import OpenTable, TableForm, Wanted

MAX_ROWS = 1_000_000
MOST_OF_WORKBOOK = 30_000_000
"""Bytes of a workbook at most: packed as it is, it takes many times as much in memory."""

SEARCHED = 50
"""Rows among which the names of the columns are looked for."""

HEADER_LINE = N_("The names of the columns are in line {line}; what stands above it is not read.")
SHEET_READ = N_("The sheet “{sheet}” was read, of {number} sheets.")
HIDDEN_SHEET_READ = N_("The sheet “{sheet}” was read, which is hidden; of {number} sheets.")
QUALTRICS = N_(
    "Lines {first} to {last} describe the columns, as Qualtrics does; they are not read."
)
ROWS_SKIPPED = N_("The {number} rows below the names of the columns were skipped, as asked.")

_IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:')
_ROWS_OF_QUALTRICS = 2


class _Look(NamedTuple):
    """The first rows of a table, and the place of the column names among them."""

    matches: int
    width: int
    seen: list[Record]
    header: int
    failure: DelimitedFileError | None

    @property
    def alike(self) -> int:
        """How many rows have as many cells as that of the column names, if that is several."""
        return sum(len(cells) == self.width > 1 for _, cells in self.seen)


def open_table(
    source: Source, wanted: Wanted, form: TableForm | None = None, most_rows: int | None = None
) -> OpenTable:
    """Return a table with its column names recognised, as far as they are there.

    Raises DelimitedFileError for a file that is not a table.
    """
    form = form or TableForm()
    with source.open() as file:
        start = file.read(START)
    refuse_others(source.name, start)
    if is_workbook(start):
        table = _of_workbook(source, wanted, most_rows or MAX_ROWS)
    else:
        table = _of_text(source, wanted, form)
    _leave_out_rows_below(table, form)
    return table


def _of_workbook(source: Source, wanted: Wanted, most_rows: int) -> OpenTable:
    """Return the first sheet that has the columns, a visible one if possible."""
    from surveys.tables.workbook import Workbook  # noqa: PLC0415 - openpyxl is slow to import

    if source.size > MOST_OF_WORKBOOK:
        most = MOST_OF_WORKBOOK // 1_000_000
        raise DelimitedFileError("large_workbook", file=source.name, most=most)
    sheets = Workbook(source.name, source.content, most_rows).sheets()
    if not sheets:
        raise DelimitedFileError("no_workbook", file=source.name)
    in_order = sorted(sheets, key=lambda sheet: sheet.hidden)
    sheet = next((s for s in in_order if _has_all(s, wanted)), in_order[0])
    table = _open(source.name, sheet.records(), wanted)
    table.sheet, table.merged = sheet.title, sheet.merged
    if len(sheets) > 1:
        said = HIDDEN_SHEET_READ if sheet.hidden else SHEET_READ
        table.notes.append(phrase(said, sheet=sheet.title, number=len(sheets)))
    return table


def _has_all(sheet: Sheet, wanted: Wanted) -> bool:
    look = _look(sheet.records(), wanted)
    titles = look.seen[look.header][1] if look.seen else []
    return set(wanted.needed) <= {wanted.meant(title) for title in titles}


def _of_text(source: Source, wanted: Wanted, form: TableForm) -> OpenTable:
    """Return the table by the delimiter that makes most of the wanted columns.

    Where every title is wanted, that would be the sign that is most frequent in some long cell; so
    it is the one by which most rows have the same number of cells.
    """
    text = decoded(source, form.encoding)
    best, delimiter = (0, -1, 0), ","
    failure: DelimitedFileError | None = None
    for sign in delimiters_of(text, form.delimiter):
        look = _look(records(text, sign), wanted)
        failure = failure or look.failure
        rank = (look.alike if wanted.repeated else 0, look.matches, look.width)
        if rank > best:
            best, delimiter = rank, sign
    if failure is not None and best < (0, 1, 0):
        raise failure
    table = _open(source.name, records(text, delimiter), wanted)
    table.delimiter, table.text = delimiter, text
    return table


def _look(rows: Iterator[Record], wanted: Wanted) -> _Look:
    """Return the first rows, and which of them has most of the wanted columns."""
    seen: list[Record] = []
    failure: DelimitedFileError | None = None
    try:
        seen.extend(islice(rows, SEARCHED))
    except DelimitedFileError as error:
        # With a wrong delimiter, quotation marks may be in the wrong places. The frames that an
        # error refers to would keep the file open.
        failure = error.with_traceback(None)
        failure.__cause__ = failure.__context__ = None
    matches = [wanted.matches(cells) for _, cells in seen]
    if not matches:
        return _Look(-1, 0, [], 0, failure)
    header = matches.index(max(matches))
    return _Look(matches[header], len(seen[header][1]), seen, header, failure)


def _open(name: str, rows: Iterator[Record], wanted: Wanted) -> OpenTable:
    look = _look(rows, wanted)
    seen, header, failure = look.seen, look.header, look.failure
    if failure is not None and look.matches < 1:
        raise failure
    if not seen:
        raise DelimitedFileError("no_rows", file=name)
    line, cells = seen[header]
    titles = [tidy(cell) for cell in cells]
    places: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if (column := wanted.meant(title)) is not None:
            places.setdefault(column, []).append(place)
    below = chain(seen[header + 1 :], _failing(failure) if failure else rows)
    table = OpenTable(name, line, titles, places, below)
    if header:
        table.notes.append(phrase(HEADER_LINE, line=line))
    return table


def _failing(error: DelimitedFileError) -> Iterator[Record]:
    raise error
    yield  # pragma: no cover - makes this an iterator that raises when it is read


def _leave_out_rows_below(table: OpenTable, form: TableForm) -> None:
    """Skip the rows that were asked to be skipped, or those that describe columns (Qualtrics)."""
    if form.skip_rows:
        list(islice(table.below, form.skip_rows))
        table.notes.append(phrase(ROWS_SKIPPED, number=form.skip_rows))
        return
    try:
        first = list(islice(table.below, _ROWS_OF_QUALTRICS))
    except DelimitedFileError as error:
        table.below = _failing(error)
        return
    described = next((n for n, (_, cells) in enumerate(first, 1) if _describes(cells)), 0)
    if described:
        lines = first[0][0], first[described - 1][0]
        table.notes.append(phrase(QUALTRICS, first=lines[0], last=lines[1]))
        table.described = [tidy(cell) for cell in first[0][1]]
    table.below = chain(first[described:], table.below)


def _describes(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_IMPORT_ID.match(cell.strip()) for cell in filled)
