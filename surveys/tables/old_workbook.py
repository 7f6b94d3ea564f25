"""The sheets of a workbook of Excel 97 to 2003 as text, with xlrd.

xlrd, unlike faster readers, knows the format of each number. Excel stores the value of each formula
beside it; the value is read.
"""

import io
from collections.abc import Iterator, Sequence
from functools import partial
from struct import error as StructError
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from surveys.tables.cells import Record, Unusable, shown
from surveys.tables.faults import DelimitedFileError
from surveys.tables.kinds import Sheet
from surveys.tables.merged_cells import MAX_RANGES, MergedCells

_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_BROKEN = (
    XLRDError,
    CompDocError,
    StructError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""Exceptions of xlrd for damaged workbooks; for most it has none of its own."""


def sheets(name: str, content: bytes, most_rows: int, widest: int) -> Sequence[Sheet]:
    """Return the sheets of a workbook. Raises DelimitedFileError for one that cannot be read."""
    if _MACROS in content:
        raise DelimitedFileError("macros", file=name)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise DelimitedFileError("protected", file=name)
    try:
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
    except _BROKEN as error:
        code = "protected" if "encrypted" in str(error) else "no_workbook"
        raise DelimitedFileError(code, file=name) from error
    return [
        Sheet(
            sheet.name,
            bool(sheet.visibility),
            partial(_rows, name, book, sheet, most_rows, widest),
            partial(_merged, sheet),
        )
        for sheet in book.sheets()
    ]


def _rows(
    name: str, book: xlrd.Book, sheet: xlrd.sheet.Sheet, most_rows: int, widest: int
) -> Iterator[Record]:
    for number in range(sheet.nrows):
        if number > most_rows:
            raise DelimitedFileError("too_many_rows", file=name, line=number, most=most_rows)
        try:
            cells = [_text(book, cell) for cell in sheet.row(number)[:widest]]
        except _BROKEN as error:
            raise DelimitedFileError("no_workbook", file=name, line=number + 1) from error
        if any(map(str.strip, cells)):
            yield number + 1, cells


def _merged(sheet: xlrd.sheet.Sheet) -> Sequence[MergedCells]:
    return [
        MergedCells(first + 1, behind, left, right - 1)
        for first, behind, left, right in sheet.merged_cells[:MAX_RANGES]
    ]


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    value: Any = cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Unusable(xlrd.error_text_from_code.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment = xlrd.xldate_as_datetime(value, book.datemode)
        return shown(moment.time() if value < 1 else moment)
    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index is not None:
        style = book.xf_list[cell.xf_index]
        return shown(value, book.format_map[style.format_key].format_str)
    return str(value)
