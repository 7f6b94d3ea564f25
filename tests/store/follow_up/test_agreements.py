"""Agreements in full: details, owner, templates, corrections, outcomes, those of units above."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from surveys.access.access import NotAllowedError
from surveys.access.result_links import team_reader
from surveys.follow_up.agreement import Agreement, Status
from surveys.follow_up.agreements import (
    MAX_LINES,
    Draft,
    correct_agreement,
    end_agreement,
    note_agreement,
    review_agreement,
)
from surveys.follow_up.follow_up import FollowUp, FollowUpError, read_follow_up
from surveys.installation.installation import Installation
from surveys.trail import trail
from tests.reading import HR, read, reader_with
from tests.refusals import code

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
LATER = TODAY + timedelta(weeks=8)
REPLIES = "E-mail: in two days\nChat: today"

pytestmark = pytest.mark.both_databases


def agree(installation: Installation, unit: UUID, text: str = "Less mail") -> UUID:
    return note_agreement(
        installation,
        HR,
        unit,
        text,
        indicator="workload",
        starts_on=TODAY,
        review_on=LATER,
        details=f"  {REPLIES}\n\n",
        owner="leader",
        template="reply_times",
        noted_on=TODAY,
    )


def of(installation: Installation, unit: UUID) -> FollowUp:
    return read(read_follow_up, installation, HR, unit)


def only(installation: Installation, unit: UUID) -> Agreement:
    (found,) = of(installation, unit).agreements
    return found


def test_details_owner_and_template_are_kept_and_read_by_the_team(
    installation: Installation, north: UUID
) -> None:
    agree(installation, north)
    (found,) = read(read_follow_up, installation, team_reader(north), north).agreements
    assert (found.details, found.owner, found.template) == (REPLIES, "leader", "reply_times")
    assert found.owner_in_words("en") == "The person who leads the unit keeps it in mind."


@pytest.mark.parametrize("details", ["x" * 1_001, "\n".join("x" * (MAX_LINES + 1))])
def test_too_much_is_refused(installation: Installation, north: UUID, details: str) -> None:
    dates = {"starts_on": TODAY, "review_on": LATER}
    with pytest.raises(FollowUpError, check=code("details")):
        note_agreement(installation, HR, north, "Less", indicator=None, **dates, details=details)
    assert not of(installation, north).agreements


def test_it_is_corrected_until_the_day_after_and_the_trail_has_both(
    installation: Installation, north: UUID
) -> None:
    made = agree(installation, north)
    draft = Draft("Less chat", None, TODAY + DAY, LATER, "Chat: today", "team", "reply_times")
    leader = reader_with("manager", leads=north)
    correct_agreement(installation, leader, made, draft, TODAY + DAY)
    found = only(installation, north)
    assert (found.text, found.indicator, found.starts_on) == ("Less chat", None, TODAY + DAY)
    assert (found.details, found.owner, found.noted_on) == ("Chat: today", "team", TODAY)
    noted = [e.subject for e in trail.entries(installation) if e.action == "agreement corrected"]
    assert noted == [
        "Less mail · E-mail: in two days · Chat: today · workload · 2026-03-02 to 2026-04-27 · "
        "leader → Less chat · Chat: today · in general · 2026-03-03 to 2026-04-27 · team"
    ]
    correct_agreement(installation, leader, made, draft, TODAY + DAY)
    assert [e.action for e in trail.entries(installation)].count("agreement corrected") == 1
    with pytest.raises(FollowUpError, check=code("too_late")):
        correct_agreement(installation, HR, made, draft, TODAY + 2 * DAY)


def test_nobody_else_corrects_it_and_nothing_wrong_is_stored(
    installation: Installation, north: UUID
) -> None:
    made = agree(installation, north)
    before, draft = only(installation, north), Draft("Less chat", None, TODAY, LATER)
    others = reader_with("administrator"), reader_with("manager", leads=UUID(int=1))
    for who in (*others, team_reader(north)):
        with pytest.raises(NotAllowedError):
            correct_agreement(installation, who, made, draft, TODAY)
    for wrong in (replace(draft, text=" "), replace(draft, review_on=TODAY - DAY)):
        with pytest.raises(FollowUpError):
            correct_agreement(installation, HR, made, wrong, TODAY)
    assert only(installation, north) == before
    dates = {"starts_on": TODAY, "review_on": LATER}
    old = note_agreement(installation, HR, north, "Old", indicator=None, **dates)
    with pytest.raises(FollowUpError, check=code("too_late")):
        correct_agreement(installation, HR, old, draft, TODAY)


def test_what_it_brought_is_kept_with_the_outcome_and_goes_with_it(
    installation: Installation, north: UUID
) -> None:
    made = agree(installation, north)
    review_agreement(installation, HR, made, "change", LATER, " Fridays\nare calmer ")
    assert only(installation, north).learned == "Fridays are calmer"
    noted = [e.subject for e in trail.entries(installation)]
    assert "Less mail: change, Fridays are calmer" in noted
    with pytest.raises(FollowUpError, check=code("text")):
        review_agreement(installation, HR, made, "stop", LATER, "x" * 201)
    assert only(installation, north).outcome == "change"
    review_agreement(installation, HR, made, None, LATER, "Fridays are calmer")
    assert (only(installation, north).learned, only(installation, north).ended_on) == (None, None)


def test_where_it_stands_follows_from_its_days_and_outcome(
    installation: Installation, north: UUID
) -> None:
    made = agree(installation, north)
    days: dict[date, Status] = {TODAY - DAY: "to come", TODAY: "holds", LATER: "due"}
    found = only(installation, north)
    assert {day: found.status(day) for day in days} == days
    review_agreement(installation, HR, made, "keep", LATER)
    assert only(installation, north).status(LATER) == "holds"
    review_agreement(installation, HR, made, "stop", LATER)
    assert only(installation, north).status(LATER) == "stopped"
    review_agreement(installation, HR, made, None, LATER)
    end_agreement(installation, HR, made, LATER)
    assert only(installation, north).status(LATER) == "ended"


def test_teams_see_what_was_agreed_above_them_until_it_ends_and_nothing_beside_or_below(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    whole, north = organisation["Example"], organisation["North"]
    made = agree(installation, whole, "No mail on Sundays")
    agree(installation, north)
    ((name, above),) = read(read_follow_up, installation, team_reader(north), north).above
    assert (name, above.text) == ("Example", "No mail on Sundays")
    found = of(installation, whole)
    assert ([one.text for one in found.agreements], list(found.above)) == (
        ["No mail on Sundays"],
        [],
    )
    end_agreement(installation, HR, made, LATER)
    assert not of(installation, north).above
