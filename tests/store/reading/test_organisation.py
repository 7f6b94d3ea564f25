"""All units side by side, and where to look first: the verdicts of the units' own pages."""

from dataclasses import replace
from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.reading import renew_verdicts
from surveys.reading.highlights import Highlights, highlights_of
from surveys.reading.organisation import OrganisationReport, UnitInReport, read_organisation
from surveys.reading.reading import Reading
from surveys.reading.unit import read_unit
from surveys.reading.verdicts.sentences import outstanding_sentences
from surveys.statistics.pooling import Reliability
from surveys.texts import Texts
from tests.builders import add_unit
from tests.past_waves import add_teams, past_waves
from tests.reading import HR, read, reader_with

Units = dict[str, UUID]


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    """Twelve teams of North; the mood of the first falls in the fifth of eight waves."""
    made, fallen = add_teams(installation, north, 12), {"mood_1": [8, 4, 2, 0, 0]}
    past_waves(installation, made, range(4), questions=["mood_1"])
    past_waves(installation, made, range(4, 8), questions=["mood_1"], exact={made[0]: fallen})
    return made


def unit_of(report: OrganisationReport, unit: UUID) -> UnitInReport:
    [found] = [row for row in report.units if row.id == unit]
    return found


@pytest.mark.both_databases
def test_all_units_stand_beside_each_other_by_name_and_never_by_result(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, HR)
    assert {row.id for row in report.units} == {*organisation.values(), *teams}
    numbered = [f"Team {n}" for n in range(12)]
    assert [row.name for row in report.units] == ["Example", "North", *sorted(numbered)]
    assert unit_of(report, teams[0]).in_words("en") == "8 in 10 or more of 16 people answered."
    assert unit_of(report, organisation["Example"]).above == ()


def test_cells_are_those_of_each_units_page_and_a_question_tells_which_differences_are_real(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, HR)
    [question] = report.questions
    for unit in (*teams, *organisation.values()):
        [trend] = read(read_unit, installation, HR, unit).trends
        cell = unit_of(report, unit).cells["mood_1"]
        assert cell.level == trend.latest
        assert trend.verdict is not None
        assert cell.verdict == replace(
            trend.verdict, line=cell.verdict.line if cell.verdict else ()
        )
        # There is one number for a unit, on the map as on its own page.
        line = [point.level for point in trend.verdict.line]
        assert list(cell.line) == line[-6:]
        assert cell.value == line[-1]
    assert isinstance(question.reliability, Reliability)
    assert "of the differences between units is real" in question.in_words("en")


def listed(reading: Reading) -> Highlights:
    return highlights_of(reading, read_organisation(reading))


@pytest.mark.parametrize("are_kept", [True, False])
def test_the_list_has_the_units_whose_own_pages_tell_something_with_the_same_words(
    installation: Installation, organisation: Units, teams: list[UUID], are_kept: bool
) -> None:
    if are_kept:
        renew_verdicts(installation)
    found = read(listed, installation, HR)
    assert not found.pending
    told = {
        unit
        for unit in (*teams, organisation["North"])
        for trend in read(read_unit, installation, HR, unit).trends
        if trend.verdict is not None and trend.verdict.is_listed
    }
    assert {one.unit for one in found.listed} == told
    first = found.listed[0]
    assert (first.unit, first.among_all) == (teams[0], True)
    [(question, verdict)] = first.verdicts
    [trend] = read(read_unit, installation, HR, teams[0]).trends
    said = outstanding_sentences(verdict, question.indicator, Texts("en"))
    assert said == trend.outstanding_in_words("en") != ""
    assert verdict.line == trend.verdict.line if trend.verdict else False
    assert len(found.lines["mood_1"]) == len(verdict.line)
    manager = reader_with("manager", leads=teams[1])
    assert teams[0] not in {one.unit for one in read(listed, installation, manager).listed}


def test_a_change_of_the_whole_organisation_comes_first_and_is_no_news_of_each_unit(
    installation: Installation, north: UUID
) -> None:
    made, fallen = add_teams(installation, north, 12), {"mood_1": [6, 5, 3, 0, 0]}
    past_waves(installation, made, range(4), questions=["mood_1"])
    exact = dict.fromkeys(made, fallen)
    past_waves(installation, made, range(4, 8), questions=["mood_1"], exact=exact)
    found = read(listed, installation, HR)
    assert found.whole is not None
    [(_question, verdict)] = found.whole.verdicts
    assert verdict.change == "worse"


def test_before_a_count_the_list_is_empty_and_nothing_is_being_worked_out(
    installation: Installation, organisation: Units
) -> None:
    assert len(organisation) == 2
    assert read(listed, installation, HR) == Highlights()


def test_each_reader_gets_the_units_that_are_open_to_them_compared_with_all(
    installation: Installation, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, reader_with("manager", leads=teams[0]))
    assert [row.id for row in report.units] == [teams[0]]
    everything = unit_of(read(read_organisation, installation, HR), teams[0])
    assert report.units[0].cells == everything.cells
    nothing = read(read_organisation, installation, reader_with("administrator"))
    assert (list(nothing.units), list(nothing.questions)) == ([], [])


def test_before_the_first_count_there_is_no_unit(installation: Installation, north: UUID) -> None:
    before = read(read_organisation, installation, reader_with("manager", leads=north))
    assert (before.wave, list(before.units)) == (None, [])


def test_a_hidden_unit_has_no_cells_and_one_made_after_the_wave_is_left_out(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    [hidden] = add_teams(installation, organisation["Example"], 1)
    past_waves(installation, teams, range(8, 9), questions=["mood_1"])
    late = add_unit(installation, "Late", organisation["Example"])
    report = read(read_organisation, installation, HR)
    row = unit_of(report, hidden)
    assert (row.participation, dict(row.cells)) == (None, {})
    assert "protect anonymity" in row.in_words("en")
    assert late not in {row.id for row in report.units}
