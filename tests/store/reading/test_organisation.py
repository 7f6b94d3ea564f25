"""All units side by side: chance taken into account, nobody ranked, nothing hidden shown."""

from uuid import UUID, uuid4

import numpy as np
import pytest

from db import people
from db.base import insert
from db.engine import writing
from db.published import Counts, UnitInWave, WaveResults
from surveys.access.access import Reader
from surveys.installation.installation import Installation
from surveys.reading.organisation import OrganisationReport, UnitInReport, read_organisation
from surveys.reading.strata import strata
from surveys.reading.unit import read_unit
from surveys.statistics.insufficient_data import InsufficientData
from surveys.statistics.pooling import Estimate, Pooling
from surveys.statistics.stratified import WeightedMean
from surveys.units.tree import Tree
from tests.past_waves import add_teams, around, past_wave
from tests.reading import read

HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
NOBODY = Reader(uuid4(), "Nina", None, frozenset({"administrator"}), frozenset())
Units = dict[str, UUID]


@pytest.fixture
def teams(installation: Installation, organisation: Units) -> list[UUID]:
    """Twelve teams of North, of which the first is far below the others."""
    made = add_teams(installation, organisation["North"], 12)
    chance = np.random.default_rng(1)
    for wave in range(4):
        past_wave(
            installation,
            wave,
            {t: {"mood_1": around(2.0 if t == made[0] else 3.7, 15, chance)} for t in made},
        )
    return made


def unit_of(report: OrganisationReport, unit: UUID) -> UnitInReport:
    """Return one unit of a report."""
    [found] = [row for row in report.units if row.id == unit]
    return found


@pytest.mark.both_databases
def test_all_units_stand_beside_each_other(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, HR)
    assert {row.id for row in report.units} == {*organisation.values(), *teams}
    low = unit_of(report, teams[0])
    others = [unit_of(report, team).cells["mood_1"] for team in teams[1:]]
    assert isinstance(low.cells["mood_1"].estimate, Estimate)
    assert low.cells["mood_1"].estimate.position == "probably below"
    assert low.cells["mood_1"].in_words("en").endswith("Probably below the organisation.")
    assert low.cells["mood_1"].in_words("nl").endswith("Waarschijnlijk onder de organisatie.")
    assert low.in_words("en") == "15 of 17 people answered."
    undecided = [cell for cell in others if cell.in_words("en").endswith("from the organisation.")]
    assert len(undecided) >= 6
    assert undecided[0].estimate
    assert undecided[0].estimate.position == "not distinguishable"
    # Shrunk: it stands nearer to the others than its raw mean does.
    raw = low.cells["mood_1"].level
    assert not isinstance(raw, InsufficientData)
    assert raw.mean < low.cells["mood_1"].estimate.mean
    whole = unit_of(report, organisation["Example"])
    assert (whole.cells["mood_1"].estimate, whole.above) == (None, ())


def test_units_come_by_name_under_the_one_above_and_never_by_result(
    installation: Installation, teams: list[UUID]
) -> None:
    names = [row.name for row in read(read_organisation, installation, HR).units]
    numbered = [f"Team {n}" for n in range(12)]
    assert names == ["Example", "North", *sorted(numbered)]


def test_the_same_level_stands_on_the_page_of_the_unit(
    installation: Installation, teams: list[UUID]
) -> None:
    report = read(read_organisation, installation, HR)
    for team in teams:
        [trend] = read(read_unit, installation, HR, team).trends
        cell = unit_of(report, team).cells["mood_1"]
        assert cell.level == trend.latest
        assert cell.status == trend.step.status


def test_a_question_tells_how_much_of_the_differences_is_real(
    installation: Installation, teams: list[UUID]
) -> None:
    [question] = read(read_organisation, installation, HR).questions
    assert isinstance(question.pooling, Pooling)
    assert isinstance(question.mean, WeightedMean)
    assert question.pooling.between > 0
    said = question.in_words("en")
    assert said.startswith("Average 3.")
    assert "of the differences between units are real" in said
    assert "is echt" in question.in_words("nl")


