"""What a unit's waves show together: changes judged among all, drift, response, and words."""

from uuid import UUID, uuid4

import numpy as np
import pytest

from db import people
from db.base import insert
from db.engine import writing
from surveys.access.access import Reader
from surveys.installation.installation import Installation
from surveys.reading.reports import TeamReport, Trend
from surveys.reading.unit import read_unit
from surveys.statistics.change import ChangeError
from surveys.statistics.control_chart import Ewma, Shift
from surveys.statistics.insufficient_data import InsufficientData, known
from surveys.statistics.level import PRIOR_SD
from surveys.statistics.share import Share
from tests.past_waves import ANCHORS, add_teams, around, past_wave
from tests.reading import baseline, read

HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
MANAGER = frozenset({"manager"})
Units = dict[str, UUID]


@pytest.fixture
def teams(installation: Installation, organisation: Units) -> list[UUID]:
    """Twelve teams."""
    return add_teams(installation, organisation["North"], 12)


def publish(
    installation: Installation, teams: list[UUID], waves: int, fallen: dict[UUID, float]
) -> None:
    """Publish waves of 14 answers a team; in the last one some teams fall by so much."""
    chance = np.random.default_rng(1)
    for wave in range(waves):
        last = wave == waves - 1
        answers = {
            team: {
                question: around(3.6 - (fallen.get(team, 0) if last else 0), 14, chance)
                for question in ANCHORS
            }
            for team in teams
        }
        past_wave(installation, wave, answers)


def trend(report: TeamReport, question: str = "mood_1") -> Trend:
    """Return the trend of one question."""
    [found] = [trend for trend in report.trends if trend.question.id == question]
    return found


@pytest.mark.both_databases
def test_changes_are_judged_by_how_much_all_teams_change(
    installation: Installation, teams: list[UUID]
) -> None:
    publish(installation, teams, 5, {teams[0]: 1.6})
    around_here = baseline(installation)
    error = around_here.fluctuation["mood_1"].error
    assert isinstance(error, ChangeError)
    assert error.changes == 4 * 12
    assert set(around_here.teams) == set(teams)
    fallen, steady = (trend(read(read_unit, installation, HR, team)) for team in teams[:2])
    assert fallen.step.status == "worse"
    assert steady.step.status == "within fluctuation"
    assert fallen.step.in_words("en").endswith("lower than in Past 3")
    assert fallen.step.in_words("nl").endswith("lager dan in Past 3")
    assert steady.step.in_words("nl") == "Binnen de gewone schommeling"


def test_with_few_differences_welch_judges(installation: Installation, teams: list[UUID]) -> None:
    publish(installation, teams[:3], 3, {teams[0]: 2})
    around_here = baseline(installation)
    assert around_here.fluctuation["mood_1"].error == InsufficientData("changes", 6, 30)
    assert trend(read(read_unit, installation, HR, teams[0])).step.status == "worse"


def test_who_looks_at_more_needs_clearer_changes(
    installation: Installation, teams: list[UUID]
) -> None:
    """A change that somebody sees alone is flagged sooner than among those of everybody."""
    publish(installation, teams, 4, {teams[0]: 0.75})
    with writing(installation.engine) as session:
        person = people.Person(name="Mia", email="mia@example.org", unit_id=teams[0])
        insert(session, person)
    manager = Reader(person.id, "Mia", None, MANAGER, frozenset({teams[0]}))
    own = [t.step.status for t in read(read_unit, installation, manager, teams[0]).trends]
    among_all = [t.step.status for t in read(read_unit, installation, HR, teams[0]).trends]
    assert own.count("worse") > among_all.count("worse")


def test_a_small_change_is_called_small_however_sure_it_is(
    installation: Installation, organisation: Units
) -> None:
    """Two hundred answers a team: 0.2 is visible and does not matter."""
    teams = add_teams(installation, organisation["North"], 12)
    before, after = [10, 20, 40, 70, 60], [0, 20, 40, 70, 70]
    for wave in range(5):
        last = wave == 4
        answers = {t: {"mood_1": after if last and t == teams[0] else before} for t in teams}
        past_wave(installation, wave, answers)
    step = trend(read(read_unit, installation, HR, teams[0])).step
    assert step.status == "small"
    assert step.in_words("en") == "0.2 higher than in Past 3: visible, but small"


