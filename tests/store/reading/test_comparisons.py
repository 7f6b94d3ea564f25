"""What stands beside a unit: larger units, never other teams; and what is shown instead."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from surveys.access.access import NotAllowedError
from surveys.access.result_links import team_reader
from surveys.installation.installation import Installation
from surveys.reading.comparisons import nearest_published_ancestor, read_comparisons
from surveys.reading.unit import read_unit
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR, read

NOW = datetime(2026, 11, 2, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    """Ten teams under North, of which the first is far lower; counted three times."""
    made = add_teams(installation, north, 10)
    past_waves(installation, made, range(3), means={made[0]: 2.0})
    return made


def test_larger_units_stand_beside_a_team_and_no_other_team(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    north, whole = organisation["North"], organisation["Example"]
    comparisons = read(read_comparisons, installation, HR, teams[0])
    beside = [(larger.unit, larger.is_root) for larger in comparisons.above]
    assert beside == [(north, False), (whole, True)]
    above = read(read_unit, installation, HR, north)
    [mood] = [trend for trend in above.trends if trend.question.id == "mood_1"]
    assert mood.latest is not None
    assert comparisons.above[0].latest["mood_1"].mean == pytest.approx(mood.latest.mean)
    assert len(comparisons.above[0].means["mood_1"]) == 3
    assert read(read_comparisons, installation, HR, whole).above == []
    said = comparisons.in_words("mood_1", mood.indicator, "en")
    assert said.startswith("North: 3.")
    assert " Example: 3." in said


def test_a_team_reads_it_by_its_link_and_nobody_without_access(
    installation: Installation, teams: list[UUID]
) -> None:
    assert read(read_comparisons, installation, team_reader(teams[0]), teams[0]).above
    for function in (read_comparisons, nearest_published_ancestor):
        with pytest.raises(NotAllowedError):
            read(function, installation, team_reader(teams[1]), teams[0])


@pytest.fixture
def hidden(installation: Installation, north: UUID) -> UUID:
    """A team that is not published, beside two that are."""
    first, second, small = add_teams(installation, north, 3)
    past_wave(installation, 0, {team: {"mood_1": [0, 2, 5, 3, 2]} for team in (first, second)})
    return small


def test_the_nearest_published_unit_above_is_shown_instead_of_a_hidden_one(
    installation: Installation, hidden: UUID, north: UUID
) -> None:
    instead = read(nearest_published_ancestor, installation, team_reader(hidden), hidden)
    assert instead == (north, "North")
    assert read(nearest_published_ancestor, installation, HR, north) is None


def test_before_a_count_nothing_is_shown_instead(installation: Installation, north: UUID) -> None:
    assert read(nearest_published_ancestor, installation, HR, north) is None
    assert read(read_comparisons, installation, HR, north).above == []
