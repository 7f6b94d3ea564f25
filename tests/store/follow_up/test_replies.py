"""You said, we did: who notes it, where everybody reads it, and how HR reminds leaders of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db import replies as stored
from db.engine import reading
from surveys.access.access import NotAllowedError
from surveys.access.result_links import team_reader
from surveys.follow_up import (
    FollowUpError,
    Reply,
    note_reply,
    read_follow_up,
    read_last_round,
    reminder_of_replies,
    withdraw_reply,
    without_reply,
)
from surveys.follow_up.follow_up import forget_old
from surveys.installation.installation import Installation
from surveys.operations.clock import tick
from surveys.settings import Settings
from surveys.trail import trail
from surveys.waves import open_wave
from tests.mail import Mailbox
from tests.reading import HR, read, reader_with
from tests.refusals import code
from tests.store.follow_up.test_talks import LATER, SECOND
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

AT_WORK = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
"""A Tuesday after `LATER`, in working hours."""

SAID, DID = "Too many {braces} & <b>meetings</b>.", "Wednesday has none.\nTry it"
STORED = (SAID, "Wednesday has none. Try it")


def reply(installation: Installation, led: dict[str, UUID], unit: str, did: str = DID) -> None:
    note_reply(installation, HR, led[unit], led["second"], SAID, did, LATER)


def replies(installation: Installation, unit: UUID) -> list[Reply]:
    return list(read(read_follow_up, installation, team_reader(unit), unit).replies)


def actions(installation: Installation) -> list[tuple[str, str]]:
    return [(e.action, e.subject) for e in trail.entries(installation) if "repl" in e.action]


def test_a_leader_notes_changes_and_takes_back_two_sentences_and_the_trail_has_all(
    installation: Installation, led: dict[str, UUID]
) -> None:
    north, second = led["North"], led["second"]
    leader = reader_with("manager", leads=north)
    for _ in range(2):
        note_reply(installation, leader, north, second, f" {SAID}", DID, LATER)
    assert replies(installation, north) == [Reply(second, *STORED)]
    reply(installation, led, "North", "Nothing yet, because.")
    assert [one.did for one in replies(installation, north)] == ["Nothing yet, because."]
    withdraw_reply(installation, leader, north, second)
    withdraw_reply(installation, leader, north, second)
    assert replies(installation, north) == []
    old, new = " / ".join(STORED), f"{SAID} / Nothing yet, because."
    assert sorted(actions(installation)) == [
        ("reply changed", f"North: {old} → {new}"),
        ("reply noted", f"North: {old}"),
        ("reply withdrawn", f"North: {new}"),
    ]


def test_nobody_else_notes_it_and_both_sentences_are_needed(
    installation: Installation, led: dict[str, UUID]
) -> None:
    north, second = led["North"], led["second"]
    others = reader_with("administrator"), reader_with("manager", leads=led["South"])
    for who in (*others, reader_with("council"), team_reader(north)):
        with pytest.raises(NotAllowedError):
            note_reply(installation, who, north, second, SAID, DID, LATER)
        with pytest.raises(NotAllowedError):
            withdraw_reply(installation, who, north, second)
        with pytest.raises(NotAllowedError):
            reminder_of_replies.ask(installation, who, LATER)
        with pytest.raises(NotAllowedError):
            read(without_reply, installation, who, LATER)
    for said, did in (("", DID), (SAID, " \n"), (SAID, "x" * 281)):
        with pytest.raises(FollowUpError, check=code("reply")):
            note_reply(installation, HR, north, second, said, did, LATER)
    third = open_wave(installation, opens_on=LATER, closes_on=LATER + timedelta(days=1))
    for wave in (third.id, UUID(int=1)):
        with pytest.raises(FollowUpError, check=code("wave")):
            note_reply(installation, HR, north, wave, SAID, DID, LATER)
    assert replies(installation, north) == []


def test_it_is_on_the_next_answer_page_of_the_unit_and_of_those_below_without_one(
    installation: Installation, led: dict[str, UUID]
) -> None:
    def shown(unit: str, minutes: int) -> tuple[str, str] | None:
        known = read_last_round(installation, led[unit], 3, AT_WORK + timedelta(minutes=minutes))
        assert known is not None
        return known.reply

    assert shown("North", 0) is None
    reply(installation, led, "Example", "For all.")
    assert shown("North", 1) == (SAID, "For all.")
    reply(installation, led, "North")
    assert (shown("North", 2), shown("South", 2)) == (STORED, (SAID, "For all."))


def test_it_is_in_the_next_invitation_as_text_and_html_and_in_no_reminder(
    installation: Installation, mailing: Settings, mailbox: Mailbox, led: dict[str, UUID]
) -> None:
    reply(installation, led, "North")
    in_north = f"SELECT email FROM person WHERE unit_id = '{led['North'].hex}'"  # noqa: S608
    home = {str(email) for (email,) in main_rows(installation, in_north)}
    day = AT_WORK.date()
    open_wave(installation, opens_on=day, closes_on=day + timedelta(days=4), by_message=True)
    tick(installation, mailing, AT_WORK)
    invited = [(to, message) for to, message in mailbox.messages if "/a/" in message.as_string()]
    assert {to for to, _message in invited} > home
    for to, message in invited:
        parts = [
            part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
        ]
        assert len(parts) == 2
        assert all(("Wednesday has none. Try it" in part) == (to in home) for part in parts)
        assert "<b>meetings" not in parts[1]
        assert ("Too many {braces} & <b>meetings</b>." in parts[0]) == (to in home)
        assert "{said}" not in "".join(parts)


def test_hr_sees_which_units_have_none_and_their_leaders_get_one_message(
    installation: Installation, mailing: Settings, mailbox: Mailbox, led: dict[str, UUID]
) -> None:
    def missing() -> list[str]:
        return [one.name for one in read(without_reply, installation, HR, LATER)]

    assert not read(without_reply, installation, HR, SECOND), "they have a week"
    assert missing() == ["North", "South"]
    reply(installation, led, "South")
    assert missing() == ["North"]
    for _ in range(2):
        assert reminder_of_replies.ask(installation, HR, LATER) == 1
    for _ in range(2):
        tick(installation, mailing, AT_WORK)
    rows = main_rows(
        installation,
        "SELECT person.name, message.state FROM message JOIN person ON person.id = person_id "
        "WHERE kind = 'reply'",
    )
    assert rows == [("Nora", "sent")]
    (mail,) = [text for _to, _subject, text in mailbox.texts() if "what people said" in text]
    assert f"/team?unit={led['North'].hex}" in mail
    reply(installation, led, "North")
    with pytest.raises(FollowUpError, check=code("none_without_reply")):
        reminder_of_replies.ask(installation, HR, LATER)


def test_it_is_deleted_with_results_of_its_age(
    installation: Installation, led: dict[str, UUID]
) -> None:
    reply(installation, led, "North")
    forget_old(installation, LATER)
    assert replies(installation, led["North"])
    forget_old(installation, LATER + timedelta(days=1))
    with reading(installation.engine) as session:
        assert stored.replies(session, [led["North"]]) == []
