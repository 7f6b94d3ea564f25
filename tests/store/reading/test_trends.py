"""What a unit's waves show together: changes judged among all, drift, response, and words."""

from uuid import UUID

import numpy as np
import pytest

from surveys.installation.installation import Installation
from surveys.reading.reports import TeamReport, Trend
from surveys.reading.unit import read_unit
from surveys.statistics import InsufficientData, known
from surveys.statistics.change import ChangeError
from surveys.statistics.control_chart import Ewma, Shift
from surveys.statistics.level import PRIOR_SD
from surveys.statistics.share import Share
from tests.past_waves import add_teams, past_wave, past_waves
from tests.reading import HR, baseline, read, reader_with


@pytest.fixture
def teams(installation: Installation, north: UUID) -> list[UUID]:
    return add_teams(installation, north, 12)


def publish(installation: Installation, teams: list[UUID], waves: int, fallen: float = 0.0) -> None:
    """Publish waves of 14 answers a team; in the last one the first team falls this much."""
    past_waves(installation, teams, range(waves - 1))
    past_waves(installation, teams, range(waves - 1, waves), means={teams[0]: 3.6 - fallen})


def mood_in(report: TeamReport) -> Trend:
    [trend] = [trend for trend in report.trends if trend.question.id == "mood_1"]
    return trend


def mood(installation: Installation, team: UUID) -> Trend:
    """Return the trend of the mood of a team."""
    return mood_in(read(read_unit, installation, HR, team))


@pytest.mark.both_databases
def test_changes_are_judged_among_all_teams(installation: Installation, teams: list[UUID]) -> None:
    publish(installation, teams, 5, 1.6)
    of_all = baseline(installation)
    error = of_all.fluctuation["mood_1"].error
    assert isinstance(error, ChangeError)
    assert error.changes == 4 * 12
    assert set(of_all.teams) == set(teams)
    fallen, steady = (mood(installation, team).step for team in teams[:2])
    assert fallen.status == "worse"
    assert steady.status == "within fluctuation"
    assert fallen.in_words("en").endswith("lower than in Past 3")
    assert fallen.in_words("nl").endswith("lager dan in Past 3")
    assert steady.in_words("nl") == "Binnen de gewone schommeling"
    assert fallen.doubt_in_words("en") == "", "the response is steady"


def test_with_few_differences_welch_judges(installation: Installation, teams: list[UUID]) -> None:
    publish(installation, teams[:3], 3, 2.0)
    error = baseline(installation).fluctuation["mood_1"].error
    assert error == InsufficientData("changes", 6, 30)
    assert mood(installation, teams[0]).step.status == "worse"


def test_more_units_take_clearer_changes(installation: Installation, teams: list[UUID]) -> None:
    """A change that somebody sees alone is flagged sooner than among those of everybody."""
    publish(installation, teams, 4, 1.0)
    manager = reader_with("manager", leads=teams[0])
    own = [t.step.status for t in read(read_unit, installation, manager, teams[0]).trends]
    among_all = [t.step.status for t in read(read_unit, installation, HR, teams[0]).trends]
    assert own.count("worse") > among_all.count("worse")


def test_a_certain_change_may_be_small(installation: Installation, teams: list[UUID]) -> None:
    """Two hundred answers a team: 0.2 is visible and does not matter."""
    before, after = {"mood_1": [10, 20, 40, 70, 60]}, {"mood_1": [0, 20, 40, 70, 70]}
    for wave in range(4):
        past_wave(installation, wave, dict.fromkeys(teams, before))
    past_wave(installation, 4, {**dict.fromkeys(teams, before), teams[0]: after})
    step = mood(installation, teams[0]).step
    assert step.status == "small"
    assert step.in_words("en") == "0.2 higher than in Past 3: visible, but small"


def test_a_drop_in_response_casts_doubt(installation: Installation, teams: list[UUID]) -> None:
    past_waves(installation, teams, range(4), questions=["mood_1"])
    fallen = {teams[0]: {"mood_1": [7, 0, 0, 0, 0]}}
    past_waves(installation, teams, range(4, 5), questions=["mood_1"], exact=fallen, people_more=9)
    step = mood(installation, teams[0]).step
    assert (step.status, step.may_be_composition) == ("worse", True)
    assert "who answered" in step.doubt_in_words("en")
    assert "wie er meedeed" in step.doubt_in_words("nl")


def test_a_confirmed_fall_stays_in_sight(installation: Installation, teams: list[UUID]) -> None:
    """It stays in sight until it is known where the team is now."""
    past_waves(installation, teams, range(8), questions=["mood_1"])
    fallen = {teams[0]: {"mood_1": [11, 3, 0, 0, 0]}}
    past_waves(installation, teams, range(8, 9), questions=["mood_1"], exact=fallen)
    trend, steady = mood(installation, teams[0]), mood(installation, teams[1])
    assert isinstance(trend.drift, Ewma)
    assert trend.drift.signal == "lower"
    for language, words in (("en", "Below its usual range"), ("nl", "Onder het gewone bereik")):
        assert trend.outside_in_words(language) == words
        assert words in trend.drift_in_words(language)
    assert "Within its usual range" in steady.drift_in_words("en")
    assert steady.outside_in_words("en") == ""
    past_waves(installation, teams, range(9, 12), questions=["mood_1"], exact=fallen)
    trend = mood(installation, teams[0])
    assert trend.drift == Shift(8, "lower")
    assert trend.shifted_in is not None
    assert trend.outside_in_words("en") == "Lower since Past 8"
    assert trend.outside_in_words("nl") == "Lager sinds Past 8"
    assert "Lower since Past 8 than it was before" in trend.drift_in_words("en")


