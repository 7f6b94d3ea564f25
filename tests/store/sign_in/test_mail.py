"""Links by mail go to who holds a role, at the address known here, and nobody learns to whom."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from db import people
from db.base import insert
from db.engine import writing
from surveys.installation.installation import Installation
from surveys.messages.delivery_error import DeliveryError
from surveys.settings.settings import Settings
from surveys.sign_in.mail import MAX_PENDING_LINKS, send_link
from surveys.sign_in.sign_in import (
    LINK_LIFETIME,
    redeem,
    session_reader,
    sign_out_everywhere,
)
from tests.mail import Mailbox, mail_server, text_of
from tests.rosters import appoint
from tests.stored import main_dump, main_rows

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BROWSER = "secret of the browser"
PRINTED = re.compile(r"https://pulse\.example\.org/sign-in/(\S+)")


@pytest.fixture
def sent() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(settings: Settings, sent: Mailbox) -> Settings:
    """Settings with a mail server, on an address of their own."""
    return settings.model_copy(
        update={"mail": SecretStr(sent.url), "address": "https://pulse.example.org/"}
    )


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    assert organisation
    return appoint(installation, email="Hanna@Example.org", name="Hanna", role="hr", unit=None)


def link_in(sent: Mailbox) -> str:
    found = PRINTED.search(text_of(sent.next()))
    assert found
    return found[1]


def test_the_link_in_the_mail_signs_in_where_it_was_asked_for(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    link = link_in(sent)
    assert sent.recipients == ["Hanna@Example.org"], "as it is known here, not as it was typed"
    assert redeem(installation, link, NOW, "another browser") is None
    assert redeem(installation, link, NOW) is None
    session = redeem(installation, link, NOW, BROWSER)
    assert session is not None
    who = session_reader(installation, session, NOW)
    assert who is not None
    assert who.person == hr
    assert redeem(installation, link, NOW, BROWSER) is None, "and once"


def test_the_link_is_over_after_a_quarter_of_an_hour(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    assert hr
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    late = NOW + LINK_LIFETIME + timedelta(seconds=1)
    assert timedelta(minutes=15) == LINK_LIFETIME
    assert redeem(installation, link_in(sent), late, BROWSER) is None


@pytest.mark.parametrize(
    ("language", "words"), [(None, "works once"), ("en", "works once"), ("nl", "werkt één keer")]
)
def test_the_mail_is_in_the_language_of_its_reader(
    installation: Installation,
    mailing: Settings,
    sent: Mailbox,
    hr: UUID,
    language: str | None,
    words: str,
) -> None:
    with writing(installation.engine) as session:
        person = people.person(session, hr)
        assert person is not None
        person.language = language
        session.add(person)
        session.flush()
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    said = text_of(sent.next())
    assert words in said
    assert "Example" in said


@pytest.mark.parametrize(
    "address",
    [
        "nobody@example.org",
        "staff@example.org",
        "",
        "hanna",
        "hanna@example.org,evil@example.org",
        "hanna@example.org\r\nBcc: evil@example.org",
        "hanna@example.org\nevil@example.org",
        "Hanna <hanna@example.org>",
        "hanna@example.org\x00",
        "hanna@example.org' OR '1'='1",
        "%",
        "x" * 300 + "@example.org",
    ],
)
def test_nobody_else_gets_anything(
    installation: Installation,
    organisation: dict[str, UUID],
    mailing: Settings,
    sent: Mailbox,
    hr: UUID,
    address: str,
) -> None:
    """Not who holds no role, and not who writes more than one address into the field."""
    assert hr
    with writing(installation.engine) as session:
        staff = people.Person(
            name="Staff", email="staff@example.org", unit_id=organisation["North"]
        )
        insert(session, staff)
    before = main_dump(installation)
    send_link(installation, mailing, address=address, browser=BROWSER, now=NOW)
    assert sent.is_empty()
    assert main_dump(installation) == before


def test_a_letter_that_looks_alike_is_another_address(
    installation: Installation, organisation: dict[str, UUID], mailing: Settings, sent: Mailbox
) -> None:
    assert organisation
    appoint(installation, email="kim@example.org", name="Kim", role="hr", unit=None)
    send_link(installation, mailing, address="\u212aim@example.org", browser=BROWSER, now=NOW)
    assert sent.is_empty()


def test_three_links_at_a_time_are_enough(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    assert hr
    for _ in range(MAX_PENDING_LINKS + 3):
        send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    assert len(sent.recipients) == MAX_PENDING_LINKS
    later = NOW + LINK_LIFETIME + timedelta(seconds=1)
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=later)
    assert len(sent.recipients) == MAX_PENDING_LINKS + 1


def test_three_are_enough_however_many_ask_at_once(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    assert hr
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent.recipients) == MAX_PENDING_LINKS


def test_a_link_that_was_not_sent_is_of_no_use_and_does_not_count(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    assert hr
    sent.refuses = True
    for _ in range(MAX_PENDING_LINKS):
        with pytest.raises(DeliveryError):
            send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    assert main_rows(installation, "SELECT kind FROM sign_in") == []
    sent.refuses = False
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    assert redeem(installation, link_in(sent), NOW, BROWSER) is not None


def test_neither_link_nor_browser_is_stored_in_plain(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    assert hr
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    held = main_dump(installation)
    assert link_in(sent) not in held
    assert BROWSER not in held


def test_who_loses_access_is_signed_out_everywhere(
    installation: Installation, mailing: Settings, sent: Mailbox, hr: UUID
) -> None:
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    session = redeem(installation, link_in(sent), NOW, BROWSER)
    send_link(installation, mailing, address="hanna@example.org", browser=BROWSER, now=NOW)
    assert session is not None
    with writing(installation.engine) as rows:
        sign_out_everywhere(rows, hr)
    assert session_reader(installation, session, NOW) is None
    assert redeem(installation, link_in(sent), NOW, BROWSER) is None
