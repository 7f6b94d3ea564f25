"""Asking for a link tells nothing: it is only put aside, and looked up later by somebody else."""

import logging
import re
from collections.abc import Callable
from uuid import UUID

import pytest

from dashboard.sign_in.link_requests import (
    MAX_PER_CLIENT,
    MAX_PER_PROCESS,
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

    def ask(to: LinkRequests, address: str = HANNA, client: object = "1.2.3.4") -> None:
        to.ask(installation, mailing, address=address, browser="b", client=str(client))

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


def test_the_number_of_requests_of_all_together_is_limited(
    asked: LinkRequests, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    taken = 0
    for client in range(MAX_PER_PROCESS + 5):
        ask(asked, client=client)
        if not asked.waiting.empty():
            asked.waiting.get()
            taken += 1
    assert taken == MAX_PER_PROCESS
    assert not caplog.records


def test_each_client_is_limited_and_when_too_many_wait_one_is_dropped_as_the_log_says(
    asked: LinkRequests, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(MAX_PER_CLIENT + 5):
        ask(asked)
    assert asked.waiting.qsize() == MAX_PER_CLIENT
    for client in range(MAX_WAITING - MAX_PER_CLIENT):
        ask(asked, client=client)
    assert asked.waiting.qsize() == MAX_WAITING
    assert not caplog.records
    ask(asked, client="one too many")
    assert asked.waiting.qsize() == MAX_WAITING
    assert "one was dropped" in caplog.text
    assert HANNA not in caplog.text


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
