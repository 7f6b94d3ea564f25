"""HR reminds leaders of talks with one button: who gets a message, once, and what it says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db.engine import reading
from surveys.access.access import NotAllowedError
from surveys.follow_up import reminder_of_talks
from surveys.follow_up.follow_up import FollowUpError
from surveys.follow_up.talks import note_talk
from surveys.installation.installation import Installation
from surveys.messages import prepare_talk, send_due
from surveys.messages.compose import RenderedMessage
from surveys.operations.clock import tick
from surveys.settings import Settings
from surveys.trail import trail
from surveys.waves import WaveError, open_wave
from tests.mail import Mailbox
from tests.reading import HR, reader_with
from tests.refusals import code
from tests.store.follow_up.test_talks import LATER
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

AT_WORK = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
"""A Tuesday after `LATER`, in working hours."""


def messages(installation: Installation) -> list[tuple[str, str]]:
    rows = main_rows(
        installation,
        "SELECT person.name, message.state FROM message JOIN person ON person.id = person_id "
        "WHERE kind = 'talk' ORDER BY person.name",
    )
    return [(name, state) for name, state in rows]


def actions(installation: Installation) -> list[tuple[str, str]]:
    noted = ("reminder of talks asked", "leaders reminded")
    return [(e.action, e.subject) for e in trail.entries(installation) if e.action in noted]


def test_the_leaders_of_units_without_a_talk_get_one_message_however_often_it_is_asked(
    installation: Installation, mailing: Settings, mailbox: Mailbox, led: dict[str, UUID]
) -> None:
    assert reminder_of_talks.ask(installation, HR, LATER) == 2
    assert messages(installation) == [], "the clock prepares them"
    assert reminder_of_talks.ask(installation, HR, LATER) == 2
    with reading(installation.engine) as session:
        assert reminder_of_talks.is_asked_for(session)
    for _ in range(2):
        tick(installation, mailing, AT_WORK)
    assert messages(installation) == [("Nora", "sent"), ("Sam", "sent")]
    asked = [mail for _, mail in mailbox.raw if b"Have you talked about" in mail]
    assert len(asked) == 2
    assert sorted(actions(installation)) == [
        ("leaders reminded", "wave 2"),
        ("reminder of talks asked", "wave 2"),
    ]


def test_it_names_the_units_that_have_not_talked_and_leads_to_the_page_of_the_team(
    installation: Installation, settings: Settings, led: dict[str, UUID]
) -> None:
    sent: list[RenderedMessage] = []
    leaders = [row[0] for row in main_rows(installation, "SELECT person_id FROM access")]
    assert prepare_talk(installation, led["second"], [UUID(str(one)) for one in leaders]) == 2
    assert prepare_talk(installation, led["second"], []) == 0
    send_due(installation, settings, AT_WORK, deliver=sent.append)
    assert sorted(message.subject for message in sent) == [
        "Have you talked about the results of North?",
        "Have you talked about the results of South?",
    ]
    assert all(f"{settings.address}/team" in message.body for message in sent)
    assert not [message for message in sent if "/a/" in message.body], "no personal link"
    assert [state for _, state in messages(installation)] == ["sent", "sent"]


def test_a_talk_noted_before_it_leaves_spares_its_leader(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    reminder_of_talks.ask(installation, HR, LATER)
    note_talk(installation, HR, led["South"], led["second"], LATER)
    tick(installation, mailing, AT_WORK)
    assert [name for name, _ in messages(installation)] == ["Nora"]


def test_only_hr_asks_for_it_and_not_without_a_reason(
    installation: Installation, led: dict[str, UUID]
) -> None:
    for who in (reader_with("administrator"), reader_with("manager", leads=led["North"])):
        with pytest.raises(NotAllowedError):
            reminder_of_talks.ask(installation, who, LATER)
    for name in ("North", "South"):
        note_talk(installation, HR, led[name], led["second"], LATER)
    with pytest.raises(FollowUpError, check=code("none_to_remind")):
        reminder_of_talks.ask(installation, HR, LATER)
    assert actions(installation) == []
    third = open_wave(installation, opens_on=LATER, closes_on=LATER + timedelta(days=1))
    with pytest.raises(WaveError, check=code("not_counted")):
        prepare_talk(installation, third.id, [])
