"""A report as slides: one subject each, with native charts, notes, and the facts at the foot."""

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, time
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from dashboard.reports import slide_charts
from dashboard.reports.look import INK, QUIET, TONES
from dashboard.reports.slide_master import (
    COVER,
    FOOT,
    INNER,
    LEFT,
    TITLE_ONLY,
    TOP,
    WORDS,
    new_presentation,
)
from dashboard.reports.slide_tables import table_pages
from dashboard.reports.slide_words import SIZE, asked, notes, pages, paragraphs, words_height
from surveys.reports.document import Counts, Divided, Report, Section, Statements, Table, TrendChart

_ROOM = FOOT - TOP
_BARS = 3
"""Questions on a slide."""


def slides(report: Report) -> bytes:
    """Return a report as a presentation (.pptx)."""
    made = new_presentation()
    _properties(made, report)
    deck = _Deck(made, report)
    deck.cover()
    for section in report.sections:
        deck.section(section)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _properties(made: Presentation, report: Report) -> None:
    about, moment = made.core_properties, datetime.combine(report.made_on, time(), UTC)
    about.title, about.author, about.last_modified_by = report.title, "Peil", "Peil"
    about.language, about.created, about.modified = report.language, moment, moment
    about.subject, about.keywords = report.foot, ""


class _Deck:
    """Slides of a report, added one after the other."""

    def __init__(self, made: Presentation, report: Report) -> None:
        """Begin without slides."""
        self.made, self.report = made, report

    def add(self, layout: int, title: str, section: Section | None = None) -> Slide:
        """Add a slide with its title, the foot, its number and its notes."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[layout])
        if slide.shapes.title is not None:
            slide.shapes.title.text = title
        _foot(slide, f"{self.report.foot}\v{self.report.not_shown}")
        written = slide.notes_slide.notes_text_frame
        if written is not None:
            written.text = "\n".join(notes(self.report, section))
        return slide

    def cover(self) -> None:
        """Add the first slide: of whom and when, and what is not shown."""
        report = self.report
        slide = self.add(COVER, report.name)
        lines = [report.above, report.period, *report.facts[2:]]
        lines += [report.not_shown, report.words["made_on"]]
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join(filter(None, lines))
        for paragraph in frame.paragraphs:
            paragraph.font.size, paragraph.font.color.rgb = Pt(16), slide_charts.colour(INK)

    def section(self, section: Section) -> None:
        """Add the slides of a section."""
        charts = [block for block in section.blocks if isinstance(block, TrendChart)]
        if charts:
            for chart in charts:
                self._trend(section, chart)
            return
        tables = [block for block in section.blocks if isinstance(block, Table)]
        for counts in (block for block in section.blocks if isinstance(block, Counts)):
            self._counts(section, counts)
        if bars := [block for block in section.blocks if isinstance(block, Divided)]:
            # There is no room for what is told besides: it is in the notes.
            for first in range(0, len(bars), _BARS):
                self._bars(section, bars[first : first + _BARS], is_first=first == 0)
        elif statements := [block for block in section.blocks if isinstance(block, Statements)]:
            self._statements(section, _as_table(self.report, statements))
        elif tables and self._has_room_above(section, tables[0]):
            self._table(section, tables.pop(0), with_words=True)
        elif section.told or section.ask:
            self._words(section)
        for table in tables:
            self._table(section, table)

    def _words(self, section: Section) -> None:
        told = pages(section.told, section, _ROOM)
        for number, page in enumerate(told):
            slide = self.add(WORDS, _continued(self.report, section.title, number), section)
            frame = slide.placeholders[1].text_frame
            paragraphs(frame, page, SIZE)
            if number == len(told) - 1:
                asked(frame, self.report, section, SIZE)

    def _statements(self, section: Section, table: Table) -> None:
        """Add statements as a table, with what is told besides below its last rows."""
        below = words_height(section.told, section)
        drawn = list(table_pages(table, self.report, below=below))
        for number, page in enumerate(drawn):
            title = _continued(self.report, section.title, number)
            slide = self.add(TITLE_ONLY, title, section)
            top = int(TOP)
            if page.rows:
                page.draw(slide, top)
                top += page.height
            if below and number == len(drawn) - 1:
                frame = _text_box(slide, top, below)
                paragraphs(frame, section.told, SIZE)
                asked(frame, self.report, section, SIZE)

    def _trend(self, section: Section, chart: TrendChart) -> None:
        slide = self.add(TITLE_ONLY, section.title, section)
        left = slide.shapes.add_textbox(LEFT, TOP, Inches(4.9), Emu(_ROOM))
        frame = left.text_frame
        frame.word_wrap = True
        words = sum(len(name) + len(sentence) for name, sentence in section.told)
        size = 14 if words < 420 else 12 if words < 620 else 11
        statement = next(
            (row for b in section.blocks if isinstance(b, Statements) for row in b.rows), None
        )
        frame.text = statement.word if statement is not None else chart.question
        first = frame.paragraphs[0]
        first.font.size, first.font.bold = Pt(20), True
        tone = QUIET if statement is None else TONES[statement.tone]
        first.font.color.rgb = slide_charts.colour(INK if tone == QUIET else tone)
        if statement is not None:
            paragraphs(frame, [("", f"“{chart.question}”")], size, after=True)
        paragraphs(frame, section.told, size, after=True)
        asked(frame, self.report, section, size)
        at = int(LEFT) + int(Inches(5.2))
        box = (at, int(TOP), int(INNER) - int(Inches(5.2)), int(_ROOM) - int(Inches(0.1)))
        slide_charts.trend(slide, chart, self.report, box)

    def _bars(self, section: Section, bars: Sequence[Divided], *, is_first: bool) -> None:
        slide = self.add(TITLE_ONLY, _continued(self.report, section.title, not is_first), section)
        height = int(_ROOM) // _BARS
        longest = max(len(one.question) + len(one.told) for one in bars)
        size = 11 if longest < 440 else 9
        for place, one in enumerate(bars):
            top = int(TOP) + place * height
            words = slide.shapes.add_textbox(LEFT, Emu(top), Inches(5.4), Emu(height))
            words.text_frame.word_wrap = True
            words.text_frame.text = one.question
            head = words.text_frame.paragraphs[0]
            head.font.bold, head.font.size = True, Pt(size + 2)
            paragraphs(words.text_frame, [("", one.wave), ("", one.told)], size, after=True)
            if one.parts:
                at = int(LEFT) + int(Inches(5.6))
                width = int(INNER) - int(Inches(5.6))
                slide_charts.divided(slide, one, (at, top, width, height - int(Inches(0.1))))

    def _counts(self, section: Section, counts: Counts) -> None:
        slide = self.add(TITLE_ONLY, section.title, section)
        told = [("", counts.told)]
        above = words_height(told, section)
        paragraphs(_text_box(slide, int(TOP), above), told, SIZE)
        box = (int(LEFT), int(TOP) + above, int(INNER), _ROOM - above - int(Inches(0.1)))
        slide_charts.counted(slide, counts, box)

    def _has_room_above(self, section: Section, table: Table) -> bool:
        """Return whether what is told fits above a table, or is short where it has many rows."""
        if not section.told and not section.ask:
            return False
        above = words_height(_with_title(section, table), section)
        drawn = list(table_pages(table, self.report, above=above))
        alone = list(table_pages(table, self.report))
        return len(drawn) == 1 or (above < _ROOM // 4 and len(drawn) == len(alone))

    def _table(self, section: Section, table: Table, *, with_words: bool = False) -> None:
        told = _with_title(section, table)
        above = words_height(told, section) if with_words else 0
        name = section.title if with_words else table.title or section.title
        for number, page in enumerate(table_pages(table, self.report, above=above)):
            slide = self.add(TITLE_ONLY, _continued(self.report, name, number), section)
            top = int(TOP)
            if with_words and number == 0:
                # The questions stand above the title of the table, which belongs to it.
                frame = _text_box(slide, top, above)
                paragraphs(frame, section.told, SIZE)
                asked(frame, self.report, section, SIZE)
                if len(told) > len(section.told):
                    paragraphs(frame, told[-1:], SIZE, after=True)
                top += above
            page.draw(slide, top)


def _with_title(section: Section, table: Table) -> list[tuple[str, str]]:
    """Return what stands above a table: what is told, and the title of the table."""
    has_own = table.title not in {"", section.title}
    return [*section.told, *([(table.title, "")] if has_own else [])]


def _text_box(slide: Slide, top: int, height: int) -> Any:
    """Return the frame of words over the whole width."""
    frame = slide.shapes.add_textbox(LEFT, Emu(top), INNER, Emu(height)).text_frame
    frame.word_wrap = True
    return frame


def _as_table(report: Report, statements: Sequence[Statements]) -> Table:
    words = report.words
    rows = [row for block in statements for row in block.rows]
    has_about = any(row.under for row in rows)
    columns = [words["unit"], words["about"]] if has_about else [words["subject"]]
    return Table(
        [*columns, words["in_words"]],
        [[row.name, *([row.under] if has_about else []), row.told] for row in rows],
    )


def _continued(report: Report, title: str, number: int) -> str:
    return f"{title} ({report.words['continued']})" if number else title


def _foot(slide: Slide, text: str) -> None:
    """Give a slide its footer and its number, which the library leaves out."""
    for shape in slide.slide_layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}:
            continue
        copy = deepcopy(shape.element)
        slide.shapes._spTree.append(copy)
        if kind == PP_PLACEHOLDER.FOOTER:
            placed = next(one for one in slide.placeholders if one.element is copy)
            placed.text_frame.text = text
