"""Somebody whom a directory has removed opens nothing, although their roles still wait.

Everything that they had in hand before is tried, and everything that Peil would send them; the
leaky mutants keep one of the ways open, and must be caught.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from db.engine import reading, writing
from db.messages import Message
from surveys.access import reader
from surveys.access.result_links import links_for_everybody
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.messages.preparing import prepare_results
from surveys.people import held_roles as holding
from surveys.people.provisioning import people_sync
from surveys.people.provisioning.directory import Directory
from surveys.settings import Settings
from surveys.sign_in import inspect_link, make_link_secret, redeem, session_reader
from surveys.sign_in.mail import send_link
from surveys.sign_in.openid import sign_in_with_identity
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_person, answer, give_role
from tests.mail import Mailbox, mail_server
from tests.stored import main_rows

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = ("hr", "council", "administrator")


class Hand:
    """What somebody has in hand before they leave, and tries afterwards."""

    def __init__(self, at: Installation, settings: Settings, mailbox: Mailbox, north: UUID) -> None:
        """Add somebody who leads North and has every other role, with a session and links."""
        self.at, self.settings, self.mailbox = at, settings, mailbox
        self.person = add_person(at, north, "Kim", role="manager", role_for=north)
        for role in ROLES:
            give_role(at, self.person, role)
        self.session = redeem(at, make_link_secret(at, self.person, NOW), NOW)
        self.link = make_link_secret(at, self.person, NOW)
        self.reusable = make_link_secret(at, self.person, NOW, reusable=True)

    def opens(self, now: datetime = NOW + timedelta(minutes=1)) -> set[str]:
        """Return every way that lets them in."""
        identity = {
            "email": "kim@example.org",
            "email_verified": True,
            "iat": now.timestamp() - 5,
            "exp": now.timestamp() + 600,
        }
        send_link(self.at, self.settings, address="kim@example.org", browser="of Kim", now=now)
        tried: dict[str, bool] = {
            "session": session_reader(self.at, self.session or "", now) is not None,
            "link": inspect_link(self.at, self.link, now) is not None,
            "link that works again": redeem(self.at, self.reusable, now) is not None,
            "single sign-on": sign_in_with_identity(self.at, identity, ["email"], now) is not None,
            "link by mail": bool(self.mailbox.raw),
            "rights": reader(self.at, self.person) is not None,
            "rights stored": bool(main_rows(self.at, "SELECT id FROM access")),
            "link to results": any(
                email == "kim@example.org" for _, email, _ in links_for_everybody(self.at)
            ),
        }
        self.mailbox.raw.clear()
        return {way for way, is_open in tried.items() if is_open}

    def leave(self) -> None:
        """Let the directory set them to inactive."""
        off = {"op": "replace", "path": "active", "value": False}
        people_sync.patch(
            Directory(self.at, "https://peil.example.org/scim/v2"),
            self.person,
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [off]},
        )


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def hand(installation: Installation, settings: Settings, mailbox: Mailbox, north: UUID) -> Hand:
    reached = {"mail": SecretStr(mailbox.url), "address": "https://peil.example.org"}
    return Hand(installation, settings.model_copy(update=reached), mailbox, north)


def test_whoever_left_opens_nothing_while_their_roles_wait(hand: Hand) -> None:
    before = hand.opens()
    assert len(before) == 8, "each way is open to somebody who works here"
    hand.leave()
    assert len(holding.held_roles(hand.at)) == 4
    assert hand.opens() == set()


def keeps_roles(session: object, person: UUID, request: object) -> None:
    """Forget to remove them."""


def keeps_sign_ins(session: object, person: UUID, request: object) -> None:
    """Remove roles, and forget sessions."""
    connection = session.connection()
    connection.exec_driver_sql(f"DELETE FROM access WHERE person_id = '{person.hex}'")  # noqa: S608


@pytest.mark.parametrize("mutant", [keeps_roles, keeps_sign_ins])
def test_a_way_that_stays_open_is_found(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, mutant: Callable[..., None]
) -> None:
    monkeypatch.setattr(people_sync, "remove_holding", mutant)
    hand.leave()
    assert hand.opens()


def recipients(installation: Installation) -> set[UUID]:
    with reading(installation.engine) as session:
        rows = session.connection().execute(Message.__table__.select()).all()
    return {row.person_id for row in rows}


def test_no_message_goes_to_whoever_left(hand: Hand, north: UUID) -> None:
    staff = add_people(hand.at, north, 12)
    first = open_wave(hand.at, opens_on=OPENS, closes_on=OPENS)
    assert hand.person in first.tokens
    answer(hand.at, first)
    hand.leave()
    close_wave(hand.at, OPENS)
    prepare_results(hand.at, first.id)
    assert hand.person not in recipients(hand.at)
    assert set(staff) <= recipients(hand.at)
    second = open_wave(hand.at, opens_on=OPENS, closes_on=OPENS)
    assert hand.person not in second.tokens


def test_what_waits_gives_nothing_to_somebody_who_gets_the_same_number(
    hand: Hand, north: UUID
) -> None:
    """A row of a person with the id of before, made past all services, has no role."""
    hand.leave()
    table = "INSERT INTO person (id, name, email, unit_id) VALUES"
    with writing(hand.at.engine) as session:
        unit = north.hex if session.get_bind().dialect.name == "sqlite" else str(north)
        person = (
            hand.person.hex if session.get_bind().dialect.name == "sqlite" else str(hand.person)
        )
        session.connection().exec_driver_sql(
            f"{table} ('{person}', 'Eve', 'eve@example.org', '{unit}')"
        )
    who = reader(hand.at, hand.person)
    assert who is not None
    assert (who.roles, who.managed_units, who.administered_units) == (frozenset(),) * 3
