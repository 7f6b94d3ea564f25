"""That teams talked about their results: who may note it, once, and a word when nobody did."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from db import people, results
from db.base import insert
from db.engine import reading, writing
from surveys.access.access import NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.follow_up.follow_up import FollowUpError, forget_old, read_follow_up
from surveys.follow_up.talks import GRACE, note_talk, notices
from surveys.installation.installation import Installation
from surveys.organisation.organisation import unit_named
from surveys.trail import trail
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.past_waves import ANCHORS, past_wave
from tests.reading import read

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 16)
LATER = SECOND + GRACE

pytestmark = pytest.mark.both_databases


def somebody(*roles: str, leads: UUID | None = None) -> Reader:
    led = frozenset() if leads is None else frozenset({leads})
    return Reader(UUID(int=7), "Sam", None, frozenset(roles), led)


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID]:
    """North (8 people) and the tiny South (3) with a manager each, and West (8) without one."""
    whole = organisation["Example"]
    with writing(installation.engine) as session:
        for name in ("South", "West"):
            organisation[name] = unit_named(session, name, whole)
        for name in ("North", "South"):
            person = people.Person(name=name, email=f"{name}@example.org", unit_id=whole)
            insert(session, person)
            led = people.Access(person_id=person.id, role="manager", unit_id=organisation[name])
            insert(session, led)
    for name, number in (("North", 8), ("South", 3), ("West", 8)):
        add_people(installation, organisation[name], number)
    return organisation


def hold(installation: Installation, day: date) -> UUID:
    """Open and count a wave that everybody answers."""
    wave = open_wave(installation, opens_on=day, closes_on=day)
    for place, token in enumerate(wave.tokens.values()):
        questions = answer_sheet(installation, token, day).questions
        cast(installation, token, {q.id: (place % q.scale.size,) for q in questions}, day)
    close_wave(installation, day)
    return wave.id


def test_who_leads_a_unit_notes_a_talk_once_and_the_whole_team_reads_it(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    leader = somebody("manager", leads=north)
    note_talk(installation, leader, north, wave, SECOND)
    note_talk(installation, somebody("hr"), north, wave, LATER)
    for who in (leader, somebody("hr"), team_reader(north)):
        (talk,) = list(read(read_follow_up, installation, who, north).talks)
        assert (talk.wave, talk.held_on) == (wave, SECOND)
    assert list(read(read_follow_up, installation, somebody("hr"), teams["West"]).talks) == []
    noted = [(e.action, e.subject) for e in trail.entries(installation)]
    assert noted.count(("talk noted", "North, 2026-03-16")) == 1


def test_nobody_else_notes_or_reads_a_talk(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, north = hold(installation, FIRST), teams["North"]
    for who in (
        somebody("administrator"),
        somebody("council"),
        somebody("manager", leads=teams["West"]),
    ):
        with pytest.raises(NotAllowedError):
            note_talk(installation, who, north, wave, SECOND)
        with pytest.raises(NotAllowedError):
            list(read(read_follow_up, installation, who, north).talks)
    with pytest.raises(NotAllowedError):
        note_talk(installation, team_reader(north), north, wave, SECOND)
    assert list(read(read_follow_up, installation, somebody("hr"), north).talks) == []


def test_only_a_counted_wave_of_that_unit_can_be_talked_about(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    wave, hr = hold(installation, FIRST), somebody("hr")
    with writing(installation.engine) as session:
        new = unit_named(session, "New", teams["Example"])
    still_open = open_wave(installation, opens_on=SECOND, closes_on=SECOND).id
    wrong = [
        (teams["North"], UUID(int=9), "wave"),
        (teams["North"], still_open, "wave"),
        (new, wave, "wave"),
        (teams["North"], wave, "talk_before_count"),
    ]
    for unit, about, reason in wrong:
        with pytest.raises(FollowUpError) as why:
            note_talk(installation, hr, unit, about, FIRST - timedelta(days=1))
        assert why.value.code == reason


def test_two_published_waves_without_a_talk_are_worth_a_word_after_a_week(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    """Not about a team that is too small to be shown, nor one that nobody leads."""
    hr, leader = somebody("hr"), somebody("manager", leads=teams["North"])
    hold(installation, FIRST)
    assert read(notices, installation, hr, LATER) == ()
    second = hold(installation, SECOND)
    with reading(installation.engine) as session:
        assert set(results.published_units(session, second)) >= {teams["North"], teams["West"]}
    assert read(notices, installation, hr, LATER - timedelta(days=1)) == ()
    for who in (hr, leader):
        assert [missed.name for missed in read(notices, installation, who, LATER)] == ["North"]
    for other in (
        somebody("administrator"),
        somebody("manager", leads=teams["West"]),
        team_reader(teams["North"]),
    ):
        assert read(notices, installation, other, LATER) == ()


@pytest.mark.parametrize("about", [0, 1])
def test_a_talk_about_either_of_the_two_is_enough(
    installation: Installation, teams: dict[str, UUID], about: int
) -> None:
    waves = [hold(installation, FIRST), hold(installation, SECOND)]
    note_talk(installation, somebody("hr"), teams["North"], waves[about], LATER)
    assert read(notices, installation, somebody("hr"), LATER) == ()


def test_imported_waves_ask_for_no_talk(installation: Installation, teams: dict[str, UUID]) -> None:
    for place in range(3):
        past_wave(installation, place, {teams["North"]: {q: [2, 2, 2, 2, 2] for q in ANCHORS}})
    assert read(notices, installation, somebody("hr"), LATER) == ()


def test_talks_are_deleted_with_results_as_old_as_they_are(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    hr, north = somebody("hr"), teams["North"]
    note_talk(installation, hr, north, hold(installation, FIRST), SECOND)
    forget_old(installation, SECOND)
    assert len(list(read(read_follow_up, installation, hr, north).talks)) == 1
    forget_old(installation, SECOND + timedelta(days=1))
    assert list(read(read_follow_up, installation, hr, north).talks) == []
    assert "agreements and events deleted" in {e.action for e in trail.entries(installation)}
