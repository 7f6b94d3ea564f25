"""Reading CSV files of any common form, and workbooks, as rows of text; errors name the line.

The whole file is read and stored nowhere. Line numbers are those that an editor shows, also after
a cell that contains a line break.
"""

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from surveys.errors import N_, PeilError, Where, Write
from surveys.names import same_name
from surveys.texts import Texts

Encoding = Literal["auto", "utf-8", "utf-16", "windows-1252"]
Delimiter = Literal["auto", "comma", "semicolon", "tab"]

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ZIP_START, OLD_WORKBOOK_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_MAX_ROWS_OF_WORKBOOK = 1_000_000


class DelimitedFileError(PeilError):
    """A file that cannot be used: what is wrong, where (line 1 is the first), how to fix it."""

    texts: ClassVar = {
        "unreadable": N_("this file cannot be read ({why})."),
        "empty": N_("this file is empty."),
        "swollen": N_(
            "this workbook would be far larger unpacked than any list of people. Copy the rows "
            "into a new workbook."
        ),
        "far": N_(
            "more than {most} empty rows begin here, and there is something below them. Delete all "
            "rows below the list, and save the workbook anew."
        ),
        "old_workbook": N_(
            'this is an old or a protected workbook. Save it as "Excel workbook (.xlsx)".'
        ),
        "no_workbook": N_(
            'this is not a workbook, or a damaged one. Open it and save it as "Excel workbook '
            '(.xlsx)" or "CSV UTF-8".'
        ),
        "macros": N_(
            'this workbook has macros in it. Save it as "Excel workbook (.xlsx)", without macros.'
        ),
        "formula": N_("there is a formula here; only values are read. Paste the cell as a value."),
        "too_many_rows": N_("this file has more than {most} rows."),
        "not_text": N_(
            "this is not a text file: it has bytes that no text has. Open it in the program it "
            'comes from and save it as "CSV UTF-8".'
        ),
        "wrong_byte": N_(
            "there is a byte here that {kind} text cannot have. Open it in the program it comes "
            'from and save it as "CSV UTF-8".'
        ),
        "broken_row": N_(
            "the row that starts here cannot be read ({why}). Look for a quotation mark that is "
            "not closed, or that stands within a cell: there it is written twice."
        ),
        "cells": N_(
            "this row has {cells} cells, the first row has {wanted}. Look for a missing or an "
            "extra delimiter, or for a quotation mark left open."
        ),
        "no_rows": N_("there are no rows of answers under the column names."),
        "one_column": N_(
            "there is only one column here, the mapping needs more. Columns are told apart by "
            "commas, semicolons or tabs; the first row has their names."
        ),
        "no_column": N_("the file has no column of this name. Correct the name in the mapping."),
        "near_column": N_(
            "the file has no column of this name; the nearest is “{near}”. Correct the name in the "
            "mapping."
        ),
        "column_twice": N_(
            "columns {numbers} have this same name. Give them different names in the file."
        ),
        "few_rows": N_(
            "this file has {rows} rows; nothing is published about fewer than {least} people."
        ),
        "no_unit": N_("this row names no unit. Fill it in, or leave the row out."),
        "cell": N_("{why} Correct it, or name it under answers or skip in the mapping."),
    }

    def __init__(
        self,
        code: str,
        /,
        *,
        file: str,
        line: int | None = None,
        column: str | None = None,
        **values: object,
    ) -> None:
        """Keep the code, where it is, and the values."""
        super().__init__(code, **values)
        self.where = Where(file, line, column)

    def in_words(self, texts: Texts, write: Write = str) -> str:
        """Return where the error is, what it is and how to fix it."""
        return f"{self.where.in_words(texts, write)}: {super().in_words(texts, write)}"


class Row(NamedTuple):
    """A row: the line it starts on, and its cells in the order of the requested columns."""

    line: int
    cells: tuple[str, ...]


def tidy(text: str) -> str:
    """Return a text without surrounding spaces and with single spaces inside."""
    return " ".join(text.split())


def normalised(cell: str) -> str:
    """Return a cell in the form used for comparison: as names, numbers without trailing zeros."""
    cell = same_name(cell)
    if re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", cell):
        return f"{float(cell.replace(',', '.')):.12g}"
    return cell


