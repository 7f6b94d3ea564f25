"""A department says when other teams are behind its numbers, and an older number names its wave."""

from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.reading.unit import read_unit
from tests.past_waves import add_teams, past_wave
from tests.reading import HR, read

HISTOGRAM = {"mood_1": (2, 3, 4, 3, 2)}
OTHERS = "The teams behind these numbers are not the same as in the wave before."


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    """Three teams of North, of which the last is hidden in the second wave."""
    made = add_teams(installation, north, 3)
    past_wave(installation, 0, dict.fromkeys(made, HISTOGRAM))
    past_wave(installation, 1, dict.fromkeys(made[:2], HISTOGRAM))
    return made


@pytest.mark.both_databases
def test_a_larger_unit_says_that_other_teams_are_behind_its_numbers(
    installation: Installation, north: UUID, teams: list[UUID]
) -> None:
    report = read(read_unit, installation, HR, north)
    assert report.composition is not None
    assert report.composition.went == {teams[2]}
    assert report.in_words("en").endswith(OTHERS)
    past_wave(installation, 2, dict.fromkeys(teams[:2], HISTOGRAM))
    assert OTHERS not in read(read_unit, installation, HR, north).in_words("en")


def test_a_team_is_always_about_itself_and_names_the_wave_of_an_older_number(
    installation: Installation, teams: list[UUID]
) -> None:
    shown, hidden = (read(read_unit, installation, HR, team) for team in (teams[0], teams[2]))
    assert shown.composition is None
    assert OTHERS not in shown.in_words("en")
    [trend] = hidden.trends
    assert trend.latest_wave == hidden.waves[0]
    assert trend.level_in_words("en").startswith("Not in the latest wave. Past 0: Average 3.0")
    assert trend.shares_in_words("en").startswith("Not in the latest wave. Past 0: Good or very")
    assert not shown.trends[0].level_in_words("en").startswith("Not")
