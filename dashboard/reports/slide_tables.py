"""Tables of slides: as many rows on each as fit, with columns as wide as what they hold."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from dashboard.reports.look import GROUND, INK, PAPER, QUIET
from dashboard.reports.slide_charts import colour
from dashboard.reports.slide_master import FOOT, INNER, LEFT, TOP
from surveys.reports.document import Cell, Figure, Report, Table
from surveys.texts import Texts

Draw = Callable[[Slide], None]

MOST_ROWS = 60
"""Rows of a table on slides; a tree of units is cut at a depth with fewer."""

_SIZE = 11
_LINE = Inches(0.21)
_PADDING = Inches(0.1)
_PER_INCH = 13.5
"""Characters to an inch, at 11 points."""


def table_pages(table: Table, report: Report, *, left_out: bool) -> Iterator[Draw]:
    """Yield functions that draw a page of a table each; at least one.

    `left_out`: the table has more rows elsewhere, which is said below.
    """
    texts = Texts(report.language)
    rows = [[_said(cell, texts, report) for cell in row] for row in table.rows]
    widths = _widths(table.columns, rows)
    note = " ".join(filter(None, (table.note, report.words["all_in_workbook"] if left_out else "")))
    room = int(FOOT) - int(TOP) - int(_LINE) * 3 * bool(note)
    page: list[Sequence[str]] = []
    head = _height(table.columns, widths)
    used = head
    for row in rows:
        height = _height(row, widths)
        if page and used + height > room:
            yield partial(_draw, columns=table.columns, rows=page, widths=widths, note=note)
            page, used = [], head
        page.append(row)
        used += height
    yield partial(_draw, columns=table.columns, rows=page, widths=widths, note=note)


def _said(cell: Cell, texts: Texts, report: Report) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return cell.said
    return cell if isinstance(cell, str) else texts.date(cell)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column: what is short gets what it needs, what is long the rest."""
    needed = [
        max(
            max((len(word) for word in [*name.split(), "1234567"]), default=0),
            max((min(len(row[place]), 60) for row in rows), default=0),
        )
        for place, name in enumerate(columns)
    ]
    total = sum(needed)
    return [int(INNER) * part // total for part in needed]


def _height(cells: Sequence[str], widths: Sequence[int]) -> int:
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        inches = width / int(Inches(1)) - 0.15
        lines = max(lines, -(-len(cell) // max(int(inches * _PER_INCH), 1)))
    return lines * int(_LINE) + int(_PADDING)


def _draw(
    slide: Slide,
    *,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    note: str,
) -> None:
    heights = [_height(cells, widths) for cells in (columns, *rows)]
    frame = slide.shapes.add_table(len(rows) + 1, len(columns), LEFT, TOP, INNER, Emu(sum(heights)))
    drawn = frame.table
    # The style of the library has colours of its own; ours are set by cell.
    drawn.horz_banding = False
    for place, width in enumerate(widths):
        drawn.columns[place].width = Emu(width)
    for number, (cells, height) in enumerate(zip((columns, *rows), heights, strict=True)):
        drawn.rows[number].height = Emu(height)
        for place, text in enumerate(cells):
            _cell(drawn.cell(number, place), text, is_head=number == 0)
    if note:
        top = int(TOP) + sum(heights) + int(_PADDING)
        box = slide.shapes.add_textbox(LEFT, Emu(top), INNER, Emu(int(_LINE) * 3))
        box.text_frame.word_wrap = True
        box.text_frame.text = note
        box.text_frame.paragraphs[0].font.size = Pt(_SIZE)
        box.text_frame.paragraphs[0].font.color.rgb = colour(QUIET)


def _cell(cell: Any, text: str, *, is_head: bool) -> None:
    cell.text = text
    cell.margin_left = cell.margin_right = Inches(0.07)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(GROUND if is_head else PAPER)
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(_SIZE), is_head
        paragraph.font.color.rgb = colour(INK)
