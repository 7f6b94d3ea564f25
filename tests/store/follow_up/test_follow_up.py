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
from surveys.follow_up.follow_up import (
    LONGEST,
    FollowUpError,
    end_agreement,
    forget_old,
    note_agreement,
    note_event,
    read_follow_up,
)
from surveys.installation.installation import Installation
from surveys.trail import trail
from tests.reading import read

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(weeks=8)

pytestmark = pytest.mark.both_databases


def somebody(*roles: str, leads: UUID | None = None) -> Reader:
    led = frozenset() if leads is None else frozenset({leads})
    return Reader(UUID(int=7), "Sam", None, frozenset(roles), led)


def agree(installation: Installation, who: Reader, unit: UUID, text: str = "Less mail") -> UUID:
    return note_agreement(
        installation, who, unit, text, indicator="workload", starts_on=TODAY, review_on=LATER
    )


def test_who_leads_a_unit_notes_what_it_agreed_and_everybody_in_it_reads_that(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    north = organisation["North"]
    leader = somebody("manager", leads=north)
    agree(installation, leader, north, "  No mail\nafter six ")
    for who in (leader, somebody("hr"), team_reader(north)):
        (found,) = read(read_follow_up, installation, who, north).agreements
        assert (found.text, found.indicator) == ("No mail after six", "workload")
    assert found.in_words("en") == "From 2 March 2026; to look back at on 27 April 2026."
    assert found.in_words("nl") == "Vanaf 2 maart 2026; terugkijken op 27 april 2026."


def test_who_leads_the_unit_above_and_hr_may_note_too(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    agree(installation, somebody("manager", leads=organisation["Example"]), organisation["North"])
    agree(installation, somebody("hr"), organisation["North"])
    found = read(read_follow_up, installation, somebody("hr"), organisation["North"])
    assert len(found.agreements) == 2


@pytest.mark.parametrize("role", ["administrator", "works council"])
def test_nobody_else_may_note_end_or_read(
    installation: Installation, organisation: dict[str, UUID], role: str
) -> None:
    north, example = organisation["North"], organisation["Example"]
    made = agree(installation, somebody("hr"), north)
    for who in (somebody(role), somebody("manager", leads=UUID(int=1)), team_reader(example)):
        with pytest.raises(NotAllowedError):
            agree(installation, who, north)
        with pytest.raises(NotAllowedError):
            note_event(installation, who, north, "A move", TODAY)
        with pytest.raises(NotAllowedError):
            end_agreement(installation, who, made, TODAY)
        with pytest.raises(NotAllowedError):
            read(read_follow_up, installation, who, north)
    (left,) = read(read_follow_up, installation, somebody("hr"), north).agreements
    assert left.ended_on is None


def test_a_team_reads_what_it_agreed_and_changes_nothing(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    made = agree(installation, somebody("hr"), organisation["North"])
    team = team_reader(organisation["North"])
    with pytest.raises(NotAllowedError):
        agree(installation, team, organisation["North"])
    with pytest.raises(NotAllowedError):
        end_agreement(installation, team, made, TODAY)


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_long_text_is_refused_and_nothing_noted(
    installation: Installation, organisation: dict[str, UUID], text: str
) -> None:
    hr, north = somebody("hr"), organisation["North"]
    with pytest.raises(FollowUpError) as why:
        agree(installation, hr, north, text)
    assert why.value.code == "text"
    with pytest.raises(FollowUpError):
        note_event(installation, hr, north, text, TODAY)
    found = read(read_follow_up, installation, hr, north)
    assert not found.agreements
    assert not found.events


def test_looking_back_before_the_start_is_refused_by_us_and_by_the_database(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    early = TODAY - timedelta(days=1)
    with pytest.raises(FollowUpError) as why:
        note_agreement(
            installation,
            somebody("hr"),
            organisation["North"],
            "Less mail",
            indicator=None,
            starts_on=TODAY,
            review_on=early,
        )
    assert why.value.code == "dates"
    wrong = stored.Agreement(
        unit_id=organisation["North"], body="Less mail", starts_on=TODAY, review_on=early
    )
    with pytest.raises(IntegrityError), writing(installation.engine) as session:
        insert(session, wrong)


def test_an_agreement_ends_once_and_stays_readable(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    hr, north = somebody("hr"), organisation["North"]
    made = agree(installation, hr, north)
    end_agreement(installation, hr, made, LATER)
    end_agreement(installation, hr, made, LATER + timedelta(days=9))
    (found,) = read(read_follow_up, installation, hr, north).agreements
    assert found.ended_on == LATER
    assert found.in_words("en") == "From 2 March 2026, ended on 27 April 2026."


def test_what_happened_above_a_unit_shows_on_it_and_not_the_other_way_round(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    hr = somebody("hr")
    note_event(installation, hr, organisation["Example"], "A merger", TODAY)
    note_event(installation, hr, organisation["North"], "A move", TODAY + timedelta(days=1))
    for unit, seen in (("North", ["A merger", "A move"]), ("Example", ["A merger"])):
        found = read(read_follow_up, installation, hr, organisation[unit])
        assert [event.text for event in found.events] == seen


def test_the_trail_says_who_noted_what(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    hr = somebody("hr")
    made = agree(installation, hr, organisation["North"])
    end_agreement(installation, hr, made, LATER)
    note_event(installation, hr, organisation["North"], "A move", TODAY)
    noted = {(entry.action, entry.subject) for entry in trail.entries(installation)}
    assert noted >= {
        ("agreement noted", "Less mail"),
        ("agreement ended", "Less mail"),
        ("event noted", "A move"),
    }


def test_what_is_as_old_as_deleted_results_is_deleted_with_them(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    hr, north = somebody("hr"), organisation["North"]
    agree(installation, hr, north)
    note_event(installation, hr, north, "A move", TODAY)
    forget_old(installation, TODAY)
    assert len(read(read_follow_up, installation, hr, north).agreements) == 1
    forget_old(installation, LATER + timedelta(days=1))
    found = read(read_follow_up, installation, hr, north)
    assert not found.agreements
    assert not found.events
    with reading(installation.engine) as session:
        assert stored.agreements(session, [north]) == []
    assert "agreements and events deleted" in {e.action for e in trail.entries(installation)}
