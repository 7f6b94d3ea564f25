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
from dashboard.reports.workbook_cells import (
    TITLE,
    WIDEST_LINE,
    high_enough,
    safe,
    widths_of,
    write_line,
    write_table,
)
from dashboard.reports.workbook_charts import CHARTS_ON_PAPER, draw_charts
from surveys.reports.document import Report, Section, Table, TrendChart

_MOST_OF_A_NAME = 31
"""Characters that Excel allows in the name of a sheet."""

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
    book.set_properties({"title": safe(report.title), "author": "Peil", "created": made})
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
        "note": {"font_color": QUIET, "text_wrap": True},
        "head": {"bold": True, "bg_color": GROUND, "bottom": 1, "text_wrap": True},
        "text": {"text_wrap": True},
        "beside": {"text_wrap": True, "align": "left", "indent": 1},
        "bold": {"bold": True, "text_wrap": True},
        "number": {"num_format": "0.0"},
        "whole": {"num_format": "0"},
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
    sheet.set_column(0, 0, WIDEST_LINE)
    sheet.set_row(0, TITLE)
    sheet.write_string(0, 0, safe(report.title), looks["title"])
    lines = [report.above, *report.facts, report.not_shown, report.words["made_on"]]
    row = 1
    for line in filter(None, lines):
        high_enough(sheet, row, [(line, WIDEST_LINE)])
        sheet.write_string(row, 0, safe(line), looks["text"])
        row += 1
    sheet.write_string(row + 1, 0, report.words["contents"], looks["bold"])
    for place, name in enumerate(names, start=row + 2):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", looks["link"], string=safe(name))
    _on_paper(sheet, report)


def _sheet(
    sheet: Worksheet,
    report: Report,
    title: str,
    sections: Sequence[Section],
    looks: dict[str, Format],
) -> dict[str, int]:
    """Write the tables of a topic, then what is told; return where the rows of each chart begin."""
    tables = list(tables_of(report, [block for section in sections for block in section.blocks]))
    # The head that stays in sight, and on every sheet of paper, is that of the longest one.
    longest = max((len(table.rows) for table in tables), default=0)
    tables.sort(key=lambda table: len(table.rows) < longest)
    widths = widths_of(tables)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _head(sheet, report, title, looks)
    row = _HEAD
    for place, table in enumerate(tables):
        if place and table.title:
            row = write_line(sheet, row, table.title, widths, looks["bold"])
        if place == 0:
            sheet.freeze_panes(row + 1, 1)
            sheet.repeat_rows(row)
        row = write_table(sheet, row, table, widths, looks) + 1
    for section in sections:
        told = [*section.told, *((report.words["ask"], question) for question in section.ask)]
        if told and len(sections) > 1:
            row = write_line(sheet, row, section.title, widths, looks["bold"])
        for name, sentence in told:
            stop = "" if not name or name.endswith((".", ":", "?")) else "."
            row = write_line(sheet, row, f"{name}{stop} {sentence}".strip(), widths, looks["text"])
    _on_paper(sheet, report)
    return _rows_of_charts(tables)


def _head(sheet: Worksheet, report: Report, title: str, looks: dict[str, Format]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_row(0, TITLE)
    for row, (line, look) in enumerate(
        ((title, "title"), (report.foot, "facts"), (report.not_shown, "facts"))
    ):
        sheet.write_string(row, 0, safe(line), looks[look])


def _on_paper(sheet: Worksheet, report: Report, *, pages: int = 0) -> None:
    """Set how a sheet is printed: as wide as a page, on as many pages as it takes, or on some."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, pages)
    sheet.set_footer(f"&L&8{_footer(report.foot)}&R&8&P / &N")


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
