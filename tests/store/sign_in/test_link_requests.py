"""Asking for a link tells nothing: it is only put aside, and looked up later by somebody else."""

import logging
import re
from collections.abc import Callable
from uuid import UUID

import pytest

from dashboard.sign_in.link_requests import (
    MAX_PER_NETWORK,
    MAX_WAITING,
    LinkRequests,
)
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.sign_in import mail as sign_in_mail
from tests.builders import add_person
from tests.mail import Mailbox, text_of

HANNA = "hanna@example.org"
Ask = Callable[..., None]


@pytest.fixture(autouse=True)
def _hr(installation: Installation, north: UUID) -> None:
    add_person(installation, north, "Hanna", role="hr")


@pytest.fixture
def asked() -> LinkRequests:
    """Requests that wait until a test works on them."""
    return LinkRequests(starts=False)


@pytest.fixture
def ask(installation: Installation, mailing: Settings) -> Ask:
    """A function that asks for a link."""

    def ask(to: LinkRequests, address: str = HANNA, client: str = "1.2.3.4") -> bool:
        return to.ask(installation, mailing, address=address, browser="b", client=client)

    return ask


@pytest.mark.parametrize("address", [HANNA, "nobody@example.org", "no address"])
def test_asking_looks_up_nothing_whoever_it_is(
    asked: LinkRequests, ask: Ask, mailbox: Mailbox, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []
    real = sign_in_mail.send_link
    monkeypatch.setattr(
        sign_in_mail, "send_link", lambda *a, **k: looked_up.append(1) or real(*a, **k)
    )
    ask(asked, address)
    assert asked.waiting.qsize() == 1
    assert not looked_up
    asked.work_on_next()
    assert looked_up
    assert mailbox.is_empty() == (address != HANNA)


def test_it_is_worked_on_beside_the_pages(ask: Ask, mailbox: Mailbox) -> None:
    asked = LinkRequests()
    ask(asked, " nobody@example.org")
    ask(asked, " Hanna@example.org ")
    assert re.search(r"https://peil\.example\.org/sign-in/\S{30}", text_of(mailbox.next()))
    assert mailbox.recipients == [HANNA]


@pytest.mark.parametrize(
    ("others", "limited"),
    [
        (["1.2.3.4"], True),
        (["2001:db8::1:2:3:4", "2001:db8::ffff"], True),
        (["::ffff:1.2.3.4", "1.2.3.4"], True),
        (["1.2.3.5"], False),
        (["2001:db8:0:1::1"], False),
    ],
)
def test_a_network_is_limited_and_for_ipv6_that_is_a_64(
    asked: LinkRequests, ask: Ask, others: list[str], limited: bool
) -> None:
    same = "2001:db8::5" if ":db8:" in others[0] else "1.2.3.4"
    for number in range(MAX_PER_NETWORK):
        assert ask(asked, client=others[number % len(others)] if limited else same)
    assert ask(asked, client=same if limited else others[0]) is not limited
    assert asked.waiting.qsize() == MAX_PER_NETWORK + (not limited)


def test_however_many_ask_from_elsewhere_the_owner_is_next(
    asked: LinkRequests, ask: Ask, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A stranger who fills the queue from thirty networks makes nobody wait for more than those."""
    networks = [f"10.0.0.{number}" for number in range(30)]
    for network in networks:
        for _ in range(MAX_PER_NETWORK):
            ask(asked, "nobody@example.org", network)
    assert asked.waiting.qsize() == MAX_WAITING
    assert "one was dropped" in caplog.text
    ask(asked, HANNA, "1.2.3.4")
    assert asked.waiting.qsize() == MAX_WAITING
    for _ in range(len(networks) + 1):
        asked.work_on_next()
    assert mailbox.recipients == [HANNA]
    assert HANNA not in caplog.text


@pytest.mark.usefixtures("_hr")
def test_requests_from_more_networks_than_may_wait_stop_nobody(
    asked: LinkRequests, ask: Ask, mailbox: Mailbox
) -> None:
    """One of each: for the next, the request of the newest network is dropped, not the oldest."""
    assert ask(asked, HANNA, "1.2.3.4")
    for number in range(MAX_WAITING + 5):
        assert ask(asked, f"nobody{number}@example.org", f"2001:db8:0:{number:x}::1")
    assert asked.waiting.qsize() == MAX_WAITING
    for _ in range(MAX_WAITING):
        asked.work_on_next()
    assert asked.waiting.qsize() == 0
    assert mailbox.recipients == [HANNA]


def test_behind_a_proxy_that_does_not_say_who_comes_nobody_uses_up_the_limit(
    asked: LinkRequests, ask: Ask
) -> None:
    assert all(ask(asked, client="127.0.0.1") for _ in range(MAX_PER_NETWORK + 1))


def test_a_mail_server_that_refuses_is_noted_without_address_or_link(
    asked: LinkRequests, ask: Ask, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mailbox.refuses = True
    ask(asked)
    asked.work_on_next()
    # The server of this test has a log of its own.
    ours = [r.getMessage() for r in caplog.records if r.name != "mail.log"]
    assert ours[-1].startswith("a sign-in link was not sent: ")
    assert "554 5.7.1" in ours[-1]
    assert "hanna" not in "\n".join(ours)
    assert "/sign-in/" not in "\n".join(ours)


def test_a_request_that_fails_does_not_stop_the_next(
    ask: Ask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"{HANNA} is broken")

    monkeypatch.setattr(sign_in_mail, "send_link", fail)
    asked = LinkRequests()
    for _ in range(3):
        ask(asked)
    asked.waiting.join()
    assert caplog.text.count("a sign-in link was not sent: ValueError") == 3
    assert HANNA not in caplog.text
