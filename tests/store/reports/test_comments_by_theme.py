"""Reports have how many comments had which theme, as the page has, and never what was written."""

from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest

from dashboard.reports import written
from surveys.access import Reader
from surveys.installation import Installation
from surveys.open_answers import count_themes, read_comment_themes
from surveys.reports import Period
from surveys.reports.document import Counts, Report, Table
from surveys.texts import LANGUAGES
from tests.builders import OPENS, add_people, add_unit
from tests.open_answers import coded, hr_named, wave_with
from tests.reading import read
from tests.reports import page_words, report_of, series_of, sheets, slide_words

FIRST = {f"Meetings take every morning, {n}": ("process",) for n in range(15)} | {
    f"Coffee is what I miss, {n}": ("cohesion", "cooperation") for n in range(9)
}
SECOND = {f"Meetings are fewer now, {n}": ("process",) for n in range(4)} | {
    f"Coffee came back, {n}": ("cohesion",) for n in range(17)
}


@pytest.fixture
def units(organisation: dict[str, UUID], installation: Installation) -> dict[str, UUID]:
    south = add_unit(installation, "South", organisation["Example"])
    made = {**organisation, "South": south}
    for name, number in (("North", 12), ("South", 6), ("Example", 12)):
        add_people(installation, made[name], number)
    return made


@pytest.fixture
def hr(installation: Installation, units: dict[str, UUID]) -> Reader:
    """HR, who has read the comments of two waves by theme."""
    who = hr_named(installation, units["Example"], "Hanna")
    for weeks, given in ((0, FIRST), (4, SECOND)):
        wave = wave_with(installation, OPENS + timedelta(weeks=weeks), list(given))
        coded(installation, who, wave, given)
        count_themes(installation, who, wave)
    return who


def on_paper(file: bytes) -> str:
    pages = pypdfium2.PdfDocument(file)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def counts_in(report: Report) -> list[Counts]:
    return [block for one in report.sections for block in one.blocks if isinstance(block, Counts)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_by_theme_are_those_of_the_page_in_every_file(
    installation: Installation, hr: Reader, units: dict[str, UUID], language: str
) -> None:
    found = read(read_comment_themes, installation, hr, units["Example"])
    names = {theme: one.name[language] for theme, one in found.themes.items()}
    newest, before = found.waves[-1], found.waves[-2]
    assert newest.numbers == {"process": 4, "cohesion": 17}
    report = report_of(installation, None, language, who=hr)
    (counts,) = counts_in(report)
    # Cooperation was a theme of the wave before only.
    assert counts.rows == [
        (names["cohesion"], 17),
        (names["process"], 4),
        (names["cooperation"], 0),
    ]
    assert counts.of == newest.of == 21
    native = series_of(written(report, "pptx"))[counts.name]
    assert list(native.values()) == [[0, 4, 17]]
    rows = sheets(written(report, "xlsx"))[report.topics["comments"]]
    assert (names["cohesion"], 17, 21) in [row[:3] for row in rows]
    assert (names["cohesion"], 17, before.numbers["cohesion"]) in [row[:3] for row in rows]
    for words in (page_words(written(report, "html")), on_paper(written(report, "pdf"))):
        assert names["cohesion"] in words
        assert counts.told.split(".")[0] in " ".join(words.split())


def test_no_file_has_a_word_of_a_comment(installation: Installation, hr: Reader) -> None:
    report = report_of(installation, who=hr)
    assert counts_in(report)
    told = [*slide_words(written(report, "pptx")), page_words(written(report, "html"))]
    told += [str(rows) for rows in sheets(written(report, "xlsx")).values()]
    told.append(on_paper(written(report, "pdf")))
    for text in ("Meetings are", "Meetings take", "Coffee"):
        assert not any(text in words for words in told)


def test_a_unit_with_fewer_comments_than_a_comment_takes_answers_has_no_numbers(
    installation: Installation, hr: Reader, units: dict[str, UUID]
) -> None:
    assert not read(read_comment_themes, installation, hr, units["South"]).waves
    for name, number in (("Example", 1), ("South", 0)):
        assert len(counts_in(report_of(installation, units[name], who=hr))) == number


def test_an_earlier_wave_has_its_own_numbers_and_none_of_later_ones(
    installation: Installation, hr: Reader
) -> None:
    first = read(read_comment_themes, installation, hr, hr_root(installation, hr)).waves[0].wave
    report = report_of(installation, who=hr, period=Period(wave=first.id))
    (counts,) = counts_in(report)
    assert (counts.rows[0][1], counts.of) == (15, 24)
    tables = [
        block
        for one in report.sections
        if one.topic == "comments"
        for block in one.blocks
        if isinstance(block, Table)
    ]
    assert not tables, "there was no wave before"


def hr_root(installation: Installation, who: Reader) -> UUID:
    units = read(lambda reading: reading.units, installation, who)
    return next(unit.id for unit in units if not unit.above)
