"""What a unit's waves show together: one verdict an indicator, levels, response, and words."""

import math
from uuid import UUID

import pytest

from surveys.installation.installation import Installation
from surveys.reading import renew_verdicts
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.reading.unit import read_unit
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import PRIOR_SD
from surveys.statistics.share import Share
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR, baseline, read, reader_with

FALLEN = {"mood_1": [8, 4, 2, 0, 0]}


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    return add_teams(installation, north, 12)


@pytest.fixture
def fallen(installation: Installation, teams: list[UUID]) -> UUID:
    """A team whose mood fell in the fifth of eight waves."""
    past_waves(installation, teams, range(4), questions=["mood_1"])
    past_waves(
        installation, teams, range(4, 8), questions=["mood_1"], exact={teams[0]: FALLEN}, seed=2
    )
    return teams[0]


def mood_in(report: TeamReport) -> Trend:
    [trend] = [trend for trend in report.trends if trend.question.id == "mood_1"]
    return trend


def mood(installation: Installation, team: UUID) -> Trend:
    """Return the trend of the mood of a team."""
    return mood_in(read(read_unit, installation, HR, team))


@pytest.mark.both_databases
def test_a_fall_is_told_with_its_onset_its_size_and_a_question(
    installation: Installation, teams: list[UUID], fallen: UUID
) -> None:
    trend, steady = mood(installation, fallen), mood(installation, teams[1])
    assert trend.badge_in_words("en") == "Gloomier since March"
    assert "Somberder" in trend.badge_in_words("nl")
    assert trend.change_in_words("en").startswith("Almost certainly gloomier since March, by ")
    assert trend.standing_in_words("en") == "Needs attention: bad."
    assert trend.ask("en").startswith("What changed in March?")
    told = [trend.change_in_words("en"), trend.standing_in_words("en")]
    assert trend.outstanding_in_words("en") == " ".join(told)
    assert "How sure" in dict(trend.how_we_know("en"))
    assert steady.badge_in_words("en").endswith(", no clear change")
    assert steady.outstanding_in_words("en") == ""


def test_kept_verdicts_are_those_that_a_page_works_out_and_the_same_for_every_reader(
    installation: Installation, fallen: UUID
) -> None:
    before = mood(installation, fallen)
    renew_verdicts(installation)
    assert mood(installation, fallen) == before
    manager = reader_with("manager", leads=fallen)
    assert mood_in(read(read_unit, installation, manager, fallen)) == before


def test_the_level_runs_through_a_wave_that_is_not_published(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(4), questions=["mood_1"])
    past_waves(installation, teams[1:], range(4, 5), questions=["mood_1"])
    past_waves(installation, teams, range(5, 6), questions=["mood_1"])
    trend = mood(installation, teams[0])
    assert [known(level) is not None for level in trend.levels] == [True] * 4 + [False, True]
    assert all(point is not None and point.low < point.level < point.high for point in trend.line)


def test_the_average_of_an_older_wave_stands_in_the_band_of_that_wave(
    installation: Installation, teams: list[UUID]
) -> None:
    past_waves(installation, teams, range(4), questions=["mood_1"])
    past_waves(installation, teams[1:], range(4, 6), questions=["mood_1"])
    trend = mood(installation, teams[0])
    of_wave, newest = trend.line[3], trend.line[-1]
    assert of_wave is not None
    assert newest is not None
    assert (of_wave.low, of_wave.high) != (newest.low, newest.high)
    between = f"between {of_wave.low:.1f} and {of_wave.high:.1f}"
    assert between in trend.level_in_words("en")


def test_levels_and_shares_in_words(installation: Installation, teams: list[UUID]) -> None:
    """Shares take ten answers."""
    past_wave(installation, 0, {team: {"mood_1": [0, 1, 3, 5, 3]} for team in teams})
    report = read(read_unit, installation, HR, teams[0])
    trend = mood_in(report)
    assert report.in_words("en") == "8 in 10 or more of 14 people answered."
    assert report.in_words("nl") == "8 op de 10 of meer van de 14 mensen deden mee."
    assert trend.level_in_words("en").startswith("Average 3.8, probably between 3.")
    assert trend.level_in_words("en").endswith(
        "if those who did not answer feel like those who did."
    )
    assert "change" not in trend.badge_in_words("en"), "too early for a change: its level"
    assert report.budget_in_words("en").startswith("One in ten teams")
    assert isinstance(trend.shares.parts, dict)
    assert {name: share.part for name, share in trend.shares.parts.items()} == pytest.approx(
        {"favourable": 0.65, "neutral": 0.25, "unfavourable": 0.1}
    )
    assert all(isinstance(share, Share) for share in trend.shares.parts.values())
    assert trend.shares.in_words("en").startswith("Good or very good: 65% (between ")
    assert trend.shares.in_words("nl").startswith("Goed ")
    past_wave(installation, 1, {team: {"mood_1": [0, 1, 3, 2, 3]} for team in teams})
    shares = mood(installation, teams[0]).shares
    assert shares.parts == InsufficientData("answers", 7, 10)
    assert shares.in_words("en") == "Too few answers to show: it takes 10."


def test_a_report_tells_how_often_changes_of_its_unit_are_noticed(
    installation: Installation, teams: list[UUID], fallen: UUID
) -> None:
    report = read(read_unit, installation, HR, teams[1])
    assert report.noticed_in_words("en").startswith(
        "A change of 1.0 would be noticed within six waves "
    )
    assert not report.pending
    assert fallen != teams[1]


def test_few_teams_do_not_tell_their_spread(installation: Installation, teams: list[UUID]) -> None:
    """What a manager reads must not tell how another team is divided."""
    mood_question = "mood_1"
    divided, united = {mood_question: [7, 0, 0, 0, 7]}, {mood_question: [0, 0, 14, 0, 0]}
    past_wave(installation, 0, dict.fromkeys(teams[:7], united))
    assert mood_question not in baseline(installation).within_sd
    past_wave(installation, 1, dict.fromkeys(teams, divided))
    assert baseline(installation).within_sd[mood_question] > math.sqrt(2) * PRIOR_SD