def test_a_manager_gets_the_units_led_compared_with_all(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    manager = Reader(uuid4(), "Mia", None, frozenset({"manager"}), frozenset({teams[0]}))
    report = read(read_organisation, installation, manager)
    assert [row.id for row in report.units] == [teams[0]]
    everything = unit_of(read(read_organisation, installation, HR), teams[0])
    assert report.units[0].cells["mood_1"].estimate == everything.cells["mood_1"].estimate


def test_who_reads_nothing_gets_nothing(installation: Installation, teams: list[UUID]) -> None:
    report = read(read_organisation, installation, NOBODY)
    assert (list(report.units), list(report.questions)) == ([], [])


def test_before_the_first_count_there_is_nothing(
    installation: Installation, organisation: Units
) -> None:
    report = read(read_organisation, installation, HR)
    assert (report.wave, list(report.units)) == (None, [])


def test_few_units_are_not_compared(installation: Installation, organisation: Units) -> None:
    made = add_teams(installation, organisation["North"], 7)
    chance = np.random.default_rng(2)
    past_wave(installation, 0, {t: {"mood_1": around(3.7, 15, chance)} for t in made})
    report = read(read_organisation, installation, HR)
    assert report.questions[0].pooling == InsufficientData("units", 7, 8)
    assert unit_of(report, made[0]).cells["mood_1"].estimate is None


def test_a_unit_that_is_not_published_has_no_cells(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    [hidden] = add_teams(installation, organisation["Example"], 1)
    chance = np.random.default_rng(3)
    past_wave(installation, 5, {t: {"mood_1": around(3.7, 15, chance)} for t in teams})
    row = unit_of(read(read_organisation, installation, HR), hidden)
    assert (row.ballots, dict(row.cells)) == (None, {})
    assert "protect anonymity" in row.in_words("en")


def test_a_unit_made_after_the_wave_is_left_out(
    installation: Installation, organisation: Units, teams: list[UUID]
) -> None:
    late = people.Unit(name="Late", parent_id=organisation["Example"])
    with writing(installation.engine) as session:
        insert(session, late)
    assert late.id not in {row.id for row in read(read_organisation, installation, HR).units}


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


def test_parts_do_not_overlap_and_make_up_the_whole() -> None:
    """Of North's 9 answers 5 are the team's; the other 4 are of a team that is hidden."""
    found = parts_of(
        {WHOLE: [7, 7], NORTH: [4, 5], TEAM: [2, 3], SOUTH: [3, 2]},
        {WHOLE: 30, NORTH: 16, TEAM: 8, SMALL: 6, SOUTH: 14},
    )
    assert found == [([2, 2], 8), ([2, 3], 8), ([3, 2], 14)]


def test_people_of_a_part_without_answers_count_with_what_is_around_it() -> None:
    found = parts_of(
        {WHOLE: [5, 5], NORTH: [2, 3], TEAM: [2, 3], SOUTH: [3, 2]},
        {WHOLE: 33, NORTH: 16, TEAM: 8, SMALL: 8, SOUTH: 14},
    )
    # North's other 8 join the whole, whose 3 + 8 join the smallest part, the team.
    assert found == [([2, 3], 19), ([3, 2], 14)]


def test_without_numbers_invited_everybody_counts_the_same() -> None:
    nobody_knows = dict.fromkeys((WHOLE, NORTH, TEAM, SMALL, SOUTH))
    found = parts_of({WHOLE: [7, 7], NORTH: [4, 5], SOUTH: [3, 2]}, nobody_knows)
    assert found == [([3, 2], 5), ([4, 5], 9)]


def test_a_question_that_nobody_answered_has_no_parts() -> None:
    assert parts_of({WHOLE: [0, 0]}, dict.fromkeys((WHOLE, NORTH, TEAM, SMALL, SOUTH))) == []
