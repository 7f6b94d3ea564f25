"""What stands beside a unit: larger units, never other teams; and what is shown instead."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from surveys.access.access import NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.follow_up.follow_up import end_agreement, note_agreement
from surveys.follow_up.last_round import read_last_round
from surveys.installation.installation import Installation
from surveys.reading.comparisons import nearest_published_ancestor, read_comparisons
from surveys.reading.unit import read_unit
from tests.past_waves import ANCHORS, add_teams, around, past_wave
from tests.reading import read

HR = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
NOW = datetime(2026, 11, 2, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def north(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return organisation["North"]


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    """Ten teams under North, of which the first is far lower; counted three times."""
    made, chance = add_teams(installation, north, 10), np.random.default_rng(5)
    for wave in range(3):
        answers = {
            team: {q: around(3.6 if team != made[0] else 2.0, 14, chance) for q in ANCHORS}
            for team in made
        }
        past_wave(installation, wave, answers)
    return made


def test_the_unit_above_and_the_whole_stand_beside_a_team_and_no_other_team(
    installation: Installation, teams: list[UUID], north: UUID, organisation: dict[str, UUID]
) -> None:
    found = read(read_comparisons, installation, HR, teams[0])
    assert [larger.unit for larger in found.above] == [north, organisation["Example"]]
    assert [larger.is_whole for larger in found.above] == [False, True]
    nearest = found.above[0]
    above = read(read_unit, installation, HR, north)
    [mood] = [trend for trend in above.trends if trend.question.id == "mood_1"]
    assert mood.latest is not None
    assert nearest.latest["mood_1"].mean == pytest.approx(mood.latest.mean)
    assert len(nearest.means["mood_1"]) == 3


def test_it_says_where_the_team_probably_is_and_never_on_which_place(
    installation: Installation, teams: list[UUID]
) -> None:
    low = read(read_comparisons, installation, HR, teams[0]).in_words("mood_1", "en")
    assert low.startswith("North: 3.")
    assert low.endswith("Probably below the organisation.")
    usual = read(read_comparisons, installation, HR, teams[1]).in_words("mood_1", "nl")
    assert usual.endswith("Niet van de organisatie te onderscheiden.")


def test_the_whole_has_nothing_beside_it(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    assert read(read_comparisons, installation, HR, organisation["Example"]).above == []


def test_a_team_reads_it_by_its_link_and_nobody_without_access(
    installation: Installation, teams: list[UUID]
) -> None:
    assert read(read_comparisons, installation, team_reader(teams[0]), teams[0]).above
    with pytest.raises(NotAllowedError):
        read(read_comparisons, installation, team_reader(teams[1]), teams[0])
    with pytest.raises(NotAllowedError):
        read(nearest_published_ancestor, installation, team_reader(teams[1]), teams[0])


@pytest.fixture
def hidden(installation: Installation, north: UUID) -> UUID:
    """A team that is not published, beside two that are."""
    first, second, small = add_teams(installation, north, 3)
    answers = {team: {"mood_1": [0, 2, 5, 3, 2]} for team in (first, second)}
    past_wave(installation, 0, answers)
    return small


def test_instead_of_a_hidden_unit_the_nearest_published_one_above_is_shown(
    installation: Installation, hidden: UUID, north: UUID
) -> None:
    assert read(nearest_published_ancestor, installation, team_reader(hidden), hidden) == (
        north,
        "North",
    )
    assert read(nearest_published_ancestor, installation, HR, north) is None


def test_before_a_count_nothing_is_shown_instead(installation: Installation, north: UUID) -> None:
    assert read(nearest_published_ancestor, installation, HR, north) is None
    assert read(read_comparisons, installation, HR, north).above == []
    assert read_last_round(installation, north, 1, NOW) is None


def test_who_is_about_to_answer_reads_the_last_round_of_the_nearest_published_unit(
    installation: Installation, hidden: UUID
) -> None:
    found = read_last_round(installation, hidden, 2, NOW)
    assert found is not None
    assert found.in_words("en") == (
        "Last time, in North: 24 of 28 people answered. From 1 to 5, where 5 is good: "
        "Mood at work 3.4."
    )
    assert found.in_words("nl").startswith("Vorige keer, in North: 24 van de 28 mensen deden mee.")
    assert found.agreed == []


def test_what_was_agreed_is_there_a_minute_later_for_who_is_about_to_answer(
    installation: Installation, hidden: UUID, north: UUID
) -> None:
    def agreed(now: datetime) -> Sequence[str]:
        found = read_last_round(installation, hidden, 2, now)
        assert found is not None
        return found.agreed

    assert agreed(NOW) == []
    today = NOW.date()
    given = {"indicator": None, "starts_on": today, "review_on": today}
    made = note_agreement(installation, HR, north, "Less mail", **given)  # type: ignore[arg-type]
    assert agreed(NOW + timedelta(minutes=1)) == ["Less mail"]
    end_agreement(installation, HR, made, today)
    assert agreed(NOW + timedelta(minutes=2)) == []
