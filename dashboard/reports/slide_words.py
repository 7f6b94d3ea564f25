"""Words of slides: pages of them, paragraphs, questions to ask, and the notes of the speaker."""

from collections.abc import Iterator, Sequence
from typing import Any

from pptx.util import Pt

from dashboard.reports import slide_charts
from dashboard.reports.look import INK, TONES
from surveys.reports.document import Report, Section

_CHARACTERS = 150
"""Characters on a line of words over the whole width, at 14 points."""
_LINES = 17
"""Lines of words on a slide, at 14 points."""


def opening(told: Sequence[tuple[str, str]], section: Section) -> str:
    """Return what is told where it is short enough to stand above a table; else nothing."""
    short = len(told) <= 2 and sum(len(sentence) for _, sentence in told) < 2 * _CHARACTERS
    untitled = all(not name for name, _ in told)
    return " ".join(s for _, s in told) if short and untitled and not section.ask else ""


def pages(told: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return what is told in pages of as many lines as a slide has; at least one page."""
    pages: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for name, sentence in told:
        lines = -(-(len(name) + len(sentence) + 2) // _CHARACTERS) + 0.5
        if used + lines > _LINES and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append((name, sentence))
        used += lines
    return pages


def paragraphs(
    frame: Any, told: Sequence[tuple[str, str]], size: int, *, after: bool = False
) -> None:
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
