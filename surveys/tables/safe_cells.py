"""Cells of files that people open in a spreadsheet: nothing in them may run as a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: str) -> str:
    """Return a cell that a spreadsheet shows as it is; an apostrophe makes a formula a text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTS) or cell.startswith(_STARTS) else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file that any spreadsheet opens as it should, with safe cells."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an Excel workbook of one sheet, with safe cells, each of them a text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(columns))
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
