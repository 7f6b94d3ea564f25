"""Cells, tables and lines of a workbook, with widths and heights that fit what they hold."""

from collections.abc import Sequence
from datetime import date, datetime, time

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from surveys.reports.document import Cell, Figure, Table
from surveys.tables.spreadsheet_cells import escape_formula

_NARROWEST, _FIRST, _WIDEST, WIDEST_LINE = 9, 26, 60, 120
"""Widths in characters: of columns, of the first one, and of texts over several."""

_LINE, TITLE = 15, 24
"""Heights in points."""


def write_table(
    sheet: Worksheet, row: int, table: Table, widths: Sequence[int], looks: dict[str, Format]
) -> int:
    """Write a table from a row on, and return the row below it."""
    high_enough(sheet, row, list(zip(table.columns, widths, strict=False)))
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, safe(name), looks["head"])
    for place, cells in enumerate(table.rows, start=row + 1):
        texts = [(cell if isinstance(cell, str) else "") for cell in cells]
        high_enough(sheet, place, list(zip(texts, widths, strict=False)))
        for column, cell in enumerate(cells):
            # Else it would run into the digits, which end where it begins.
            is_beside = column > 0 and isinstance(cells[column - 1], Figure)
            _cell(sheet, place, column, cell, looks, "beside" if is_beside else "text")
    below = row + 1 + len(table.rows)
    return write_line(sheet, below, table.note, widths, looks["note"]) if table.note else below


def _cell(
    sheet: Worksheet, row: int, column: int, cell: Cell, looks: dict[str, Format], of_text: str
) -> None:
    if cell is None:
        return
    if isinstance(cell, Figure):
        sheet.write_number(row, column, cell.value, looks[_look_of(cell)])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), looks["day"])
    else:
        sheet.write_string(row, column, safe(cell), looks[of_text])


def _look_of(figure: Figure) -> str:
    if figure.is_part:
        return "part"
    return "whole" if figure.is_whole else "number"


def write_line(sheet: Worksheet, row: int, text: str, widths: Sequence[int], look: Format) -> int:
    """Write a text over the width of the tables, and return the row below it."""
    last, width = 0, widths[0] if widths else WIDEST_LINE
    while last + 1 < len(widths) and width + widths[last + 1] <= WIDEST_LINE:
        last += 1
        width += widths[last]
    high_enough(sheet, row, [(text, width)])
    if last:
        sheet.merge_range(row, 0, row, last, "", look)
    sheet.write_string(row, 0, safe(text), look)
    return row + 1


def high_enough(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]]) -> None:
    """Make a row high enough for its wrapped texts, each with the width of its column.

    Programs differ in whether they do so themselves when they open a file.
    """
    lines = max((-(-len(text) // max(width - 1, 1)) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def widths_of(tables: Sequence[Table]) -> list[int]:
    """Return the width of each column: that of its longest cell, within bounds."""
    longest: dict[int, int] = {}
    for table in tables:
        for column, name in enumerate(table.columns):
            cells = (row[column] for row in table.rows)
            lengths = [len(cell) for cell in cells if isinstance(cell, str)]
            words = [len(word) + 2 for word in name.split()]
            longest[column] = max([longest.get(column, 0), *words, *lengths])
    least_first = {0: _FIRST}
    return [
        min(max(longest[column] + 2, least_first.get(column, _NARROWEST)), _WIDEST)
        for column in sorted(longest)
    ] or [WIDEST_LINE]


def safe(text: str) -> str:
    """Return a text as a cell that cannot act as a formula."""
    return escape_formula(text)
