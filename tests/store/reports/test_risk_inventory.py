"""The part for the risk inventory: three risks, how they were measured, and what is missing."""

from uuid import UUID

import pytest

from dashboard.reports import written
from surveys.installation import Installation
from surveys.reading import read_unit
from surveys.reading.beside_others import beside_others, read_own_shares
from surveys.reports import FORMATS, Asked, make_report
from surveys.reports.document import Report, Table, TrendChart
from surveys.reports.risk_inventory import RISKS
from surveys.statistics import known
from surveys.texts import LANGUAGES, Texts, rounded
from tests.reading import HR, read
from tests.reports import TODAY, settle


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 3, 3)


def risks(installation: Installation, language: str, unit: UUID | None = None) -> Report:
    asked = Asked(unit, about="risk inventory")
    return read(make_report, installation, HR, asked, language, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_three_risks_and_their_numbers_and_no_other_indicator(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID], language: str
) -> None:
    for unit in (None, teams[0]):
        report = risks(installation, language, unit)
        charts = [b for s in report.sections for b in s.blocks if isinstance(b, TrendChart)]
        shown = read(read_unit, installation, HR, unit or organisation["Example"])
        expected = [trend for trend in shown.trends if trend.indicator.id in RISKS]
        assert [chart.name for chart in charts] == [one.name(language) for one in expected]
        assert len(charts) == len(RISKS)
        for chart, trend in zip(charts, expected, strict=True):
            means = [known(level) for level in trend.levels]
            assert [point.mean for point in chart.points] == [
                None if level is None else rounded(level.mean) for level in means
            ]
        others = {t.name(language) for t in shown.trends if t.indicator.id not in RISKS}
        titles = {section.title for section in report.sections}
        assert not titles & others


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_what_it_does_not_cover_and_the_law(
    installation: Installation, language: str
) -> None:
    _ = Texts(language).gettext
    report = risks(installation, language)
    rows = {
        row[0]
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
    }
    for missing in ("Undesirable behaviour", "Aggression and violence", "Emotional load"):
        assert _(missing) in rows
    told = " ".join(sentence for section in report.sections for _n, sentence in section.told)
    assert ("27(1)(d)" if language == "en" else "lid 1, onder d") in told


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_writes_it(installation: Installation, file_format: str) -> None:
    report = risks(installation, "nl")
    assert len(written(report, next(one for one in FORMATS if one == file_format))) > 5_000


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_the_country_are_beside_the_own_question_with_their_difference(
    installation: Installation, language: str
) -> None:
    texts = Texts(language)
    own = read(read_own_shares, installation, HR)
    instrument = read(lambda reading: reading.instrument, installation, HR)
    found = beside_others(instrument, own, None)
    assert found.fault is None
    for one in found.figures:
        assert one.figure.difference[language] in one.difference_in_words(texts)
        # Only anchors were asked in these waves.
        assert (one.share is not None) == (one.question.role == "anchor")
        assert one.question.text[language] in one.own_in_words(texts)
    asks = [one.asks for one in found.figures]
    assert asks == sorted(asks, key=asks.index)
    broken = beside_others(instrument, own, installation.store_folder / "none.yaml")
    assert broken.fault is not None
    assert len(broken.figures) == len(found.figures)
