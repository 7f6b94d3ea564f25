"""Every number of every file is one that reading shows, read back by independent libraries."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.slide import Slide

from dashboard.reports import written
from surveys.installation import Installation
from surveys.reading import read_organisation, read_unit, read_wave
from surveys.reports.document import Report, Table, TrendChart
from surveys.statistics import InsufficientData, known
from surveys.texts import LANGUAGES, Texts, rounded
from tests.reading import HR, read
from tests.reports import page_words, report_of, series_of, settle, sheets, slide_words
from tests.thinned import each_value_once


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    """Nine teams in five waves, of which the last one is hidden."""
    return settle(installation, organisation["Example"], 9, 5, hidden=1)


def shown(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def charts_of(report: Report) -> dict[str, TrendChart]:
    blocks = [block for section in report.sections for block in section.blocks]
    return {block.name: block for block in blocks if isinstance(block, TrendChart)}


@each_value_once(("whole", "language"), [True, False], LANGUAGES)
def test_trends_have_the_numbers_of_the_unit_in_every_file(
    installation: Installation, teams: list[UUID], language: str, *, whole: bool
) -> None:
    report = report_of(installation, None if whole else teams[0], language)
    unit = next(u.id for u in read(lambda r: r.units, installation, HR) if u.name == report.name)
    trends = {t.name(language): t for t in read(read_unit, installation, HR, unit).trends}
    charts = charts_of(report)
    assert charts.keys() == trends.keys()
    slides, on_page = written(report, "pptx"), page_words(written(report, "html"))
    native, on_slides, words = series_of(slides), slide_words(slides), report.words
    rows = [row for row in sheets(written(report, "xlsx"))[report.topics["trends"]] if row[0]]
    for name, trend in trends.items():
        means = [shown(m.mean) if (m := known(level)) else None for level in trend.levels]
        levels = [shown(point.level if point else None) for point in trend.line]
        lows = [shown(point.low if point else None) for point in trend.line]
        highs = [shown(point.high if point else None) for point in trend.line]
        assert native[name][words["average_of_wave"]] == means
        assert native[name][words["level"]] == levels
        assert native[name][words["low"]] == lows
        assert native[name][words["high"]] == highs
        cells = [row for row in rows if row[0] == name and isinstance(row[2], datetime)]
        days = [wave.closes_on for wave in trend.waves]
        assert [row[2].date() for row in cells if isinstance(row[2], datetime)] == days
        found = [tuple(row[3:7]) for row in cells]
        assert found == list(zip(means, levels, lows, highs, strict=True))
        in_words = trend.badge_in_words(language)
        assert in_words in on_page
        assert any(in_words in said for said in on_slides)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_wave_is_there_as_its_own_page_shows_it(
    installation: Installation, teams: list[UUID], language: str
) -> None:
    report, texts = report_of(installation, teams[1], language), Texts(language)
    newest = read(read_unit, installation, HR, teams[1]).waves[-1]
    asked = read(read_wave, installation, HR, teams[1], newest.id)
    assert asked is not None
    native = series_of(written(report, "pptx"))
    rows = sheets(written(report, "xlsx"))[report.topics["questions"]]
    words = page_words(written(report, "html"))
    assert asked.questions
    for answered in asked.questions:
        assert answered.question is not None
        question = answered.question.text[language]
        parts = answered.shares.parts
        assert not isinstance(parts, InsufficientData)
        mine = [row for row in rows if row[1] == question]
        expected = {answered.shares.name(name, language): s for name, s in parts.items()}
        assert {row[6]: row[7] for row in mine} == {
            name: rounded(share.part, 2) for name, share in expected.items()
        }
        assert {row[6]: (row[8], row[9]) for row in mine} == {
            name: (rounded(share.low, 2), rounded(share.high, 2))
            for name, share in expected.items()
        }
        level = known(answered.level) if answered.level is not None else None
        assert mine[0][3] == (shown(level.mean) if level else None)
        assert native[question] == {
            name: [rounded(share.part, 2)] for name, share in expected.items()
        }
        assert answered.in_words(language) in words
        for name, share in expected.items():
            assert f"{name}: {texts.percent(share.part)}" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_units_stand_side_by_side_with_the_numbers_of_the_organisation(
    installation: Installation, teams: list[UUID], language: str
) -> None:
    report = report_of(installation, None, language)
    expected = read(read_organisation, installation, HR)
    rows = sheets(written(report, "xlsx"))[report.topics["units"]]
    first = next(n for n, row in enumerate(rows) if row[0] == report.name)
    found = {row[0]: row for row in rows[first : first + len(expected.units)]}
    assert found.keys() == {unit.name for unit in expected.units}
    for unit in expected.units:
        values = [
            shown(cell.value) if (cell := unit.cells.get(q.question.id)) else None
            for q in expected.questions
        ]
        assert list(found[unit.name][3 : 3 + len(values)]) == values, unit.name
    hidden = next(unit for unit in expected.units if unit.id == teams[-1])
    assert hidden.participation is None
    assert set(found[hidden.name][3 : 3 + len(expected.questions)]) == {None}


def test_paper_says_the_levels_with_their_bounds(
    installation: Installation, teams: list[UUID]
) -> None:
    report = report_of(installation, teams[0])
    document = pypdfium2.PdfDocument(written(report, "pdf"))
    said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    said = " ".join(said.split())
    for trend in read(read_unit, installation, HR, teams[0]).trends:
        assert trend.newest_level is not None
        bounds = " ".join(f"{number:.1f}" for number in trend.newest_level)
        assert bounds in said, trend.name("en")


def test_every_page_says_the_wave_participation_interval_thresholds_and_what_is_not_shown(
    installation: Installation, teams: list[UUID]
) -> None:
    report = report_of(installation, teams[0])
    for said in slide_words(written(report, "pptx")):
        assert report.foot in said
        assert report.not_shown in said
    for name, rows in sheets(written(report, "xlsx")).items():
        cells = {cell for row in rows for cell in row}
        assert report.not_shown in cells, name
    document = pypdfium2.PdfDocument(written(report, "pdf"))
    for page in document:
        words = " ".join(page.get_textpage().get_text_bounded().split())
        assert report.not_shown in words
        assert report.foot in words
    assert "8 in 10 or more answered" in report.foot
    assert "shown from 5 answers" in report.foot
    assert "19 times in 20" in report.foot


def test_notes_of_each_trend_have_two_questions_to_ask(
    installation: Installation, teams: list[UUID]
) -> None:
    report = report_of(installation, teams[0])
    sections = [section for section in report.sections if section.topic == "trends"]
    slides = slide_words(written(report, "pptx"))
    assert sections
    for section in sections:
        assert len(section.ask) == 2
        notes = [said for said in slides if said.startswith(section.title)]
        assert any(all(f"– {question}" in said for question in section.ask) for said in notes)


def test_a_report_is_the_same_file_each_time(installation: Installation, teams: list[UUID]) -> None:
    report = report_of(installation, teams[0])
    for kind in ("xlsx", "html", "pdf"):
        assert written(report, kind) == written(report, kind), kind
    assert slide_words(written(report, "pptx")) == slide_words(written(report, "pptx"))


def test_nothing_that_was_left_over_makes_a_slide_of_its_own(
    installation: Installation, teams: list[UUID]
) -> None:
    """A slide that goes on with a subject has a chart, several rows, or several paragraphs."""
    for language in LANGUAGES:
        for unit in (None, teams[0]):
            report = report_of(installation, unit, language)
            more = f" ({report.words['continued']})"
            before = ""
            for slide in Presentation(io.BytesIO(written(report, "pptx"))).slides:
                title = slide.shapes.title.text.removesuffix(more)
                if title == before:
                    assert is_worth_a_slide(slide), title
                before = title


def is_worth_a_slide(slide: Slide) -> bool:
    content = [shape for shape in slide.shapes if not shape.is_placeholder or has_words(shape)]
    rows = [len(shape.table.rows) for shape in content if shape.has_table]
    paragraphs = sum(len(shape.text_frame.paragraphs) for shape in content if has_words(shape))
    return any(shape.has_chart for shape in content) or max(rows, default=0) > 2 or paragraphs > 2


def has_words(shape: Any) -> bool:
    kinds = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
    is_frame = shape.is_placeholder and shape.placeholder_format.type in kinds
    return bool(shape.has_text_frame) and not is_frame


def test_slides_leave_out_columns_without_a_word_and_units_below_some_depth() -> None:
    rows = [["Whole", "", "3.1"], ["North", "", "3.0"], ["Polar", "", None]]
    table = Table(["Unit", "In", "Mood"], rows, depths=[0, 1, 2])
    assert table.for_slides(3).columns == ["Unit", "Mood"]
    assert [row[0] for row in table.for_slides(2).rows] == ["Whole", "North"]
    assert list(table.for_slides(2).depths) == [0, 1]
    assert len(Table(["Unit"], [["A"], ["B"]]).for_slides(1).rows) == 2, "there is no tree to cut"
