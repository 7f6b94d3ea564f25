"""The first page offers the ways to sign in that there are, and answers everybody alike."""

from datetime import date
from uuid import UUID

import pytest

from dashboard import session
from dashboard.sign_in import link_requests as requests
from dashboard.sign_in import view as sign_in_view
from dashboard.sign_in.link_requests import LinkRequests
from surveys.installation.installation import Installation
from tests.builders import add_people
from tests.pages.conftest import Open, hold_wave, text_of

ANSWER = "If this address may sign in, a link is on its way."


@pytest.fixture(autouse=True)
def _organisation(organisation: dict[str, UUID]) -> None:
    assert organisation


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> LinkRequests:
    """The requests that nobody works on, in a browser that has our cookie, with mail set up."""
    made = LinkRequests(starts=False)
    monkeypatch.setattr(sign_in_view, "link_requests", made)
    monkeypatch.setattr(sign_in_view, "browser_secret", lambda: "browser")
    monkeypatch.setenv("PEIL_MAIL", "mailto://localhost:1/?from=peil@example.org")
    assert requests.link_requests is not made
    assert session.browser_secret
    return made


def test_without_mail_and_provider_it_says_whom_to_ask(
    open_page: Open,
) -> None:
    app = open_page("welcome")
    assert "ask whoever runs Peil here" in text_of(app)
    assert "peil sign-in-link" in text_of(app)
    assert not app.text_input
    assert not app.button


@pytest.mark.parametrize("address", ["leader@example.org", "nobody@example.org", "nonsense"])
def test_whoever_asks_gets_the_same_answer_and_only_a_place_in_the_queue(
    open_page: Open, asked: LinkRequests, address: str
) -> None:
    app = open_page("welcome")
    app.text_input[0].input(address)
    app.button[0].click().run()
    assert not app.exception
    assert ANSWER in text_of(app)
    request = asked.waiting.get_nowait()
    assert (request.address, request.browser) == (address, "browser")


def test_an_empty_field_asks_for_nothing(open_page: Open, asked: LinkRequests) -> None:
    app = open_page("welcome")
    app.button[0].click().run()
    assert ANSWER not in text_of(app)
    assert asked.waiting.empty()


def test_a_browser_without_our_cookie_is_led_to_the_first_page(
    open_page: Open, asked: LinkRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_view, "browser_secret", lambda: None)
    app = open_page("welcome")
    assert "open the first page anew" in text_of(app)
    assert not app.text_input
    assert asked.waiting.empty()


def test_links_by_mail_can_be_switched_off(
    open_page: Open, asked: LinkRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_SIGN_IN_BY_MAIL", "false")
    app = open_page("welcome")
    assert not app.text_input
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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"link": "used"}, "has been used already"),
        ({"sign-in": "failed"}, "Signing in did not work"),
        ({"sign-in": "unknown"}, "Nobody with the e-mail address of your account"),
    ],
)
def test_what_went_wrong_is_said(open_page: Open, query: dict[str, str], words: str) -> None:
    assert words in text_of(open_page("welcome", **query))


def test_the_works_council_is_led_to_the_trail(open_page: Open, council: UUID) -> None:
    app = open_page("welcome", person=council)
    assert "You are signed in as Cora" in text_of(app)
    assert not app.text_input


def test_who_runs_peil_and_reads_no_results_finds_the_way(
    installation: Installation,
    open_page: Open,
    administrator: UUID,
    organisation: dict[str, UUID],
) -> None:
    words = ["When waves open, and what they ask", "Who works where"]
    add_people(installation, organisation["North"], 6)
    hold_wave(installation, date(2026, 3, 2), 2)
    app = open_page("welcome", person=administrator)
    links = [link.proto.label for link in app.get("page_link")]
    assert all(word in links for word in words)