def read_rows(
    path: Path,
    columns: Sequence[str],
    *,
    encoding: Encoding = "auto",
    delimiter: Delimiter = "auto",
) -> list[Row]:
    """Return the rows of a file, with the cells of `columns` (tidy names) in that order.

    The file is delimited text, or a workbook whose first sheet is read. A byte order mark
    decides the encoding; without one, `auto` means UTF-8 if the file is valid UTF-8, else
    Windows-1252. The delimiter `auto` is the one that matches most of the columns. Empty rows are
    left out. Raises DelimitedFileError.
    """
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DelimitedFileError("unreadable", file=name, why=error.strerror) from error
    header, lines = _header_and_records(raw, name, columns, encoding, delimiter)
    compared = [same_name(title) for title in header]
    positions = [compared.index(same_name(column)) for column in columns]
    rows = []
    for line, cells in lines:
        if len(cells) != len(header):
            raise DelimitedFileError(
                "cells", file=name, line=line, cells=len(cells), wanted=len(header)
            )
        rows.append(Row(line, tuple(tidy(cells[position]) for position in positions)))
    if not rows:
        raise DelimitedFileError("no_rows", file=name)
    return rows


def is_workbook(content: bytes) -> bool:
    """Return whether a file is an archive, as workbooks are, or an old workbook."""
    return content.startswith((ZIP_START, OLD_WORKBOOK_START))


def _header_and_records(
    raw: bytes, name: str, columns: Sequence[str], encoding: Encoding, delimiter: Delimiter
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the names of all columns, and the records below them."""
    if is_workbook(raw):
        from surveys.tables import workbook  # noqa: PLC0415 - openpyxl is slow to import

        lines = workbook.records(name, raw, _MAX_ROWS_OF_WORKBOOK, _refuse)
        line, titles = next(lines, (1, []))
        header = [tidy(title) for title in titles]
        _check_header(header, name, line, columns)
        return header, lines
    text = decoded(raw, name, encoding)
    delimiters = list(_DELIMITERS.values()) if delimiter == "auto" else [_DELIMITERS[delimiter]]
    character, header = _header(text, name, delimiters, columns)
    lines = records(text, name, character)
    next(lines)
    return header, lines


def _refuse(error: DelimitedFileError) -> None:
    raise error


def decoded(raw: bytes, name: str, encoding: Encoding = "auto") -> str:
    """Decode a file by its byte order mark, else by `encoding`.

    Raises DelimitedFileError for anything that is not text.
    """
    if not raw.strip():
        raise DelimitedFileError("empty", file=name)
    marked = next((kind for mark, kind in _BYTE_ORDER_MARKS if raw.startswith(mark)), None)
    kinds = [marked or encoding] if marked or encoding != "auto" else ["utf-8", "windows-1252"]
    if "utf-16" not in kinds and b"\0" in raw:
        raise DelimitedFileError("not_text", file=name)
    for kind in kinds:
        try:
            return raw.decode(_CODECS[kind])
        except UnicodeDecodeError as error:
            failure, codec = error, _CODECS[kind]
    before = raw[: failure.start].decode(codec, "replace")
    line = len(io.StringIO(f"{before}.", newline="").readlines())
    raise DelimitedFileError("wrong_byte", file=name, line=line, kind=kinds[-1]) from failure


def _header(
    text: str, name: str, delimiters: Sequence[str], columns: Sequence[str]
) -> tuple[str, list[str]]:
    """Return the delimiter and the header that match most of the requested columns."""
    line, delimiter, header, best = 1, delimiters[0], [""], (-1, 0)
    failure: DelimitedFileError | None = None
    for candidate in delimiters:
        try:
            start, cells = next(records(text, name, candidate))
        except DelimitedFileError as error:
            # With the wrong delimiter, quotation marks may be in the wrong places.
            failure = failure or error
            continue
        names = [tidy(cell) for cell in cells]
        known = {same_name(column) for column in columns} & set(map(same_name, names))
        if (match := (len(known), len(names))) > best:
            line, delimiter, header, best = start, candidate, names, match
    if failure is not None and best < (1, 0):
        raise failure
    _check_header(header, name, line, columns)
    return delimiter, header


def _check_header(header: Sequence[str], name: str, line: int, columns: Sequence[str]) -> None:
    if len(header) == 1 and len(set(columns)) > 1:
        raise DelimitedFileError("one_column", file=name, line=line)
    compared = [same_name(title) for title in header]
    for column in columns:
        if (wanted := same_name(column)) not in compared:
            if near := difflib.get_close_matches(column, header, 1):
                raise DelimitedFileError(
                    "near_column", file=name, line=line, column=column, near=near[0]
                )
            raise DelimitedFileError("no_column", file=name, line=line, column=column)
        if compared.count(wanted) > 1:
            numbers = tuple(number for number, title in enumerate(compared, 1) if title == wanted)
            raise DelimitedFileError(
                "column_twice", file=name, line=line, column=column, numbers=numbers
            )


def records(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on; empty records are left out.

    Raises DelimitedFileError for a record that cannot be read.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise DelimitedFileError("broken_row", file=name, line=line, why=error) from error
