"""The first page offers the ways to sign in that there are, and answers everybody alike."""

from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.sign_in import view as sign_in_view
from dashboard.sign_in.link_requests import MAX_PER_NETWORK, LinkRequests
from surveys.installation import Installation
from tests.builders import add_people
from tests.pages.conftest import Open, hold_waves, text_of

pytestmark = pytest.mark.usefixtures("organisation")
ANSWER = "If this address may sign in, a link is on its way, or already in your mailbox"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> LinkRequests:
    """Requests that wait in a queue, from a browser that has our cookie, with mail set up."""
    made = LinkRequests(starts=False)
    monkeypatch.setattr(sign_in_view, "link_requests", made)
    monkeypatch.setattr(sign_in_view, "browser_secret", lambda: "browser")
    monkeypatch.setenv("PEIL_MAIL", "mailto://localhost:1/?from=peil@example.org")
    return made


def test_without_mail_and_provider_it_says_whom_to_ask(open_page: Open) -> None:
    app = open_page("welcome")
    assert "ask whoever runs Peil here" in text_of(app)
    assert "peil sign-in-link" in text_of(app)
    assert not app.text_input
    assert not app.button


def test_every_address_gets_the_same_answer_and_one_request_and_none_gets_nothing(
    open_page: Open, asked: LinkRequests
) -> None:
    for address in ("leader@example.org", "nobody@example.org", "nonsense"):
        app = open_page("welcome")
        app.text_input[0].input(address)
        app.button[0].click().run()
        assert not app.exception
        assert ANSWER in text_of(app)
        request = asked.waiting.get_nowait()
        assert (request.address, request.browser) == (address, "browser")
    app = open_page("welcome")
    app.button[0].click().run()
    assert ANSWER not in text_of(app)
    assert asked.waiting.empty()


def test_a_network_that_asks_too_often_is_told_so(
    open_page: Open, asked: LinkRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "ip_address", "203.0.113.7")
    app = open_page("welcome")
    app.text_input[0].input("leader@example.org")
    for _ in range(MAX_PER_NETWORK):
        app.button[0].click().run()
    assert ANSWER in text_of(app)
    app.button[0].click().run()
    assert ANSWER not in text_of(app)
    assert "Too many links were asked for from your network" in text_of(app)
    assert asked.waiting.qsize() == MAX_PER_NETWORK


def test_no_field_is_shown_to_a_browser_without_our_cookie_or_when_links_are_switched_off(
    open_page: Open, asked: LinkRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sign_in_view, "browser_secret", lambda: None)
        app = open_page("welcome")
        assert "open the first page anew" in text_of(app)
        assert not app.text_input
    monkeypatch.setenv("PEIL_SIGN_IN_BY_MAIL", "false")
    assert not open_page("welcome").text_input
    assert asked.waiting.empty()


def test_an_identity_provider_is_named_on_its_button(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_OIDC_METADATA_URL", "https://id.example.org/openid")
    monkeypatch.setenv("PEIL_OIDC_CLIENT_ID", "peil")
    monkeypatch.setenv("PEIL_OIDC_CLIENT_SECRET", "s")
    monkeypatch.setenv("PEIL_OIDC_NAME", "Example [ID]")
    app = open_page("welcome")
    assert r"Sign in with Example \[ID\]" in app.button[0].label
    assert not app.text_input, "without mail there is nothing else"


def test_it_says_what_went_wrong(open_page: Open) -> None:
    for query, words in (
        ({"link": "used"}, "has been used already"),
        ({"sign-in": "failed"}, "Signing in did not work"),
        ({"sign-in": "unknown"}, "Nobody with the e-mail address of your account"),
    ):
        assert words in text_of(open_page("welcome", **query))


def links_of(app: AppTest) -> set[str]:
    return {link.proto.label for link in app.get("page_link")}


def test_works_council_and_administrators_find_the_way_to_their_pages(
    installation: Installation,
    open_page: Open,
    council: UUID,
    administrator: UUID,
    organisation: dict[str, UUID],
) -> None:
    app = open_page("welcome", person=council)
    assert "You are signed in as Cora" in text_of(app)
    assert not app.text_input
    assert "Who read or changed what" in links_of(app)
    add_people(installation, organisation["North"], 6)
    hold_waves(installation, 2)
    app = open_page("welcome", person=administrator)
    assert {"When waves open, and what they ask", "Who works where"} <= links_of(app)
