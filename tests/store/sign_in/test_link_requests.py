"""Asking for a link tells nothing: it is only put aside, and looked up later by somebody else."""

import logging
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from pydantic import SecretStr

from dashboard.sign_in.link_requests import (
    MAX_PER_CLIENT,
    MAX_PER_PROCESS,
    MAX_WAITING,
    LinkRequests,
)
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.sign_in import mail as sign_in_mail
from tests.mail import Mailbox, mail_server, text_of
from tests.rosters import appoint


@pytest.fixture
def sent() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(settings: Settings, sent: Mailbox) -> Settings:
    return settings.model_copy(update={"mail": SecretStr(sent.url)})


@pytest.fixture(autouse=True)
def _hr(installation: Installation, organisation: dict[str, UUID]) -> None:
    assert organisation
    appoint(installation, email="hanna@example.org", name="Hanna", role="hr", unit=None)


def ask(
    to: LinkRequests, place: Installation, settings: Settings, address: str, **who: str
) -> None:
    to.ask(place, settings, address=address, browser="b", client=who.get("client", "1.2.3.4"))


@pytest.mark.parametrize("address", ["hanna@example.org", "nobody@example.org", "no address"])
def test_asking_looks_up_nothing_whoever_it_is(
    installation: Installation,
    mailing: Settings,
    sent: Mailbox,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = LinkRequests(starts=False)
    looked_up = []
    real = sign_in_mail.send_link
    monkeypatch.setattr(
        sign_in_mail, "send_link", lambda *a, **k: looked_up.append(1) or real(*a, **k)
    )
    ask(asked, installation, mailing, address)
    assert asked.waiting.qsize() == 1
    assert not looked_up
    asked.work_on_next()
    assert looked_up
    assert sent.is_empty() == (address != "hanna@example.org")


def test_it_is_worked_on_beside_the_pages(
    installation: Installation, mailing: Settings, sent: Mailbox
) -> None:
    asked = LinkRequests()
    ask(asked, installation, mailing, " nobody@example.org")
    ask(asked, installation, mailing, " Hanna@example.org ")
    assert re.search(r"http://localhost:8501/sign-in/\S{30}", text_of(sent.next()))
    assert sent.recipients == ["hanna@example.org"]


def test_one_client_asks_only_so_often_and_others_still_may(
    installation: Installation, mailing: Settings
) -> None:
    asked = LinkRequests(starts=False)
    for _ in range(MAX_PER_CLIENT + 5):
        ask(asked, installation, mailing, "x@example.org")
    assert asked.waiting.qsize() == MAX_PER_CLIENT
    ask(asked, installation, mailing, "x@example.org", client="5.6.7.8")
    assert asked.waiting.qsize() == MAX_PER_CLIENT + 1


def test_all_together_ask_only_so_often(
    installation: Installation, mailing: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    asked = LinkRequests(starts=False)
    taken = 0
    for client in range(MAX_PER_PROCESS + 5):
        ask(asked, installation, mailing, "x@example.org", client=str(client))
        if not asked.waiting.empty():
            asked.waiting.get()
            taken += 1
    assert taken == MAX_PER_PROCESS
    assert not caplog.records


def test_when_too_many_wait_one_is_dropped_and_the_log_says_so_without_the_address(
    installation: Installation, mailing: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    asked = LinkRequests(starts=False)
    for client in range(MAX_WAITING + 1):
        ask(asked, installation, mailing, "x@example.org", client=str(client))
    assert asked.waiting.qsize() == MAX_WAITING
    assert "one was dropped" in caplog.text
    assert "x@example.org" not in caplog.text


def test_a_mail_server_that_refuses_is_noted_without_address_or_link(
    installation: Installation,
    mailing: Settings,
    sent: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sent.refuses = True
    asked = LinkRequests(starts=False)
    ask(asked, installation, mailing, "hanna@example.org")
    asked.work_on_next()
    # The server of this test has a log of its own.
    ours = [r.getMessage() for r in caplog.records if r.name != "mail.log"]
    assert (
        ours[-1] == "a sign-in link was not sent: The mail server refused the message (554 5.7.1)."
    )
    assert "hanna" not in "\n".join(ours)
    assert "/sign-in/" not in "\n".join(ours)


def test_a_request_that_fails_does_not_stop_the_next(
    installation: Installation,
    mailing: Settings,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("hanna@example.org is broken")

    monkeypatch.setattr(sign_in_mail, "send_link", fail)
    asked = LinkRequests()
    for _ in range(3):
        ask(asked, installation, mailing, "hanna@example.org")
    asked.waiting.join()
    assert caplog.text.count("a sign-in link was not sent: ValueError") == 3
    assert "hanna@example.org" not in caplog.text