def test_a_change_spans_a_missing_wave(installation: Installation, teams: list[UUID]) -> None:
    past_waves(installation, teams, range(4), questions=["mood_1"])
    past_waves(installation, teams[1:], range(4, 5), questions=["mood_1"])
    past_waves(installation, teams, range(5, 6), questions=["mood_1"])
    trend = mood(installation, teams[0])
    assert [known(level) is not None for level in trend.levels] == [True] * 4 + [False, True]
    assert trend.step.since is not None
    assert trend.step.since.title == "Past 3"
    assert trend.slope != InsufficientData("waves", 5, 5)


def test_levels_shares_and_silence_in_words(installation: Installation, teams: list[UUID]) -> None:
    """By hand: (12 * 3.83 + 2) / 14 = 3.43, (12 * 3.83 + 10) / 14 = 4.00; shares take ten."""
    past_wave(installation, 0, {team: {"mood_1": [0, 1, 3, 5, 3]} for team in teams})
    report = read(read_unit, installation, HR, teams[0])
    trend = mood_in(report)
    assert report.in_words("en") == "8 in 10 or more of 14 people answered."
    assert report.in_words("nl") == "8 op de 10 of meer van de 14 mensen deden mee."
    assert trend.level_in_words("en").startswith("Average 3.8, between 3.")
    assert trend.level_in_words("nl").startswith("Gemiddeld 3,8, tussen 3,")
    assert trend.silent_in_words("en") == (
        "If all who did not answer chose the lowest or the highest answer: 3.4 to 4.0 at most. "
        "Whatever they think, the average stays on this side of 3.0."
    )
    assert isinstance(trend.shares.parts, dict)
    assert {name: share.part for name, share in trend.shares.parts.items()} == pytest.approx(
        {"favourable": 0.65, "neutral": 0.25, "unfavourable": 0.1}
    )
    assert all(isinstance(share, Share) for share in trend.shares.parts.values())
    assert trend.shares.in_words("en") == (
        "Favourable: 65% (between 30% and 95%); neutral: 25%; unfavourable: 10%."
    )
    assert trend.shares.in_words("nl").startswith("Gunstig: 65%")
    assert trend.step.in_words("en") == "First result"
    past_wave(installation, 1, {team: {"mood_1": [0, 1, 3, 2, 3]} for team in teams})
    shares = mood(installation, teams[0]).shares
    assert shares.parts == InsufficientData("answers", 7, 10)
    assert shares.in_words("en") == "Too few answers to show: it takes 10."


def test_few_waves_tell_how_small_a_change_could_be_seen_and_no_drift(
    installation: Installation, teams: list[UUID]
) -> None:
    publish(installation, teams, 4)
    report = read(read_unit, installation, HR, teams[0])
    trend = mood_in(report)
    assert trend.windows == InsufficientData("waves", 4, 6)
    assert trend.slope == InsufficientData("waves", 4, 5)
    assert trend.drift == InsufficientData("waves", 4, 8)
    assert trend.drift_in_words("en") == ""
    steps = [known(trend.step.change) for trend in report.trends]
    assert report.smallest_visible_change == pytest.approx(
        float(np.median([step.smallest_visible for step in steps if step]))
    )
    limit = f"{report.smallest_visible_change:.1f}"
    assert f"Changes smaller than {limit} " in report.in_words("en")
    assert f"Verschillen kleiner dan {limit.replace('.', ',')} " in report.in_words("nl")


def test_where_the_number_invited_is_unknown_nothing_is_said_of_silent_people(
    installation: Installation, teams: list[UUID]
) -> None:
    answers = {team: {"mood_1": [0, 1, 3, 5, 3]} for team in teams}
    past_wave(installation, 0, answers, people_more=None)
    report = read(read_unit, installation, HR, teams[0])
    assert report.in_words("en") == "About 10 people answered."
    assert mood_in(report).silent_in_words("en") == ""


def test_few_teams_do_not_tell_their_spread(installation: Installation, teams: list[UUID]) -> None:
    """What a manager reads must not tell how another team is divided."""
    divided, united = {"mood_1": [7, 0, 0, 0, 7]}, {"mood_1": [0, 0, 14, 0, 0]}
    past_wave(installation, 0, dict.fromkeys(teams[:7], united))
    assert baseline(installation).fluctuation["mood_1"].within_sd == PRIOR_SD
    past_wave(installation, 1, dict.fromkeys(teams, divided))
    assert baseline(installation).fluctuation["mood_1"].within_sd > 1.5
