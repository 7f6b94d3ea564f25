"""Organisations whose reports are tested, and what independent libraries read in the files."""

import io
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import html5lib
import numpy as np
import openpyxl
from pptx import Presentation

from surveys.access import Reader
from surveys.installation import Installation
from surveys.reports import Asked, Period, make_report
from surveys.reports.document import Report
from tests.past_waves import ANCHORS, add_teams, around, past_wave
from tests.reading import HR, read

TODAY = date(2026, 12, 1)


def settle(
    installation: Installation, above: UUID, teams: int, waves: int, *, hidden: int = 0
) -> list[UUID]:
    """Return new teams of 14 people with a past of so many waves; the last ones are hidden.

    The first team becomes worse, so that something stands out.
    """
    made = add_teams(installation, above, teams)
    chance = np.random.default_rng(7)
    for place in range(waves):
        answers = {}
        for number, team in enumerate(made):
            fell = 1.4 if number == 0 and place >= waves // 2 else 0.0
            people = 3 if number >= teams - hidden else 14
            answers[team] = {q: around(3.8 - fell, people, chance) for q in ANCHORS}
        past_wave(installation, place, answers, title="", number=place + 1)
    return made


def report_of(
    installation: Installation,
    unit: UUID | None = None,
    language: str = "en",
    *,
    who: Reader = HR,
    period: Period | None = None,
) -> Report:
    """Return the report of a unit, or of the organisation."""
    return read(make_report, installation, who, Asked(unit, period or Period()), language, TODAY)


def sheets(file: bytes) -> Mapping[str, list[tuple[object, ...]]]:
    """Return the rows of every sheet of a workbook, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def formulas(file: bytes) -> list[object]:
    """Return the cells of a workbook that a program would calculate."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [cell.value for cell in cells if cell.data_type == "f"]


def slide_words(file: bytes) -> list[str]:
    """Return all that each slide says, tables and notes included."""
    said = []
    for slide in Presentation(io.BytesIO(file)).slides:
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = (shape.table for shape in slide.shapes if shape.has_table)
        words += [cell.text for table in tables for row in table.rows for cell in row.cells]
        words.append(slide.notes_slide.notes_text_frame.text)
        said.append("\n".join(words))
    return said


def series_of(file: bytes) -> dict[str, dict[str, list[float | None]]]:
    """Return the values of every native chart, by the name of the chart and of the series."""
    found: dict[str, dict[str, list[float | None]]] = {}
    for slide in Presentation(io.BytesIO(file)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                found[shape.name] = {s.name: list(s.values) for s in plot.series}
    return found


def page_words(file: bytes) -> str:
    """Return the text of a page as a browser has it, without styles."""
    tree = html5lib.parse(file, namespaceHTMLElements=False)
    for style in tree.iter("style"):
        style.text = ""
    return " ".join("".join(tree.itertext()).split())
