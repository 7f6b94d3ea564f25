"""All units side by side: chance taken into account, nobody ranked, nothing hidden shown."""

from uuid import UUID

import pytest
from surveys.reading.strata import strata

from db.published import Counts, UnitInWave, WaveResults
from surveys.installation.installation import Installation
from surveys.reading.organisation import OrganisationReport, UnitInReport, read_organisation
from surveys.reading.unit import read_unit
from surveys.statistics import InsufficientData
from surveys.statistics.pooling import Estimate, Pooling
from surveys.statistics.stratified import WeightedMean
from surveys.units.tree import Tree
from tests.builders import add_unit
from tests.past_waves import add_teams, past_waves
from tests.reading import HR, read, reader_with

Units = dict[str, UUID]


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    """Twelve teams of North, of which the first is far below the others."""
    made = add_teams(installation, north, 12)
    past_waves(installation, made, range(4), questions=["mood_1"], means={made[0]: 2.0})
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
    row = unit_of(report, teams[0])
    low, whole = row.cells["mood_1"], unit_of(report, organisation["Example"])
    others = [unit_of(report, team).cells["mood_1"].estimate for team in teams[1:]]
    assert isinstance(low.estimate, Estimate)
    assert low.estimate.position == "probably below"
    assert low.in_words("en").endswith("Probably below the organisation.")
    assert low.in_words("nl").endswith("Waarschijnlijk onder de organisatie.")
    assert row.in_words("en") == "8 in 10 or more of 16 people answered."
    positions = [estimate.position for estimate in others if estimate is not None]
    assert positions.count("not distinguishable") >= 6
    # Shrunk: it stands nearer to the others than its raw mean does.
    assert not isinstance(low.level, InsufficientData)
    assert low.level.mean < low.estimate.mean
    assert (whole.cells["mood_1"].estimate, whole.above) == (None, ())


def test_levels_are_those_of_each_unit_and_a_question_tells_which_differences_are_real(
    installation: Installation, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, HR)
    for team in teams:
        [trend] = read(read_unit, installation, HR, team).trends
        cell = unit_of(report, team).cells["mood_1"]
        assert (cell.level, cell.status) == (trend.latest, trend.step.status)
    [question] = report.questions
    assert isinstance(question.pooling, Pooling)
    assert isinstance(question.mean, WeightedMean)
    assert question.pooling.between > 0
    words = question.in_words("en")
    assert words.startswith("Average 3.")
    assert "of the differences between units is real" in words
    assert " echt" in question.in_words("nl")


def test_each_reader_gets_the_units_that_are_open_to_them_compared_with_all(
    installation: Installation, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, reader_with("manager", leads=teams[0]))
    assert [row.id for row in report.units] == [teams[0]]
    everything = unit_of(read(read_organisation, installation, HR), teams[0])
    assert report.units[0].cells["mood_1"].estimate == everything.cells["mood_1"].estimate
    nothing = read(read_organisation, installation, reader_with("administrator"))
    assert (list(nothing.units), list(nothing.questions)) == ([], [])


def test_few_units_are_not_compared(installation: Installation, north: UUID) -> None:
    before = read(read_organisation, installation, HR)
    assert (before.wave, list(before.units)) == (None, []), "before the first count"
    made = add_teams(installation, north, 7)
    past_waves(installation, made, range(1), questions=["mood_1"])
    report = read(read_organisation, installation, HR)
    assert report.questions[0].pooling == InsufficientData("units", 7, 8)
    assert unit_of(report, made[0]).cells["mood_1"].estimate is None


def test_a_hidden_unit_has_no_cells_and_one_made_after_the_wave_is_left_out(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    [hidden] = add_teams(installation, organisation["Example"], 1)
    past_waves(installation, teams, range(5, 6), questions=["mood_1"])
    late = add_unit(installation, "Late", organisation["Example"])
    report = read(read_organisation, installation, HR)
    row = unit_of(report, hidden)
    assert (row.participation, dict(row.cells)) == (None, {})
    assert "protect anonymity" in row.in_words("en")
    assert late not in {row.id for row in report.units}


WHOLE, NORTH, TEAM, SMALL, SOUTH = (UUID(int=number) for number in range(1, 6))


def parts_of(
    counts: dict[UUID, list[int]], invited: dict[UUID, int | None]
) -> list[tuple[Counts, int]]:
    """Return the parts of a wave of five units: the whole, North with two teams, South."""
    above = {WHOLE: None, NORTH: WHOLE, TEAM: NORTH, SMALL: NORTH, SOUTH: WHOLE}
    units = [
        UnitInWave(unit, over, "x", invited[unit], 1 if unit in counts else None)
        for unit, over in above.items()
    ]
    return sorted(strata(WaveResults(units, {"q": counts}), Tree(above), "q"))


UNKNOWN: dict[UUID, int | None] = dict.fromkeys((WHOLE, NORTH, TEAM, SMALL, SOUTH))


@pytest.mark.parametrize(
    ("counts", "invited", "parts"),
    [
        pytest.param(
            {WHOLE: [7, 7], NORTH: [4, 5], TEAM: [2, 3], SOUTH: [3, 2]},
            {WHOLE: 30, NORTH: 16, TEAM: 8, SMALL: 6, SOUTH: 14},
            # Of North's 9 answers 5 are the team's; the other 4 are of a team that is hidden.
            [([2, 2], 8), ([2, 3], 8), ([3, 2], 14)],
            id="parts do not overlap and make up the whole",
        ),
        pytest.param(
            {WHOLE: [5, 5], NORTH: [2, 3], TEAM: [2, 3], SOUTH: [3, 2]},
            {WHOLE: 33, NORTH: 16, TEAM: 8, SMALL: 8, SOUTH: 14},
            # North's other 8 join the whole, whose 3 + 8 join the smallest part, the team.
            [([2, 3], 19), ([3, 2], 14)],
            id="people of a part without answers count with what is around it",
        ),
        pytest.param(
            {WHOLE: [7, 7], NORTH: [4, 5], SOUTH: [3, 2]},
            UNKNOWN,
            [([3, 2], 5), ([4, 5], 9)],
            id="without numbers invited everybody counts the same",
        ),
        pytest.param({WHOLE: [0, 0]}, UNKNOWN, [], id="a question that nobody answered"),
    ],
)
def test_a_question_is_weighted_by_parts_of_the_organisation(
    counts: dict[UUID, list[int]],
    invited: dict[UUID, int | None],
    parts: list[tuple[list[int], int]],
) -> None:
    assert parts_of(counts, invited) == parts
