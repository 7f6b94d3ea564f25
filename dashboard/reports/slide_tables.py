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
_ACROSS = 165
"""Characters on a line over the whole width."""
_PER_INCH = 13.5
_SHORTEST, _LONGEST = 7, 60
_MANY, _LONGEST_OF_MANY = 6, 24
"""Characters to an inch, at 11 points."""


def table_pages(
    table: Table, report: Report, opening: str = "", *, left_out: bool
) -> Iterator[Draw]:
    """Yield functions that draw a page of a table each; at least one.

    `opening` stands above the first page. `left_out`: the table has more rows elsewhere, which is
    said below.
    """
    texts = Texts(report.language)
    rows = [[_said(cell, texts, report) for cell in row] for row in table.rows]
    widths = _widths(table.columns, rows)
    note = " ".join(filter(None, (table.note, report.words["all_in_workbook"] if left_out else "")))
    room = int(FOOT) - int(TOP) - int(_LINE) * 3 * bool(note) - _above(opening)
    page: list[Sequence[str]] = []
    draw = partial(_draw, columns=table.columns, widths=widths, note=note)
    head = _height(table.columns, widths)
    used = head
    for row in rows:
        height = _height(row, widths)
        if page and used + height > room:
            yield partial(draw, rows=page, opening=opening)
            page, used, opening = [], head, ""
        page.append(row)
        used += height
    yield partial(draw, rows=page, opening=opening)


def _above(opening: str) -> int:
    """Return the height of what stands above a table."""
    return int(_LINE) * (-(-len(opening) // _ACROSS) + 1) if opening else 0


def _said(cell: Cell, texts: Texts, report: Report) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return cell.said
    return cell if isinstance(cell, str) else texts.date(cell)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column: no word is broken, and what is long is wrapped."""
    longest = _LONGEST if len(columns) <= _MANY else _LONGEST_OF_MANY
    needed = []
    for place, name in enumerate(columns):
        cells = [row[place] for row in rows]
        words = [len(word) + 2 for text in (name, *cells) for word in text.split()]
        lengths = [min(len(cell), longest) for cell in cells]
        needed.append(max([_SHORTEST, *words, *lengths]))
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
    opening: str,
) -> None:
    heights = [_height(cells, widths) for cells in (columns, *rows)]
    top = int(TOP) + _above(opening)
    if opening:
        _words(slide, opening, int(TOP), INK)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(columns), LEFT, Emu(top), INNER, Emu(sum(heights))
    )
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
        _words(slide, note, top + sum(heights) + int(_PADDING), QUIET)


def _words(slide: Slide, text: str, top: int, code: str) -> None:
    box = slide.shapes.add_textbox(LEFT, Emu(top), INNER, Emu(int(_LINE) * 3))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    box.text_frame.paragraphs[0].font.size = Pt(_SIZE)
    box.text_frame.paragraphs[0].font.color.rgb = colour(code)


def _cell(cell: Any, text: str, *, is_head: bool) -> None:
    cell.text = text
    cell.margin_left = cell.margin_right = Inches(0.07)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(GROUND if is_head else PAPER)
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(_SIZE), is_head
        paragraph.font.color.rgb = colour(INK)
