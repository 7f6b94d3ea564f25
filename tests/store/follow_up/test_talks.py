"""That teams talked about their results: who may note it, once, and a word when nobody did."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from db import wave_units
from db.engine import reading
from surveys.access.access import NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.counting.counting import close_wave
from surveys.follow_up.agreements import Draft, review_agreement
from surveys.follow_up.follow_up import FollowUpError, Talk, forget_old, read_follow_up
from surveys.follow_up.overview import read_by_unit
from surveys.follow_up.talks import (
    GRACE_PERIOD,
    move_talk,
    note_outcome,
    note_talk,
    notices,
    withdraw_talk,
)
from surveys.installation.installation import Installation
from surveys.trail import trail
from surveys.waves.waves import open_wave
from tests.builders import add_people, add_person, add_unit, answer
from tests.past_waves import ANCHORS, past_wave
from tests.reading import HR, read, reader_with
from tests.refusals import code

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 16)
LATER = SECOND + GRACE_PERIOD

pytestmark = pytest.mark.both_databases


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """North (8 people) and the tiny South (4) with a manager each, and West (8) without one."""
    whole = organisation["Example"]
    for name, number in (("North", 8), ("South", 4), ("West", 8)):
        organisation[name] = add_unit(installation, name, whole)
        add_people(installation, organisation[name], number)
        if name != "West":
            add_person(installation, whole, name, role="manager", role_for=organisation[name])
    return organisation


def hold(installation: Installation, day: date) -> UUID:
    """Open and count a wave that everybody answers, and return its id."""
    wave = open_wave(installation, opens_on=day, closes_on=day)
    answer(installation, wave, on=day)
    close_wave(installation, day)
    return wave.id


def talks(installation: Installation, who: Reader, unit: UUID) -> Sequence[Talk]:
    return read(read_follow_up, installation, who, unit).talks


def test_the_leader_of_a_unit_notes_a_talk_once_and_the_whole_team_reads_it(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    leader = reader_with("manager", leads=north)
    note_talk(installation, leader, north, wave, SECOND)
    note_talk(installation, HR, north, wave, LATER)
    for who in (leader, HR, team_reader(north)):
        assert list(talks(installation, who, north)) == [Talk(wave, SECOND)]
    assert list(talks(installation, HR, teams["West"])) == []
    noted = [(e.action, e.subject) for e in trail.entries(installation)]
    assert noted.count(("talk noted", "North, 2026-03-16")) == 1


AGREED = Draft("Fridays without meetings", "workload", SECOND, LATER)


def test_a_talk_is_saved_with_its_agreement_once_however_often_somebody_presses(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    leader = reader_with("manager", leads=north)
    for _ in range(3):
        note_talk(installation, leader, north, wave, SECOND, AGREED)
    (agreement,) = read(read_follow_up, installation, HR, north).agreements
    assert (agreement.text, agreement.wave) == (AGREED.text, wave)
    assert not agreement.is_due(wave, SECOND), "the same talk does not look back at it"
    assert agreement.is_due(UUID(int=1), SECOND)


def test_a_talk_whose_agreement_cannot_be_noted_is_not_noted_either(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    for wrong, why in (
        (Draft(" ", None, SECOND, LATER), "text"),
        (Draft("A", None, LATER, FIRST), "dates"),
    ):
        with pytest.raises(FollowUpError, check=code(why)):
            note_talk(installation, HR, north, wave, SECOND, wrong)
    assert list(talks(installation, HR, north)) == []


def test_the_day_of_a_talk_is_corrected_and_a_talk_is_taken_back_with_its_agreement(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    leader = reader_with("manager", leads=north)
    note_talk(installation, leader, north, wave, SECOND, AGREED)
    with pytest.raises(FollowUpError, check=code("talk_before_count")):
        move_talk(installation, leader, north, wave, FIRST - timedelta(days=1))
    move_talk(installation, leader, north, wave, LATER)
    assert list(talks(installation, HR, north)) == [Talk(wave, LATER)]
    for who in (reader_with("administrator"), reader_with("manager", leads=teams["West"])):
        with pytest.raises(NotAllowedError):
            withdraw_talk(installation, who, north, wave)
        with pytest.raises(NotAllowedError):
            move_talk(installation, who, north, wave, SECOND)
    for _ in range(2):
        withdraw_talk(installation, leader, north, wave)
    left = read(read_follow_up, installation, HR, north)
    assert (list(left.talks), list(left.agreements)) == ([], [])
    noted = [entry.action for entry in trail.entries(installation)]
    assert noted.count("talk withdrawn") == noted.count("talk moved") == 1


def test_where_a_talk_led_is_noted_in_one_line_corrected_and_seen_by_team_and_hr(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    leader = reader_with("manager", leads=north)
    with pytest.raises(FollowUpError, check=code("no_talk")):
        note_outcome(installation, leader, north, wave, "Too early")
    note_talk(installation, leader, north, wave, SECOND, outcome="  We know\nwhat weighs ")
    for who in (leader, HR, team_reader(north)):
        assert list(talks(installation, who, north)) == [Talk(wave, SECOND, "We know what weighs")]
    for _ in range(2):
        note_outcome(installation, HR, north, wave, "The planning comes first")
    in_short = {one.name: one for one in read(read_by_unit, installation, HR)}
    assert in_short["North"].outcome == "The planning comes first"
    assert "The planning comes first" in in_short["North"].in_words("en")
    with pytest.raises(FollowUpError, check=code("text")):
        note_outcome(installation, leader, north, wave, "x" * 201)
    for who in (reader_with("administrator"), reader_with("manager", leads=teams["West"])):
        with pytest.raises(NotAllowedError):
            note_outcome(installation, who, north, wave, "Mine")
    note_outcome(installation, leader, north, wave, " ")
    assert list(talks(installation, HR, north)) == [Talk(wave, SECOND)]
    noted = [
        e.subject for e in trail.entries(installation) if e.action == "outcome of a talk noted"
    ]
    assert sorted(noted) == ["North: The planning comes first", "North: –"]


def test_a_line_that_is_too_long_is_refused_and_no_talk_noted(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    with pytest.raises(FollowUpError, check=code("text")):
        note_talk(installation, HR, north, wave, SECOND, outcome="x" * 201)
    assert list(talks(installation, HR, north)) == []


def test_an_agreement_that_the_team_has_looked_back_at_outlives_its_talk(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    note_talk(installation, HR, north, wave, SECOND, AGREED)
    (agreement,) = read(read_follow_up, installation, HR, north).agreements
    review_agreement(installation, HR, agreement.id, "stop", LATER)
    withdraw_talk(installation, HR, north, wave)
    (kept,) = read(read_follow_up, installation, HR, north).agreements
    assert kept.outcome == "stop"


def test_nobody_else_notes_or_reads_a_talk(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    of_west = reader_with("manager", leads=teams["West"])
    for who in (reader_with("administrator"), reader_with("council"), of_west):
        with pytest.raises(NotAllowedError):
            note_talk(installation, who, north, wave, SECOND)
        with pytest.raises(NotAllowedError):
            talks(installation, who, north)
    with pytest.raises(NotAllowedError):
        note_talk(installation, team_reader(north), north, wave, SECOND)
    assert list(talks(installation, HR, north)) == []


def test_only_a_counted_wave_of_that_unit_can_be_talked_about(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave = hold(installation, FIRST)
    new = add_unit(installation, "New", teams["Example"])
    still_open = open_wave(installation, opens_on=SECOND, closes_on=SECOND).id
    for unit, about, reason in (
        (teams["North"], UUID(int=9), "wave"),
        (teams["North"], still_open, "wave"),
        (new, wave, "wave"),
        (teams["North"], wave, "talk_before_count"),
    ):
        with pytest.raises(FollowUpError, check=code(reason)):
            note_talk(installation, HR, unit, about, FIRST - timedelta(days=1))


def test_two_published_waves_without_a_talk_give_a_notice_after_a_week(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    """Not imported ones, nor those of a team that is too small to be shown or that nobody leads."""
    for place in range(3):
        past_wave(installation, place, {teams["North"]: {q: [2, 2, 2, 2, 2] for q in ANCHORS}})
    assert read(notices, installation, HR, LATER) == ()
    hold(installation, FIRST)
    assert read(notices, installation, HR, LATER) == ()
    second = hold(installation, SECOND)
    with reading(installation.engine) as session:
        assert set(wave_units.published_units(session, second)) >= {teams["North"], teams["West"]}
    assert read(notices, installation, HR, LATER - timedelta(days=1)) == ()
    for who in (HR, reader_with("manager", leads=teams["North"])):
        assert [missed.name for missed in read(notices, installation, who, LATER)] == ["North"]
    of_west = reader_with("manager", leads=teams["West"])
    for other in (reader_with("administrator"), of_west, team_reader(teams["North"])):
        assert read(notices, installation, other, LATER) == ()


@pytest.mark.parametrize("about", [0, 1])
def test_a_talk_about_either_of_the_two_is_enough(
    installation: Installation, teams: dict[str, UUID], about: int
) -> None:
    waves = [hold(installation, FIRST), hold(installation, SECOND)]
    note_talk(installation, HR, teams["North"], waves[about], LATER)
    assert read(notices, installation, HR, LATER) == ()


def test_talks_are_deleted_with_results(installation: Installation, teams: dict[str, UUID]) -> None:
    north = teams["North"]
    note_talk(installation, HR, north, hold(installation, FIRST), SECOND)
    forget_old(installation, SECOND)
    assert len(talks(installation, HR, north)) == 1
    forget_old(installation, SECOND + timedelta(days=1))
    assert list(talks(installation, HR, north)) == []
    assert "agreements and events deleted" in {e.action for e in trail.entries(installation)}