def test_a_drop_in_response_casts_doubt_on_a_change(
    installation: Installation, teams: list[UUID]
) -> None:
    chance = np.random.default_rng(2)
    for wave in range(5):
        answers = {team: {"mood_1": around(3.5, 14, chance)} for team in teams}
        if wave == 4:
            answers[teams[0]] = {"mood_1": [7, 0, 0, 0, 0]}
        past_wave(installation, wave, answers, people_more=9 if wave == 4 else 2)
    step = trend(read(read_unit, installation, HR, teams[0])).step
    assert (step.status, step.may_be_composition) == ("worse", True)
    assert "who answered" in step.doubt_in_words("en")
    assert "wie er meedeed" in step.doubt_in_words("nl")


def test_a_steady_response_casts_no_doubt(installation: Installation, teams: list[UUID]) -> None:
    publish(installation, teams, 4, {teams[0]: 2})
    step = trend(read(read_unit, installation, HR, teams[0])).step
    assert (step.status, step.doubt_in_words("en")) == ("worse", "")


def test_what_takes_many_waves_is_not_there_with_few(
    installation: Installation, teams: list[UUID]
) -> None:
    publish(installation, teams, 4, {})
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert found.windows == InsufficientData("waves", 4, 6)
    assert found.slope == InsufficientData("waves", 4, 5)
    assert found.drift == InsufficientData("waves", 4, 8)
    assert found.drift_in_words("en") == ""


def test_a_lasting_fall_is_a_drift_in_words_and_numbers(
    installation: Installation, teams: list[UUID]
) -> None:
    chance = np.random.default_rng(3)
    for wave in range(9):
        answers = {team: {"mood_1": around(3.6, 14, chance)} for team in teams}
        if wave == 8:
            answers[teams[0]] = {"mood_1": [13, 1, 0, 0, 0]}
        past_wave(installation, wave, answers)
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert isinstance(found.drift, Ewma)
    assert found.drift.signal == "lower"
    assert found.outside_in_words("en") == "Below its usual range"
    assert found.outside_in_words("nl") == "Onder het gewone bereik"
    assert "Below its usual range" in found.drift_in_words("en")
    assert "Onder het gewone bereik" in found.drift_in_words("nl")
    steady = trend(read(read_unit, installation, HR, teams[1]))
    assert "Within its usual range" in steady.drift_in_words("en")
    assert steady.outside_in_words("en") == ""


def test_a_confirmed_fall_stays_in_sight_until_it_is_known_where_the_team_is_now(
    installation: Installation, teams: list[UUID]
) -> None:
    chance = np.random.default_rng(3)
    for wave in range(12):
        answers = {team: {"mood_1": around(3.6, 14, chance)} for team in teams}
        if wave >= 8:
            answers[teams[0]] = {"mood_1": [11, 3, 0, 0, 0]}
        past_wave(installation, wave, answers)
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert found.drift == Shift(8, "lower")
    assert found.shifted_in is not None
    assert found.outside_in_words("en") == "Lower since Past 8"
    assert found.outside_in_words("nl") == "Lager sinds Past 8"
    assert "Lower since Past 8 than it was before" in found.drift_in_words("en")


def test_a_wave_without_a_unit_is_a_gap_and_no_change_is_flagged_across_all(
    installation: Installation, teams: list[UUID]
) -> None:
    chance = np.random.default_rng(4)
    for wave in range(6):
        there = teams if wave != 4 else teams[1:]
        past_wave(installation, wave, {t: {"mood_1": around(3.6, 14, chance)} for t in there})
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert [known(level) is not None for level in found.levels] == [True] * 4 + [False, True]
    assert found.step.since is not None
    assert found.step.since.title == "Past 3"
    assert found.slope != InsufficientData("waves", 5, 5)


