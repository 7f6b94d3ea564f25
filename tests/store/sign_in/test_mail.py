"""Links by mail go to people with a role, at their stored address, and nobody learns to whom."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db import people
from db.engine import writing
from surveys.installation.installation import Installation
from surveys.messages.delivery_error import DeliveryError
from surveys.settings.settings import Settings
from surveys.sign_in.mail import MAIL_INTERVAL, MAILED_LINK_LIFETIME, send_link
from surveys.sign_in.sign_in import (
    make_link_secret,
    redeem,
    session_reader,
    sign_out_everywhere,
)
from tests.builders import add_person
from tests.mail import Mailbox, html_of, text_of
from tests.rosters import appoint
from tests.stored import main_dump, main_rows

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("hr")]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + MAILED_LINK_LIFETIME + timedelta(seconds=1)
BROWSER = "secret of the browser"
PRINTED = re.compile(r"https://peil\.example\.org/sign-in/(\S+)")
Ask = Callable[..., None]


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    assert organisation
    return appoint(installation, email="Hanna@Example.org", name="Hanna", role="hr", unit=None)


@pytest.fixture
def ask(installation: Installation, mailing: Settings) -> Ask:
    """A function that asks for a link, by default for HR."""

    def ask(
        address: str = "hanna@example.org", now: datetime = NOW, browser: str = BROWSER
    ) -> None:
        send_link(installation, mailing, address=address, browser=browser, now=now)

    return ask


def link_in(mailbox: Mailbox) -> str:
    printed = PRINTED.search(text_of(mailbox.next()))
    assert printed
    return printed[1]


def test_the_link_in_the_mail_signs_in_once_in_the_browser_that_asked(
    installation: Installation, ask: Ask, mailbox: Mailbox, hr: UUID
) -> None:
    ask()
    link = link_in(mailbox)
    assert mailbox.recipients == ["Hanna@Example.org"], "as it is stored, not as it was typed"
    held = main_dump(installation)
    assert link not in held
    assert BROWSER not in held
    assert redeem(installation, link, NOW, "another browser") is None
    assert redeem(installation, link, NOW) is None
    session = redeem(installation, link, NOW, BROWSER)
    assert session is not None
    who = session_reader(installation, session, NOW)
    assert who is not None
    assert who.person == hr
    assert redeem(installation, link, NOW, BROWSER) is None, "and once"
    ask()
    assert timedelta(minutes=15) == MAIL_INTERVAL == MAILED_LINK_LIFETIME / 2
    assert redeem(installation, link_in(mailbox), LATER, BROWSER) is None, "and soon"


def test_the_mail_has_its_link_as_a_button_and_comes_from_the_organisation(
    ask: Ask, mailbox: Mailbox
) -> None:
    ask()
    mail = mailbox.next()
    link = PRINTED.search(text_of(mail))
    assert link is not None
    html = html_of(mail)
    assert html.count(f'href="{link[0]}"') == html.count("href=") == 1
    assert ">Sign in</a>" in html
    assert str(mail["From"]) == "Example <peil@example.org>"


def test_the_mail_is_in_the_language_of_its_reader(
    installation: Installation, ask: Ask, mailbox: Mailbox, hr: UUID
) -> None:
    wanted = ((None, "works once"), ("en", "works once"), ("nl", "werkt één keer"))
    for number, (language, words) in enumerate(wanted):
        with writing(installation.engine) as session:
            person = people.person(session, hr)
            assert person is not None
            person.language = language
        ask(now=NOW + number * MAIL_INTERVAL)
        text = text_of(mailbox.next())
        assert words in text
        assert "Example" in text


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
        pytest.param("\u212aim@example.org", id="a letter that looks alike"),
    ],
)
def test_nobody_else_gets_anything(
    installation: Installation, north: UUID, ask: Ask, mailbox: Mailbox, address: str
) -> None:
    """Neither people without a role, nor whoever writes more than one address into the field."""
    add_person(installation, north, "Staff")
    add_person(installation, north, "Kim", role="hr")
    before = main_dump(installation)
    ask(address)
    assert mailbox.is_empty()
    assert main_dump(installation) == before


def test_there_is_one_mail_in_a_quarter_of_an_hour_however_many_ask_at_once(
    ask: Ask, mailbox: Mailbox
) -> None:
    together = threading.Barrier(8)

    def ask_together(_: int) -> None:
        together.wait()
        ask()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask_together, range(8)))
    ask(now=NOW + MAIL_INTERVAL - timedelta(seconds=1))
    assert len(mailbox.recipients) == 1
    ask(now=NOW + MAIL_INTERVAL)
    assert len(mailbox.recipients) == 2


def test_a_stranger_who_asked_before_does_not_keep_the_owner_out(
    installation: Installation, ask: Ask, mailbox: Mailbox, hr: UUID
) -> None:
    """The mail that the stranger caused leads in, as soon as the owner has asked as well."""
    for number in range(20):
        ask(browser=f"of the stranger, {number}")
    link = link_in(mailbox)
    late = NOW + MAIL_INTERVAL - timedelta(seconds=1)
    ask(now=late)
    assert mailbox.is_empty(), "one mail is enough"
    in_time = late + timedelta(minutes=15)
    session = redeem(installation, link, in_time, BROWSER)
    assert session is not None
    who = session_reader(installation, session, in_time)
    assert who is not None
    assert who.person == hr
    assert redeem(installation, link, in_time, BROWSER) is None, "and once"


def test_a_stranger_who_asks_afterwards_does_not_keep_the_owner_out(
    installation: Installation, ask: Ask, mailbox: Mailbox
) -> None:
    ask()
    first = link_in(mailbox)
    for minutes in range(1, 30):
        ask(browser="of the stranger", now=NOW + timedelta(minutes=minutes))
    second = link_in(mailbox)
    assert redeem(installation, first, NOW + MAILED_LINK_LIFETIME, BROWSER) is not None
    assert redeem(installation, second, LATER, BROWSER) is None, "until the owner asks"
    ask(now=NOW + MAIL_INTERVAL)
    assert redeem(installation, second, LATER, BROWSER) is not None


def test_after_a_link_was_used_the_next_request_is_answered_at_once(
    installation: Installation, ask: Ask, mailbox: Mailbox
) -> None:
    ask()
    assert redeem(installation, link_in(mailbox), NOW, BROWSER) is not None
    ask(browser="of the phone")
    assert redeem(installation, link_in(mailbox), NOW, "of the phone") is not None


def test_a_link_of_the_command_line_is_no_mail(
    installation: Installation, ask: Ask, mailbox: Mailbox, hr: UUID
) -> None:
    make_link_secret(installation, hr, NOW, lifetime=timedelta(days=1), reusable=True)
    ask()
    assert link_in(mailbox)


def test_a_link_that_was_not_sent_is_of_no_use_and_does_not_count(
    installation: Installation, ask: Ask, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    for _ in range(3):
        with pytest.raises(DeliveryError):
            ask()
    assert main_rows(installation, "SELECT kind FROM sign_in") == []
    mailbox.refuses = False
    ask()
    assert redeem(installation, link_in(mailbox), NOW, BROWSER) is not None


def test_losing_access_signs_out(
    installation: Installation, ask: Ask, mailbox: Mailbox, hr: UUID
) -> None:
    ask()
    session = redeem(installation, link_in(mailbox), NOW, BROWSER)
    ask()
    assert session is not None
    with writing(installation.engine) as rows:
        sign_out_everywhere(rows, hr)
    assert session_reader(installation, session, NOW) is None
    assert redeem(installation, link_in(mailbox), NOW, BROWSER) is None
