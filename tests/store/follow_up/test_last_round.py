"""What everybody about to answer reads of the last round, and sees beside their own line."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from surveys.follow_up import LastRound, read_last_round
from surveys.follow_up.agreements import end_agreement, note_agreement
from surveys.installation import Installation
from surveys.reading import renew_verdicts
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR

NOW = datetime(2026, 11, 2, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    return add_teams(installation, north, 3)


@pytest.fixture
def hidden(installation: Installation, teams: list[UUID]) -> UUID:
    """A team that is not published, beside two that are."""
    published = {team: {"mood_1": [0, 2, 5, 3, 2]} for team in teams[:2]}
    past_wave(installation, 0, published)
    return teams[2]


def last_round(installation: Installation, unit: UUID, now: datetime = NOW) -> LastRound:
    known = read_last_round(installation, unit, 2, now)
    assert known is not None
    return known


def test_before_a_count_there_is_nothing_to_tell(installation: Installation, north: UUID) -> None:
    assert read_last_round(installation, north, 1, NOW) is None


def test_the_nearest_published_unit_stands_in_with_what_it_agreed(
    installation: Installation, hidden: UUID, north: UUID
) -> None:
    """Agreements are shown, and disappear, a minute later."""

    def agreed(minutes: int) -> Sequence[str]:
        return last_round(installation, hidden, NOW + timedelta(minutes=minutes)).agreed

    assert agreed(0) == []
    today = NOW.date()
    made = note_agreement(
        installation, HR, north, "Less mail", indicator=None, starts_on=today, review_on=today
    )
    assert agreed(1) == ["Less mail"]
    end_agreement(installation, HR, made, today)
    assert agreed(2) == []


def test_before_verdicts_are_worked_out_the_round_is_only_mentioned(
    installation: Installation, hidden: UUID
) -> None:
    words = last_round(installation, hidden).in_words("en")
    assert words == "In North: the results of the last round are published."


@pytest.mark.both_databases
def test_what_stood_out_is_told_in_words_of_meaning(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(8), questions=["mood_1"])
    past_waves(installation, teams, range(8, 12), questions=["mood_1"], means={teams[0]: 2.0})
    renew_verdicts(installation)
    fallen, steady = (last_round(installation, team) for team in teams[:2])
    assert fallen.unit is None, "its own results"
    told = fallen.told
    assert told is not None
    assert [(indicator.id, verdict.change) for indicator, verdict in told] == [("mood", "worse")]
    assert "Mood" in fallen.in_words("en")
    assert "gloomier" in fallen.in_words("en")
    assert "somberder" in fallen.in_words("nl")
    assert steady.told == []
    assert steady.in_words("en") == "Nothing stood out in the last round."


def test_the_published_averages_of_all_rounds_stand_beside_an_own_line(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(3), questions=["mood_1"], means={teams[0]: 2.0})
    lines = {line.indicator.id: line for line in last_round(installation, teams[0]).lines}
    mood = lines["mood"]
    assert (mood.lowest, mood.highest) == (1, 5)
    assert len(mood.points) == 3
    assert [day for day, _ in mood.points] == sorted(day for day, _ in mood.points)
    assert all(1.5 < mean < 2.8 for _, mean in mood.points)
    assert lines["isolation"].points == []
