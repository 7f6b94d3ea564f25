"""On the day to look back at an agreement its leaders get one message, on a working day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from surveys.follow_up.agreements import end_agreement, note_agreement, review_agreement
from surveys.installation.installation import Installation
from surveys.operations.clock import tick
from surveys.settings import Settings
from surveys.trail import trail
from tests.mail import Mailbox
from tests.reading import HR
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

DUE = date(2026, 3, 28)
"""A Saturday after the second wave."""


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def agree(installation: Installation, unit: UUID, review_on: date = DUE) -> UUID:
    return note_agreement(
        installation,
        HR,
        unit,
        "Less mail",
        indicator=None,
        starts_on=review_on - timedelta(days=20),
        review_on=review_on,
    )


def messages(installation: Installation) -> list[tuple[str, str, str]]:
    rows = main_rows(
        installation,
        "SELECT person.name, kind, message.state FROM message JOIN person ON person.id = person_id "
        "WHERE kind LIKE 'review-%' ORDER BY person.name, kind",
    )
    return [(name, kind, state) for name, kind, state in rows]


def test_a_leader_gets_it_once_on_the_next_working_day_and_it_leads_to_what_was_agreed(
    installation: Installation, mailing: Settings, mailbox: Mailbox, led: dict[str, UUID]
) -> None:
    agree(installation, led["North"])
    monday = DUE + timedelta(days=2)
    for day in (DUE - timedelta(days=1), DUE, DUE + timedelta(days=1)):
        assert tick(installation, mailing, at(day)).faults == ()
        assert messages(installation) == []
    for day in (monday, monday + timedelta(days=1), monday + timedelta(days=2)):
        assert tick(installation, mailing, at(day)).faults == ()
    assert messages(installation) == [("Nora", "review-2026-03-30", "sent")]
    (mail,) = [text for _to, _subject, text in mailbox.texts() if "to look back" in text]
    assert f"/team?unit={led['North'].hex}&view=agreed" in mail
    assert "Less mail" not in mail, "mail stays in mailboxes and is passed on"
    noted = [(e.action, e.subject) for e in trail.entries(installation)]
    assert noted.count(("look back asked", "Less mail")) == 1


def test_two_agreements_are_one_message_and_another_day_is_another_one(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    monday = DUE + timedelta(days=2)
    for day in (monday, monday, monday + timedelta(days=1)):
        agree(installation, led["North"], day)
    agree(installation, led["South"], monday)
    for day in (monday, monday + timedelta(days=1)):
        tick(installation, mailing, at(day))
    assert messages(installation) == [
        ("Nora", "review-2026-03-30", "sent"),
        ("Nora", "review-2026-03-31", "sent"),
        ("Sam", "review-2026-03-30", "sent"),
    ]


def test_nobody_is_asked_about_what_has_ended_was_kept_or_is_long_over(
    installation: Installation, mailing: Settings, led: dict[str, UUID]
) -> None:
    monday = DUE + timedelta(days=2)
    ended, kept = agree(installation, led["North"]), agree(installation, led["North"])
    end_agreement(installation, HR, ended, DUE)
    review_agreement(installation, HR, kept, "keep", DUE)
    agree(installation, led["North"], monday - timedelta(days=15))
    agree(installation, led["Example"], monday)
    tick(installation, mailing, at(monday))
    assert messages(installation) == [], "nobody leads the whole organisation"
    again = DUE + timedelta(weeks=8, days=3)
    tick(installation, mailing, at(again))
    assert [name for name, _kind, _state in messages(installation)] == ["Nora"]
