"""Words of slides: pages of them, paragraphs, questions to ask, and the notes of the speaker."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from pptx.util import Inches, Pt

from dashboard.reports import slide_charts
from dashboard.reports.look import INK, TONES
from dashboard.reports.slide_pages import divided_evenly
from surveys.reports.document import Report, Section

SIZE = 14
"""The size of words that stand over the whole width of a slide, in points."""

_CHARACTERS = 135
"""Characters on such a line."""
_LINE, _BETWEEN = Inches(0.24), Inches(0.085)
_AROUND = Inches(0.2)
"""The space between words and a table."""
_HEAD = Inches(0.45)
"""The height of the line above the questions to ask."""

Told = Sequence[tuple[str, str]]
"""Pairs of a title, which may be empty, and a sentence."""


def words_height(told: Told, section: Section) -> int:
    """Return how high what is told stands over the whole width, and the questions below it."""
    return sum(_heights(told)) + _height_of_questions(section) + int(_AROUND)


def _heights(told: Told) -> list[int]:
    return [
        -(-(len(name) + len(sentence) + 2) // _CHARACTERS) * int(_LINE) + int(_BETWEEN)
        for name, sentence in told
    ]


def _height_of_questions(section: Section) -> int:
    if not section.ask:
        return 0
    return int(_HEAD) + sum(_heights([("", question) for question in section.ask]))


def pages(told: Told, section: Section, room: int) -> list[Told]:
    """Return what is told by page; the questions have room on the last one."""
    heights = _heights(told)
    if asked_below := _height_of_questions(section):
        heights.append(asked_below)
    rest = iter(told)
    return [list(islice(rest, number)) for number in divided_evenly(heights, room)]


def paragraphs(frame: Any, told: Told, size: int, *, after: bool = False) -> None:
    """Write pairs of title and sentence; `after` what the frame has already."""
    for place, (name, sentence) in enumerate(told):
        paragraph = frame.add_paragraph() if after or place else frame.paragraphs[0]
        paragraph.space_before = Pt(6)
        if name:
            bold = paragraph.add_run()
            bold.text = name if name.endswith((".", "?", ":")) else f"{name}."
            bold.font.bold, bold.font.size = True, Pt(size)
        run = paragraph.add_run()
        run.text = f" {sentence}" if name else sentence
        run.font.size = Pt(size)
        run.font.color.rgb = slide_charts.colour(INK)


def asked(frame: Any, report: Report, section: Section, size: int) -> None:
    """Write the questions to ask below what a frame has already."""
    if not section.ask:
        return
    head = frame.add_paragraph()
    head.text, head.space_before = report.words["ask"], Pt(14)
    head.font.bold, head.font.size = True, Pt(size)
    head.font.color.rgb = slide_charts.colour(TONES["better"])
    for question in section.ask:
        line = frame.add_paragraph()
        line.text, line.space_before = question, Pt(3)
        line.font.size = Pt(size)


def notes(report: Report, section: Section | None) -> Iterator[str]:
    """Yield the lines of the speaker's notes: questions to ask, what to keep in mind, grounds."""
    if section is not None:
        if section.ask:
            yield f"{report.words['ask']}:"
            yield from (f"– {question}" for question in section.ask)
        yield from section.opening
        yield from section.notes
        for name, sentence in section.more:
            yield f"{name}: {sentence}"
    yield report.foot
    yield report.not_shown
