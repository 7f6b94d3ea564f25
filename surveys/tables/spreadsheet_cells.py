"""Files for spreadsheets in which no cell can run as a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl

_FORMULA_STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20|%")
"""Characters with which a formula may begin, also in full width."""

_CONTROL_STARTS = ("\t", "\r", "\n")


def escape_formula(cell: str) -> str:
    """Return a cell that every spreadsheet shows as text, with an apostrophe before a formula.

    A formula may stand behind spaces. See OWASP, CSV injection.
    """
    is_control = cell.lstrip(" ").startswith(_CONTROL_STARTS)
    return f"'{cell}" if is_control or cell.lstrip().startswith(_FORMULA_STARTS) else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file (UTF-8 with a byte order mark) with escaped cells."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an Excel workbook with one sheet of escaped text cells."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(columns))
    for row in rows:
        sheet.append([escape_formula(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
