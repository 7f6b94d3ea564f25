"""Tables of slides: as many rows on each as fit, with columns as wide as what they hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from dashboard.reports.look import GROUND, INK, PAPER, QUIET
from dashboard.reports.slide_charts import colour
from dashboard.reports.slide_master import FOOT, INNER, LEFT, TOP
from dashboard.reports.slide_pages import divided_evenly
from surveys.reports.document import Cell, Figure, Report, Table
from surveys.texts import Texts

MOST_ROWS = 60
"""Rows of a table on slides; a tree of units is cut at a depth with fewer."""

_SIZE = 11
_LARGER = (16, 14, 12.5)
"""Sizes in points that a table on one slide may have: it is read from the back of a room."""
_LINE = Inches(0.21)
"""The height of a line, at 11 points."""
_PADDING = Inches(0.1)
_ACROSS = 150
"""Characters on a line over the whole width, at 11 points."""
_PER_INCH = 13.5
"""Characters to an inch, at 11 points."""
_SHORTEST, _LONGEST = 7, 60
_DATE = len("30 september 2026")
_MANY, _LONGEST_OF_MANY = 6, 24


@dataclass(frozen=True)
class TablePage:
    """The rows of a table on one slide. `note` stands below them; heights are in EMU."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    note: str
    size: float = _SIZE
    """Of the letters of its cells, in points."""

    @property
    def _heights(self) -> list[int]:
        return [_height(cells, self.widths, self.size) for cells in (self.columns, *self.rows)]

    @property
    def height(self) -> int:
        """How high the table stands with its note."""
        return sum(self._heights) + _height_of_note(self.note)

    def draw(self, slide: Slide, top: int) -> None:
        """Draw the table from some height on."""
        heights = self._heights
        frame = slide.shapes.add_table(
            len(self.rows) + 1, len(self.columns), LEFT, Emu(top), INNER, Emu(sum(heights))
        )
        drawn = frame.table
        # The style of the library has colours of its own; ours are set by cell.
        drawn.horz_banding = False
        for place, width in enumerate(self.widths):
            drawn.columns[place].width = Emu(width)
        for number, cells in enumerate((self.columns, *self.rows)):
            drawn.rows[number].height = Emu(heights[number])
            for place, text in enumerate(cells):
                _cell(drawn.cell(number, place), text, self.size, is_head=number == 0)
        if self.note:
            box = slide.shapes.add_textbox(
                LEFT, Emu(top + sum(heights)), INNER, Emu(_height_of_note(self.note))
            )
            box.text_frame.word_wrap = True
            box.text_frame.text = self.note
            box.text_frame.paragraphs[0].font.size = Pt(_SIZE)
            box.text_frame.paragraphs[0].font.color.rgb = colour(QUIET)


def table_pages(
    table: Table, report: Report, *, above: int = 0, below: int = 0
) -> Iterator[TablePage]:
    """Yield the pages of a table; at least one, and a last one without rows where words need it.

    `above` is the height of what stands above the first page, `below` of what stands below the last
    one: the rows leave room for both.
    """
    short = table.for_slides(MOST_ROWS)
    texts = Texts(report.language)
    rows = [[_said(cell, texts, report) for cell in row] for row in short.rows]
    widths = _widths(short.columns, rows)
    left_out = report.words["all_in_workbook"] if len(short.rows) < len(table.rows) else ""
    note = " ".join(filter(None, (table.note, left_out)))
    for size in _LARGER:
        page = TablePage(short.columns, rows, widths, note, size)
        fits = page.height + above + below <= int(FOOT) - int(TOP)
        if fits and _has_whole_words(page):
            yield page
            return
    room = int(FOOT) - int(TOP) - _height_of_note(note) - _height(short.columns, widths)
    heights = [_height(row, widths) for row in rows]
    if heights:
        heights[0] += above
    if below:
        heights.append(below)
    first = 0
    for number in divided_evenly(heights, room):
        yield TablePage(short.columns, rows[first : first + number], widths, note)
        first += number


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


def _on_a_line(width: int, size: float) -> int:
    """Return how many characters a line of a column takes."""
    inches = width / int(Inches(1)) - 0.15
    return max(int(inches * _PER_INCH * _SIZE / size), 1)


def _has_whole_words(page: TablePage) -> bool:
    """Return whether no word, and no date, is longer than its column is wide."""
    return all(
        len(part) <= _on_a_line(width, page.size)
        for cells in (page.columns, *page.rows)
        for cell, width in zip(cells, page.widths, strict=True)
        for part in ([cell] if len(cell) <= _DATE else cell.split())
    )


def _height(cells: Sequence[str], widths: Sequence[int], size: float = _SIZE) -> int:
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        lines = max(lines, -(-len(cell) // _on_a_line(width, size)))
    return int(lines * int(_LINE) * size / _SIZE) + int(_PADDING)


def _height_of_note(note: str) -> int:
    """Return the height of what stands below a table, with the space around it."""
    return -(-len(note) // _ACROSS) * int(_LINE) + int(_PADDING) if note else 0


def _cell(cell: Any, text: str, size: float, *, is_head: bool) -> None:
    cell.text = text
    cell.margin_left = cell.margin_right = Inches(0.07)
    cell.margin_top = cell.margin_bottom = Inches(0.04)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(GROUND if is_head else PAPER)
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(size), is_head
        paragraph.font.color.rgb = colour(INK)
