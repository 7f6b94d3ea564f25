"""Managers are reminded of a talk when HR asks for it: once after a wave, in working hours."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from db import people
from db.engine import writing
from surveys.access.access import NotAllowedError
from surveys.follow_up.follow_up import FollowUpError
from surveys.follow_up.reminders import Reminded, remind_managers
from surveys.follow_up.talks import WithoutTalk
from surveys.installation.installation import Installation
from surveys.messages.delivery_error import DeliveryError
from surveys.settings.settings import Settings
from surveys.trail import trail
from tests.builders import add_person, add_unit
from tests.mail import Mailbox, html_of, text_of
from tests.reading import HR, reader_with
from tests.refusals import code

pytestmark = pytest.mark.both_databases

MONDAY_MORNING = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def without(installation: Installation, organisation: dict[str, UUID]) -> tuple[WithoutTalk, ...]:
    """North and West, each with a manager."""
    whole, north = organisation["Example"], organisation["North"]
    west = add_unit(installation, "West", whole)
    add_person(installation, whole, "Noa", role="manager", role_for=north)
    wim = add_person(installation, whole, "Wim", role="manager", role_for=west)
    with writing(installation.engine) as session:
        person = people.person(session, wim)
        assert person is not None
        person.language = "nl"
    return WithoutTalk(north, "North"), WithoutTalk(west, "West")


def test_each_manager_gets_one_message_that_leads_to_the_page_of_the_unit(
    installation: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    without: tuple[WithoutTalk, ...],
) -> None:
    done = remind_managers(installation, mailing, HR, without, MONDAY_MORNING)
    assert done == Reminded(2, 0)
    by_address = dict(mailbox.messages)
    noa, wim = (by_address[f"{name}@example.org"] for name in ("noa", "wim"))
    assert str(noa["Subject"]) == "A talk with your team about its results: North"
    assert str(noa["From"]) == "Example <peil@example.org>"
    page = f"https://peil.example.org/team?unit={without[0].unit.hex}"
    assert page in text_of(noa)
    assert f'href="{page}"' in html_of(noa)
    assert '<html lang="nl">' in html_of(wim)
    noted = [e.subject for e in trail.entries(installation) if e.action == "managers reminded"]
    assert len(noted) == 2
    again = remind_managers(installation, mailing, HR, without, MONDAY_MORNING)
    assert again == Reminded(0, 2), "once, however often somebody presses"
    assert len(mailbox.messages) == 2


def test_only_hr_reminds_and_never_at_the_weekend(
    installation: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    without: tuple[WithoutTalk, ...],
) -> None:
    for role in ("administrator", "council"):
        with pytest.raises(NotAllowedError):
            remind_managers(installation, mailing, reader_with(role), without, MONDAY_MORNING)
    leader = reader_with("manager", leads=without[0].unit)
    with pytest.raises(NotAllowedError):
        remind_managers(installation, mailing, leader, without, MONDAY_MORNING)
    with pytest.raises(FollowUpError, check=code("closed_hours")):
        remind_managers(installation, mailing, HR, without, SUNDAY)
    assert mailbox.messages == []


def test_what_was_not_sent_is_not_noted_and_can_be_sent_again(
    installation: Installation,
    mailing: Settings,
    mailbox: Mailbox,
    without: tuple[WithoutTalk, ...],
) -> None:
    mailbox.refuses = True
    with pytest.raises(DeliveryError):
        remind_managers(installation, mailing, HR, without, MONDAY_MORNING)
    mailbox.refuses = False
    assert remind_managers(installation, mailing, HR, without, MONDAY_MORNING) == Reminded(2, 0)
