"""Verdicts of organisations and histories that are not like others."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from db.engine import reading
from db.published import closed_waves
from db.waves import last_wave
from surveys.installation import Installation
from surveys.reading import renew_verdicts
from surveys.reading.reading import Reading
from surveys.reading.verdicts.verdict import Verdict
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR, read
from tests.stored import main_rows

QUESTIONS = ("mood_1",)
CALM = [1, 2, 4, 5, 2]
REGISTER = "SELECT unit_id, question_id, onset_wave_id, confirmed_wave_id, better FROM told_change"
LAST_YEAR = 27
"""Waves every two weeks that are more than a year."""


def root_of(installation: Installation) -> UUID:
    rows = main_rows(installation, "SELECT id FROM unit WHERE parent_id IS NULL")
    return UUID(str(rows[0][0]))


def of_unit(installation: Installation, unit: UUID) -> Mapping[str, Verdict]:
    return read(Reading.verdicts_of, installation, HR, unit)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_two_or_three_teams_are_judged(
    installation: Installation, north: UUID, number: int
) -> None:
    teams = add_teams(installation, north, number)
    past_waves(installation, teams, range(8), questions=QUESTIONS)
    falls = {teams[0]: 1.6}
    past_waves(installation, teams, range(8, 13), questions=QUESTIONS, means=falls, seed=2)
    assert renew_verdicts(installation)
    assert of_unit(installation, teams[0])["mood_1"].change == "worse"
    for team in teams[1:]:
        verdict = of_unit(installation, team)["mood_1"]
        assert verdict.change == "unclear"
        assert verdict.line


def test_an_organisation_of_which_only_the_whole_is_published_is_judged(
    installation: Installation, north: UUID
) -> None:
    root = root_of(installation)
    past_waves(installation, [root], range(8), questions=QUESTIONS)
    past_waves(installation, [root], range(8, 13), questions=QUESTIONS, means={root: 1.6}, seed=2)
    assert renew_verdicts(installation)
    assert of_unit(installation, root)["mood_1"].change == "worse"
    edition = read(lambda reading: reading.verdict_edition, installation, HR)
    assert edition is not None
    assert (edition.units, edition.listed) == (0, [])


def test_without_any_question_that_has_a_line_there_is_nothing_to_judge(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 2)
    for place in range(3):
        past_wave(installation, place, {team: {"workload_2": CALM} for team in teams})
    assert renew_verdicts(installation) == 0
    assert of_unit(installation, teams[0]) == {}


def test_a_question_may_have_too_few_answers_in_every_team(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 3)
    for place in range(4):
        answers = {team: {"workload_2": CALM, "mood_1": [0, 1, 1, 1, 0]} for team in teams}
        past_wave(installation, place, answers)
    assert renew_verdicts(installation) == 0
    assert of_unit(installation, teams[0]) == {}
    assert of_unit(installation, north)["mood_1"].line


def test_waves_that_are_imported_after_newer_ones_are_judged_as_well(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 4)
    falls = {teams[0]: 1.6}
    past_waves(installation, teams, range(12, 13), questions=QUESTIONS, means=falls, seed=2)
    renew_verdicts(installation)
    past_waves(installation, teams, range(8), questions=QUESTIONS)
    past_waves(installation, teams, range(8, 12), questions=QUESTIONS, means=falls, seed=2)
    assert renew_verdicts(installation)
    assert of_unit(installation, teams[0])["mood_1"].change == "worse"


@pytest.mark.both_databases
def test_waves_of_one_day_have_one_order(installation: Installation, north: UUID) -> None:
    teams = add_teams(installation, north, 2)
    for title in "ab":
        past_wave(installation, 0, {team: {"mood_1": CALM} for team in teams}, title=title)
        renew_verdicts(installation)
    with reading(installation.engine) as session:
        newest_first = [wave for wave, _ in closed_waves(session)]
        last = last_wave(session)
    assert newest_first == sorted(newest_first, reverse=True)
    assert last is not None
    assert last.id == newest_first[0]
    line = of_unit(installation, teams[0])["mood_1"].line
    assert [point.wave for point in line] == newest_first[::-1]


def test_of_a_team_without_numbers_for_a_year_no_level_is_told(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 3)
    low = {teams[0]: 1.3}
    past_waves(installation, teams, range(4), questions=QUESTIONS, means=low)
    past_waves(installation, teams[1:], range(4 + LAST_YEAR, 8 + LAST_YEAR), questions=QUESTIONS)
    renew_verdicts(installation)
    silent = of_unit(installation, teams[0])["mood_1"]
    assert silent.level is None
    assert not silent.is_listed
    edition = read(lambda reading: reading.verdict_edition, installation, HR)
    assert edition is not None
    assert edition.units == 3, "two teams and what lies above them"
    assert teams[0] not in {one.unit for one in edition.listed}


def test_other_people_are_told_for_a_year_and_not_of_a_question_that_came_later(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 2)
    grown = [3, 5, 9, 12, 5]
    for place in range(5 + LAST_YEAR):
        answers = {team: {"mood_1": CALM} for team in teams}
        if place >= 2:
            answers[teams[0]] = {"mood_1": grown, "iso_1": grown}
        past_wave(installation, place, answers)
        if place == 4:
            renew_verdicts(installation)
            told = of_unit(installation, teams[0])
            assert told["mood_1"].other_people_since == date(2024, 2, 5)
            assert told["iso_1"].other_people_since is None
    renew_verdicts(installation)
    assert of_unit(installation, teams[0])["mood_1"].other_people_since is None


def test_a_team_whose_parts_are_published_in_its_place_is_no_other_people(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 2)
    for place in range(3):
        past_wave(installation, place, {team: {"mood_1": [2, 4, 8, 10, 4]} for team in teams})
    parts = add_teams(installation, teams[0], 2)
    for place in range(3, 6):
        answers = {part: {"mood_1": CALM} for part in parts}
        past_wave(installation, place, {**answers, teams[1]: {"mood_1": [2, 4, 8, 10, 4]}})
    renew_verdicts(installation)
    assert of_unit(installation, north)["mood_1"].other_people_since is None


def test_a_team_that_alone_makes_the_change_of_the_whole_is_told_as_itself(
    installation: Installation, north: UUID
) -> None:
    teams = add_teams(installation, north, 3)
    past_waves(installation, teams, range(10), questions=QUESTIONS)
    falls = {teams[0]: 1.4}
    past_waves(installation, teams, range(10, 16), questions=QUESTIONS, means=falls, seed=2)
    renew_verdicts(installation)
    whole = of_unit(installation, root_of(installation))["mood_1"]
    fallen = of_unit(installation, teams[0])["mood_1"]
    assert whole.change == fallen.change == "worse"
    assert fallen.is_listed
