"""What teams agree on, and what happened: who may note it, and what is refused."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from db import follow_up as stored
from db.base import insert
from db.engine import reading, writing
from surveys.access.access import NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.follow_up.agreement import LOOK_BACK, MAX_BODY_LENGTH, Outcome
from surveys.follow_up.agreements import end_agreement, note_agreement, review_agreement
from surveys.follow_up.events import note_event
from surveys.follow_up.follow_up import (
    FollowUpError,
    forget_old,
    read_follow_up,
)
from surveys.installation.installation import Installation
from surveys.trail import trail
from tests.reading import HR, read, reader_with
from tests.refusals import code

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(weeks=8)

pytestmark = pytest.mark.both_databases


def agree(
    installation: Installation,
    who: Reader,
    unit: UUID,
    text: str = "Less mail",
    review_on: date = LATER,
) -> UUID:
    return note_agreement(
        installation, who, unit, text, indicator="workload", starts_on=TODAY, review_on=review_on
    )


def test_leaders_of_the_unit_or_above_and_hr_note_what_it_agreed_and_everybody_in_it_reads_that(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"]
    leader = reader_with("manager", leads=north)
    agree(installation, leader, north, "  No mail\nafter six ")
    for who in (leader, HR, team_reader(north)):
        (found,) = read(read_follow_up, installation, who, north).agreements
        assert (found.text, found.indicator) == ("No mail after six", "workload")
    assert found.in_words("en") == "From 2 March 2026; to look back at on 27 April 2026."
    assert found.in_words("nl") == "Vanaf 2 maart 2026; terugkijken op 27 april 2026."
    agree(installation, reader_with("manager", leads=organisation["Example"]), north)
    agree(installation, HR, north)
    assert len(read(read_follow_up, installation, HR, north).agreements) == 3


def test_nobody_else_may_note_end_or_read(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"]
    made = agree(installation, HR, north)
    for who in (
        reader_with("administrator"),
        reader_with("works council"),
        reader_with("manager", leads=UUID(int=1)),
        team_reader(organisation["Example"]),
        team_reader(north),
    ):
        with pytest.raises(NotAllowedError):
            agree(installation, who, north)
        with pytest.raises(NotAllowedError):
            note_event(installation, who, north, "A move", TODAY)
        with pytest.raises(NotAllowedError):
            end_agreement(installation, who, made, TODAY)
        if who != team_reader(north):
            with pytest.raises(NotAllowedError):
                read(read_follow_up, installation, who, north)
    (left,) = read(read_follow_up, installation, HR, north).agreements
    assert left.ended_on is None


@pytest.mark.parametrize("text", ["", " \n ", "x" * (MAX_BODY_LENGTH + 1)])
def test_an_empty_or_long_text_is_refused_and_nothing_noted(
    installation: Installation, north: UUID, text: str
) -> None:
    with pytest.raises(FollowUpError, check=code("text")):
        agree(installation, HR, north, text)
    with pytest.raises(FollowUpError, check=code("text")):
        note_event(installation, HR, north, text, TODAY)
    found = read(read_follow_up, installation, HR, north)
    assert (list(found.agreements), list(found.events)) == ([], [])


def test_looking_back_before_the_start_is_refused_by_us_and_by_the_database(
    installation: Installation, north: UUID
) -> None:
    early = TODAY - timedelta(days=1)
    with pytest.raises(FollowUpError, check=code("dates")):
        agree(installation, HR, north, review_on=early)
    wrong = stored.Agreement(unit_id=north, body="Less mail", starts_on=TODAY, review_on=early)
    with pytest.raises(IntegrityError), writing(installation.engine) as session:
        insert(session, wrong)


def test_an_agreement_ends_once_stays_readable_and_the_trail_has_it_all(
    installation: Installation, north: UUID
) -> None:
    made = agree(installation, HR, north)
    end_agreement(installation, HR, made, LATER)
    end_agreement(installation, HR, made, LATER + timedelta(days=9))
    (found,) = read(read_follow_up, installation, HR, north).agreements
    assert found.ended_on == LATER
    assert found.in_words("en") == "From 2 March 2026, ended on 27 April 2026."
    note_event(installation, HR, north, "A move", TODAY)
    noted = {(entry.action, entry.subject) for entry in trail.entries(installation)}
    assert noted >= {
        ("agreement noted", "Less mail"),
        ("agreement ended", "Less mail"),
        ("event noted", "A move"),
    }


@pytest.mark.parametrize(
    ("outcome", "ended", "words"),
    [
        (
            "keep",
            None,
            "From 2 March 2026, kept on 27 April 2026; to look back at on 22 June 2026.",
        ),
        ("change", LATER, "From 2 March 2026, changed on 27 April 2026."),
        ("stop", LATER, "From 2 March 2026, stopped on 27 April 2026."),
    ],
)
def test_a_team_that_looks_back_keeps_changes_or_stops_its_agreement_and_may_take_that_back(
    installation: Installation, north: UUID, outcome: Outcome, ended: date | None, words: str
) -> None:
    leader = reader_with("manager", leads=north)
    made = agree(installation, leader, north)
    (before,) = read(read_follow_up, installation, leader, north).agreements
    wave = UUID(int=1)
    assert before.is_due(wave, LATER)
    for _ in range(2):
        review_agreement(installation, leader, made, outcome, LATER)
    (reviewed,) = read(read_follow_up, installation, leader, north).agreements
    assert (reviewed.outcome, reviewed.ended_on, reviewed.reviewed_on) == (outcome, ended, LATER)
    assert reviewed.in_words("en") == words
    assert reviewed.is_due(wave, LATER), "what was decided today can be decided otherwise today"
    assert reviewed.is_due(wave, LATER + LOOK_BACK) == (outcome == "keep")
    noted = [entry.subject for entry in trail.entries(installation)]
    assert noted.count(f"Less mail: {outcome}") == 1
    review_agreement(installation, leader, made, None, LATER)
    assert list(read(read_follow_up, installation, leader, north).agreements) == [before]


def test_an_agreement_that_has_ended_is_not_opened_again_and_nobody_else_decides_on_it(
    installation: Installation, north: UUID, organisation: dict[str, UUID]
) -> None:
    made = agree(installation, HR, north)
    for who in (reader_with("administrator"), reader_with("council"), team_reader(north)):
        with pytest.raises(NotAllowedError):
            review_agreement(installation, who, made, "stop", LATER)
    with pytest.raises(NotAllowedError):
        review_agreement(installation, HR, organisation["North"], "stop", LATER)
    end_agreement(installation, HR, made, TODAY)
    review_agreement(installation, HR, made, "keep", LATER)
    (found,) = read(read_follow_up, installation, HR, north).agreements
    assert (found.ended_on, found.outcome) == (TODAY, None)


def test_events_above_a_unit_show_on_it_and_not_the_other_way_round(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    note_event(installation, HR, organisation["Example"], "A merger", TODAY)
    note_event(installation, HR, organisation["North"], "A move", TODAY + timedelta(days=1))
    for unit, seen in (("North", ["A merger", "A move"]), ("Example", ["A merger"])):
        found = read(read_follow_up, installation, HR, organisation[unit])
        assert [event.text for event in found.events] == seen


def test_agreements_and_events_are_deleted_with_results_of_their_age(
    installation: Installation, north: UUID
) -> None:
    agree(installation, HR, north)
    note_event(installation, HR, north, "A move", TODAY)
    forget_old(installation, TODAY)
    assert len(read(read_follow_up, installation, HR, north).agreements) == 1
    forget_old(installation, LATER + timedelta(days=1))
    found = read(read_follow_up, installation, HR, north)
    assert (list(found.agreements), list(found.events)) == ([], [])
    with reading(installation.engine) as session:
        assert stored.agreements(session, [north]) == []
    assert "agreements and events deleted" in {e.action for e in trail.entries(installation)}
