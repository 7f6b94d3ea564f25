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
from surveys.reports.document import Cell, Figure, Report, Section, Table, TrendChart
from surveys.tables.spreadsheet_cells import escape_formula

_NARROWEST, _WIDEST = 9, 60
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
    looks = _looks(book)
    names = _sheet_names(report)
    _cover(book.add_worksheet(names[0]), report, names[1:], looks)
    for name, (topic, title, sections) in zip(names[1:], report.by_topic(), strict=True):
        sheet = book.add_worksheet(name)
        _sheet(book, sheet, report, title, sections, looks)
        if topic == "trends":
            _charts(book, sheet, report, sections)
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
    for name in (report.words["report"], *(title for _, title, _ in report.by_topic())):
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
    sheet.set_column(0, 0, 110)
    lines = [report.above, *report.facts, report.not_shown, report.words["made_on"]]
    sheet.write_string(0, 0, _text(report.title), looks["title"])
    row = 1
    for line in filter(None, lines):
        sheet.write_string(row, 0, _text(line), looks["text"])
        row += 1
    row += 1
    sheet.write_string(row, 0, report.words["contents"], looks["bold"])
    for place, name in enumerate(names, start=row + 1):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", looks["link"], string=_text(name))


def _sheet(
    book: Any,
    sheet: Worksheet,
    report: Report,
    title: str,
    sections: Sequence[Section],
    looks: dict[str, Format],
) -> None:
    del book
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _text(title), looks["title"])
    sheet.write_string(1, 0, _text(report.foot), looks["facts"])
    sheet.write_string(2, 0, _text(report.not_shown), looks["facts"])
    blocks = [block for section in sections for block in section.blocks]
    tables = list(tables_of(report, blocks))
    row = _HEAD
    for place, table in enumerate(tables):
        if place and table.title:
            sheet.write_string(row, 0, _text(table.title), looks["bold"])
            row += 1
        if place == 0:
            sheet.freeze_panes(row + 1, 1)
            sheet.repeat_rows(row)
        row = _table(sheet, row, table, looks) + 1
    _widths(sheet, tables)
    for section in sections:
        told = [*section.told, *((report.words["ask"], question) for question in section.ask)]
        if told and len(sections) > 1:
            sheet.write_string(row, 0, _text(section.title), looks["bold"])
            row += 1
        for name, sentence in told:
            line = f"{name}{'' if name.endswith(('.', ':')) or not name else '.'} {sentence}"
            sheet.write_string(row, 0, _text(line.strip()), looks["facts"] if not name else None)
            row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{_footer(report.foot)}&R&P / &N")


def _table(sheet: Worksheet, row: int, table: Table, looks: dict[str, Format]) -> int:
    """Write a table from a row on, and return the row below it."""
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, _text(name), looks["head"])
    for place, cells in enumerate(table.rows, start=row + 1):
        for column, cell in enumerate(cells):
            _cell(sheet, place, column, cell, looks)
    below = row + 1 + len(table.rows)
    if table.note:
        sheet.write_string(below, 0, _text(table.note), looks["facts"])
        below += 1
    return below


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: dict[str, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, Figure):
        sheet.write_number(row, column, cell.value, looks["part" if cell.is_part else "number"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), looks["day"])
    else:
        sheet.write_string(row, column, _text(cell), looks["text"])


def _widths(sheet: Worksheet, tables: Sequence[Table]) -> None:
    """Make each column as wide as its longest cell, within bounds; longer ones are wrapped."""
    longest: dict[int, int] = {}
    for table in tables:
        for column, name in enumerate(table.columns):
            cells = (row[column] for row in table.rows)
            lengths = [len(cell) if isinstance(cell, str) else _NARROWEST for cell in cells]
            words = max((len(word) for word in name.split()), default=0)
            widest = max([words + 2, *lengths])
            longest[column] = max(longest.get(column, 0), widest)
    for column, length in longest.items():
        sheet.set_column(column, column, min(max(length + 1, _NARROWEST), _WIDEST))


def _charts(book: Any, sheet: Worksheet, report: Report, sections: Sequence[Section]) -> None:
    """Draw a native chart of each trend beside the table, from its cells."""
    charts = [b for section in sections for b in section.blocks if isinstance(b, TrendChart)]
    statements = sum(not isinstance(b, TrendChart) for s in sections for b in s.blocks)
    # The table of charts is the second one, below that of statements with its head.
    first = _HEAD + 1 + (statements + 2 if statements else 0)
    name, row = sheet.get_name(), first
    for place, chart in enumerate(charts):
        last = row + len(chart.points) - 1
        drawn = book.add_chart({"type": "line"})
        looks = (
            (3, {"none": True}, {"type": "circle", "size": 5, "border": {"color": TEAM}}),
            (4, {"color": TEAM, "width": 2.25}, {"type": "none"}),
            (5, {"color": TEAM, "width": 0.75, "dash_type": "dash"}, {"type": "none"}),
            (6, {"color": TEAM, "width": 0.75, "dash_type": "dash"}, {"type": "none"}),
        )
        for column, line, marker in looks:
            drawn.add_series(
                {
                    "name": [name, first - 1, column],
                    "categories": [name, row, 2, last, 2],
                    "values": [name, row, column, last, column],
                    "line": line,
                    "marker": marker,
                }
            )
        drawn.set_title({"name": _text(chart.name), "name_font": {"size": 12, "color": INK}})
        drawn.set_y_axis(
            {
                "min": chart.lowest,
                "max": chart.highest,
                "major_unit": (chart.highest - chart.lowest) / 4,
                "num_format": "0",
                "major_gridlines": {"visible": True, "line": {"color": GROUND}},
            }
        )
        drawn.set_x_axis({"date_axis": True, "num_format": "d mmm", "label_position": "low"})
        drawn.set_legend({"position": "bottom"})
        drawn.set_size({"width": 560, "height": 300})
        described = {"description": _text(chart.described), "object_position": 3}
        column = 11 + (place % 2) * 9
        sheet.insert_chart(first - 1 + (place // 2) * 16, column, drawn, described)
        row = last + 1


def _footer(text: str) -> str:
    """Return a text for the foot of printed sheets, where an ampersand begins a command."""
    return text.replace("&", "&&")[:200]


def _text(text: str) -> str:
    """Return a text as a cell that cannot act as a formula."""
    return escape_formula(text)