def test_levels_shares_and_the_silent_in_words(
    installation: Installation, teams: list[UUID]
) -> None:
    """By hand: (12 * 3.83 + 2) / 14 = 3.43, (12 * 3.83 + 10) / 14 = 4.00."""
    past_wave(installation, 0, {team: {"mood_1": [0, 1, 3, 5, 3]} for team in teams})
    report = read(read_unit, installation, HR, teams[0])
    found = trend(report)
    assert report.in_words("en") == "12 of 14 people answered."
    assert report.in_words("nl") == "12 van de 14 mensen deden mee."
    assert found.level_in_words("en").startswith("Average 3.8, between 3.")
    assert found.level_in_words("nl").startswith("Gemiddeld 3,8, tussen 3,")
    assert found.silent_in_words("en") == (
        "If the 2 others all chose the lowest or the highest answer: 3.4 to 4.0. "
        "Whatever they think, the average stays on this side of 3.0."
    )
    assert isinstance(found.shares.parts, dict)
    assert {name: share.part for name, share in found.shares.parts.items()} == pytest.approx(
        {"favourable": 8 / 12, "neutral": 3 / 12, "unfavourable": 1 / 12}
    )
    assert all(isinstance(share, Share) for share in found.shares.parts.values())
    assert found.shares.in_words("en") == (
        "Favourable: 65% (between 55% and 75%); neutral: 25%; unfavourable: 10%."
    )
    assert found.shares.in_words("nl").startswith("Gunstig: 65%")
    assert found.step.in_words("en") == "First result"


def test_shares_need_ten_answers(installation: Installation, teams: list[UUID]) -> None:
    past_wave(installation, 0, {team: {"mood_1": [0, 1, 3, 2, 3]} for team in teams})
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert found.shares.parts == InsufficientData("answers", 9, 10)
    assert found.shares.in_words("en") == "Too few answers to show: it takes 10."


def test_a_unit_is_told_how_small_a_change_it_could_see(
    installation: Installation, teams: list[UUID]
) -> None:
    publish(installation, teams, 5, {})
    report = read(read_unit, installation, HR, teams[0])
    steps = [known(trend.step.change) for trend in report.trends]
    assert report.smallest_visible_change == pytest.approx(
        float(np.median([step.smallest_visible for step in steps if step]))
    )
    limit = f"{report.smallest_visible_change:.1f}"
    assert f"Changes smaller than {limit} " in report.in_words("en")
    assert f"Verschillen kleiner dan {limit.replace('.', ',')} " in report.in_words("nl")


def test_where_it_is_unknown_who_was_invited_nothing_is_said_of_the_silent(
    installation: Installation, teams: list[UUID]
) -> None:
    past_wave(installation, 0, {t: {"mood_1": [0, 1, 3, 5, 3]} for t in teams}, people_more=None)
    report = read(read_unit, installation, HR, teams[0])
    assert report.in_words("en") == "12 people answered."
    assert trend(report).silent_in_words("en") == ""
    assert "whole group" not in trend(report).level_in_words("en")


def test_when_everybody_answered_that_is_said(
    installation: Installation, teams: list[UUID]
) -> None:
    past_wave(installation, 0, {t: {"mood_1": [0, 1, 3, 5, 3]} for t in teams}, people_more=0)
    found = trend(read(read_unit, installation, HR, teams[0]))
    assert "Everybody answered" in found.level_in_words("en")
    assert found.silent_in_words("en") == ""


def test_the_spread_of_a_handful_of_teams_stays_among_them(
    installation: Installation, teams: list[UUID]
) -> None:
    """What a manager reads must not tell how another team is divided."""
    divided, united = [7, 0, 0, 0, 7], [0, 0, 14, 0, 0]
    past_wave(installation, 0, {t: {"mood_1": united} for t in teams[:7]})
    few = baseline(installation).fluctuation["mood_1"].within_sd
    assert few == PRIOR_SD
    past_wave(installation, 1, {t: {"mood_1": divided} for t in teams})
    many = baseline(installation).fluctuation["mood_1"].within_sd
    assert many > 1.5
