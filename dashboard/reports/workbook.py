"""A report as an Excel workbook: a sheet for each topic, with numbers that can be reckoned with.

Tables come first on a sheet, below a head that stays in sight; what is told stands below them. No
cell can run as a formula, and no text becomes a link.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.reports.flat import tables_of
from dashboard.reports.look import GROUND, INK, QUIET, TEAM
from dashboard.reports.workbook_charts import CHARTS_ON_PAPER, draw_charts
from surveys.reports.document import Cell, Figure, Report, Section, Table, TrendChart
from surveys.tables.spreadsheet_cells import escape_formula

_NARROWEST, _FIRST, _WIDEST, _WIDEST_LINE = 9, 26, 60, 120
"""Widths in characters: of columns, of the first one, and of texts over several."""

_LINE, _TITLE = 15, 24
"""Heights in points."""

_MOST_OF_A_NAME = 31
_HEAD = 4
"""Rows above the first table: title, facts, what is not shown, nothing."""

_OPTIONS = {
    # No results in the folder for temporary files.
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(report: Report) -> bytes:
    """Return a report as a workbook (.xlsx)."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    made = datetime.combine(report.made_on, time())
    book.set_properties({"title": _text(report.title), "author": "Peil", "created": made})
    looks, names = _looks(book), _sheet_names(report)
    _cover(book.add_worksheet(names[0]), report, names[1:], looks)
    named = iter(names[1:])
    for topic, title, sections in report.by_topic():
        name = next(named)
        rows = _sheet(book.add_worksheet(name), report, title, sections, looks)
        if topic == "trends" and rows:
            sheet = book.add_worksheet(next(named))
            _head(sheet, report, report.words["charts"], looks)
            blocks = [block for section in sections for block in section.blocks]
            charts = [block for block in blocks if isinstance(block, TrendChart)]
            _on_paper(sheet, report, pages=-(-len(charts) // CHARTS_ON_PAPER))
            draw_charts(book, sheet, name, rows, charts)
    book.close()
    return content.getvalue()


def _looks(book: Any) -> dict[str, Format]:
    plain: dict[str, object] = {
        "font_name": "Calibri",
        "font_size": 11,
        "font_color": INK,
        "valign": "top",
    }
    looks: dict[str, dict[str, object]] = {
        "title": {"font_size": 16, "bold": True},
        "facts": {"font_color": QUIET},
        "head": {"bold": True, "bg_color": GROUND, "bottom": 1, "text_wrap": True},
        "text": {"text_wrap": True},
        "bold": {"bold": True, "text_wrap": True},
        "number": {"num_format": "0.0"},
        "part": {"num_format": "0%"},
        "day": {"num_format": "d mmm yyyy", "align": "left"},
        "link": {"font_color": TEAM, "underline": 1},
    }
    return {name: book.add_format({**plain, **look}) for name, look in looks.items()}


def _sheet_names(report: Report) -> list[str]:
    """Return the names of the sheets: unlike each other, and without what Excel forbids."""
    names: list[str] = []
    titles = [report.words["report"]]
    for topic, title, _sections in report.by_topic():
        titles += [title, report.words["charts"]] if topic == "trends" else [title]
    for name in titles:
        bare = re.sub(r"[\[\]:*?/\\']", " ", name)[:_MOST_OF_A_NAME].strip()
        taken = {one.lower() for one in names}
        while bare.lower() in taken:
            bare = f"{bare[: _MOST_OF_A_NAME - 2]} 2"
        names.append(bare)
    return names


def _cover(
    sheet: Worksheet, report: Report, names: Sequence[str], looks: dict[str, Format]
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _WIDEST_LINE)
    sheet.set_row(0, _TITLE)
    sheet.write_string(0, 0, _text(report.title), looks["title"])
    lines = [report.above, *report.facts, report.not_shown, report.words["made_on"]]
    row = 1
    for line in filter(None, lines):
        _high_enough(sheet, row, [(line, _WIDEST_LINE)])
        sheet.write_string(row, 0, _text(line), looks["text"])
        row += 1
    sheet.write_string(row + 1, 0, report.words["contents"], looks["bold"])
    for place, name in enumerate(names, start=row + 2):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", looks["link"], string=_text(name))


def _sheet(
    sheet: Worksheet,
    report: Report,
    title: str,
    sections: Sequence[Section],
    looks: dict[str, Format],
) -> dict[str, int]:
    """Write the tables of a topic, then what is told; return where the rows of each chart begin."""
    tables = list(tables_of(report, [block for section in sections for block in section.blocks]))
    widths = _widths(tables)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _head(sheet, report, title, looks)
    row = _HEAD
    for place, table in enumerate(tables):
        if place and table.title:
            row = _line(sheet, row, table.title, widths, looks["bold"])
        if place == 0:
            sheet.freeze_panes(row + 1, 1)
            sheet.repeat_rows(row)
        row = _table(sheet, row, table, widths, looks) + 1
    for section in sections:
        told = [*section.told, *((report.words["ask"], question) for question in section.ask)]
        if told and len(sections) > 1:
            row = _line(sheet, row, section.title, widths, looks["bold"])
        for name, sentence in told:
            stop = "" if not name or name.endswith((".", ":", "?")) else "."
            row = _line(sheet, row, f"{name}{stop} {sentence}".strip(), widths, looks["text"])
    _on_paper(sheet, report)
    return _rows_of_charts(tables)


def _head(sheet: Worksheet, report: Report, title: str, looks: dict[str, Format]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_row(0, _TITLE)
    for row, (line, look) in enumerate(
        ((title, "title"), (report.foot, "facts"), (report.not_shown, "facts"))
    ):
        sheet.write_string(row, 0, _text(line), looks[look])


def _on_paper(sheet: Worksheet, report: Report, *, pages: int = 0) -> None:
    """Set how a sheet is printed: as wide as a page, on as many pages as it takes, or on some."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, pages)
    sheet.set_footer(f"&L&8{_footer(report.foot)}&R&8&P / &N")


def _table(
    sheet: Worksheet, row: int, table: Table, widths: Sequence[int], looks: dict[str, Format]
) -> int:
    """Write a table from a row on, and return the row below it."""
    _high_enough(sheet, row, list(zip(table.columns, widths, strict=False)))
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, _text(name), looks["head"])
    for place, cells in enumerate(table.rows, start=row + 1):
        texts = [(cell if isinstance(cell, str) else "") for cell in cells]
        _high_enough(sheet, place, list(zip(texts, widths, strict=False)))
        for column, cell in enumerate(cells):
            _cell(sheet, place, column, cell, looks)
    below = row + 1 + len(table.rows)
    return _line(sheet, below, table.note, widths, looks["facts"]) if table.note else below


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: dict[str, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, Figure):
        sheet.write_number(row, column, cell.value, looks["part" if cell.is_part else "number"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), looks["day"])
    else:
        sheet.write_string(row, column, _text(cell), looks["text"])


def _line(sheet: Worksheet, row: int, text: str, widths: Sequence[int], look: Format) -> int:
    """Write a text over the width of the tables, and return the row below it."""
    last, width = 0, widths[0] if widths else _WIDEST_LINE
    while last + 1 < len(widths) and width + widths[last + 1] <= _WIDEST_LINE:
        last += 1
        width += widths[last]
    _high_enough(sheet, row, [(text, width)])
    if last:
        sheet.merge_range(row, 0, row, last, "", look)
    sheet.write_string(row, 0, _text(text), look)
    return row + 1


def _high_enough(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]]) -> None:
    """Make a row high enough for its wrapped texts, each with the width of its column.

    Programs differ in whether they do so themselves when they open a file.
    """
    lines = max((-(-len(text) // max(width - 1, 1)) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def _widths(tables: Sequence[Table]) -> list[int]:
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
    ] or [_WIDEST_LINE]


def _rows_of_charts(tables: Sequence[Table]) -> dict[str, int]:
    """Return the row of the first wave of each chart, by its name; the head is at key ""."""
    row = _HEAD
    for table in tables:
        if any(isinstance(cells[2], date) for cells in table.rows if len(cells) > 3):
            found = {"": row}
            for place, cells in enumerate(table.rows, start=row + 1):
                found.setdefault(str(cells[0]), place)
            return found
        row += len(table.rows) + 2 + bool(table.note)
    return {}


def _footer(text: str) -> str:
    """Return a text for the foot of printed sheets, where an ampersand begins a command.

    Before a G it would be the place of a picture, even when it is doubled.
    """
    return re.sub(r"&(?=[G\[])", "& ", text[:200]).replace("&", "&&")


def _text(text: str) -> str:
    """Return a text as a cell that cannot act as a formula."""
    return escape_formula(text)
