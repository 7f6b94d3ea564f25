"""Who may take which report away, what the trail notes of it, and what is refused."""

from uuid import UUID, uuid4

import pytest

from surveys.access import OPERATOR, NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.installation import Installation
from surveys.reports import FORMATS, SERVER, Asked, Format, Period, PeriodError, export_report
from surveys.reports.asking import UnknownUnitError, asked_for
from surveys.reports.document import TrendChart, TrendPoint
from surveys.trail import entries
from tests.reading import HR, reader_with
from tests.reports import TODAY, report_of, settle

NOBODY = Reader(uuid4(), "Nobody", None, frozenset(), frozenset())


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 3, 3)


def noted(installation: Installation) -> list[tuple[str | None, str]]:
    return [
        (entry.by, entry.subject)
        for entry in entries(installation)
        if entry.action == "results exported"
    ]


def export(installation: Installation, who: Reader, unit: UUID | None, file_format: Format) -> str:
    return export_report(installation, who, Asked(unit), "en", TODAY, file_format).name


@pytest.mark.parametrize("file_format", FORMATS)
def test_roles_get_the_reports_of_what_their_pages_show_and_no_others(
    installation: Installation,
    teams: list[UUID],
    organisation: dict[str, UUID],
    file_format: Format,
) -> None:
    whole, mine, theirs = organisation["Example"], teams[0], teams[1]
    matrix: dict[Reader, set[UUID | None]] = {
        HR: {None, whole, mine, theirs},
        SERVER: {None, whole, mine, theirs},
        reader_with("manager", leads=mine): {mine},
        # Leads everybody, but does not see all units side by side on a page.
        reader_with("manager", leads=whole): {whole, mine, theirs},
        reader_with("administrator"): set(),
        reader_with("council"): set(),
        OPERATOR: set(),
        team_reader(mine): set(),
        NOBODY: set(),
    }
    for who, allowed in matrix.items():
        for unit in (None, whole, mine, theirs):
            before = noted(installation)
            if unit in allowed:
                assert export(installation, who, unit, file_format)
                by = None if who is SERVER else str(who.person)
                assert len(noted(installation)) == len(before) + 1
                assert any(one[0] == by and file_format in one[1] for one in noted(installation))
            else:
                with pytest.raises(NotAllowedError):
                    export(installation, who, unit, file_format)
                assert noted(installation) == before, (who, unit)


def test_a_unit_that_does_not_exist_is_refused_as_one_that_is_not_open(
    installation: Installation, teams: list[UUID]
) -> None:
    del teams
    with pytest.raises(NotAllowedError) as refused:
        export(installation, HR, uuid4(), "pdf")
    assert refused.value.code == "results"


def test_before_the_first_count_there_is_nothing_to_report(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    for unit in (None, organisation["Example"]):
        with pytest.raises(PeriodError) as refused:
            export(installation, HR, unit, "pdf")
        assert refused.value.code == "none"
    assert not noted(installation)


def test_a_report_on_an_earlier_wave_has_its_numbers_and_no_verdict(
    installation: Installation, teams: list[UUID]
) -> None:
    asked = asked_for(installation, HR, unit="Team 0", wave=2)
    assert asked.unit == teams[0]
    report = report_of(installation, teams[0], period=asked.period)
    assert report.period_key == str(report_waves(installation, teams[0])[1].closed_on)
    newest = report_of(installation, teams[0])
    told = [sentence for section in report.sections for _, sentence in section.told]
    assert any("earlier time" in sentence for sentence in told)
    assert not any("earlier time" in s for one in newest.sections for _, s in one.told)
    assert all(not section.more for section in report.sections)
    assert "units" not in {section.topic for section in report.sections}


def test_a_quarter_and_a_year_have_all_their_waves(
    installation: Installation, teams: list[UUID]
) -> None:
    waves = [one.closed_on for one in report_waves(installation, teams[0])]
    asked = asked_for(installation, HR, period=str(waves[0].year))
    report = report_of(installation, None, period=asked.period)
    section = next(one for one in report.sections if one.topic == "participation")
    (table,) = section.blocks
    expected = [day for day in waves if day.year == waves[0].year]
    assert [row[1] for row in table.rows] == expected  # type: ignore[union-attr]


def report_waves(installation: Installation, unit: UUID) -> list[TrendPoint]:
    report = report_of(installation, unit)
    charts = [block for section in report.sections for block in section.blocks]
    return next(list(one.points) for one in charts if isinstance(one, TrendChart))


@pytest.mark.usefixtures("teams")
def test_what_cannot_be_found_is_refused_with_what_there_is(installation: Installation) -> None:
    with pytest.raises(UnknownUnitError) as unknown:
        asked_for(installation, HR, unit="Nowhere")
    assert "Team 1" in str(unknown.value)
    with pytest.raises(PeriodError) as both:
        asked_for(installation, HR, wave=1, period="2026")
    assert both.value.code == "both"
    with pytest.raises(PeriodError) as no_wave:
        asked_for(installation, HR, wave=77)
    assert "77" in str(no_wave.value)
    assert asked_for(installation, HR) == Asked(None, Period())
