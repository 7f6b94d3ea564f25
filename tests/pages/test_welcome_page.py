"""The first page offers the ways to sign in that there are, and answers everybody alike."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
import streamlit as st
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.administration.first_page_view import document_as_signed_in
from dashboard.clock import now
from dashboard.sign_in import view as sign_in_view
from dashboard.sign_in.link_requests import MAX_PER_NETWORK, LinkRequests
from db import people, programme
from db.engine import writing
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.sign_in import make_link_secret, redeem, sign_out
from tests.builders import add_people, add_person
from tests.pages.conftest import Open, hold_waves, text_of
from tests.refusals import code
from tests.streamlit_internals import sent_to_components

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


def test_without_mail_and_provider_it_says_whom_to_ask_and_shows_no_command(
    open_page: Open,
) -> None:
    app = open_page("welcome")
    assert "ask the administrators of Peil for one" in text_of(app)
    assert "peil sign-in-link" not in text_of(app)
    assert not app.text_input
    assert not app.button


def test_who_was_on_the_way_to_a_page_finds_the_field_first(
    open_page: Open, asked: LinkRequests
) -> None:
    app = open_page("messages")
    assert "then the page you wanted opens" in text_of(app)
    assert [card.value for card in app.subheader][:2] == [
        "You want to see results",
        "You want to answer",
    ]
    assert app.text_input[0].label == "Your e-mail address at work"
    assert asked.waiting.empty()
    assert "then the page you wanted opens" not in text_of(open_page("welcome"))


def test_who_was_signed_out_meanwhile_is_told_so(
    installation: Installation, open_page: Open, council: UUID
) -> None:
    app = open_page("trail", person=council)
    sign_out(installation, session.session_secret() or "")
    app.run()
    assert "You are signed out now" in text_of(app)
    assert "Audit trail" not in [title.value for title in app.title]


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


def test_the_works_council_finds_audit_documents_and_trail_first(
    open_page: Open, council: UUID
) -> None:
    app = open_page("welcome", person=council)
    assert app.title[0].value == "What happens with answers here"
    assert "Passed: all that is stored here may be stored." in app.success[0].value
    assert [card.value for card in app.subheader][:3] == [
        "Checked just now",
        "Documents",
        "Who reads and changes what",
    ]
    assert len(app.get("download_button")) == 5
    assert "Who read or changed what" in links_of(app)
    assert "No results" not in text_of(app)


def test_documents_are_made_with_the_rights_of_that_moment(
    installation: Installation, council: UUID, organisation: dict[str, UUID]
) -> None:
    secret = redeem(installation, make_link_secret(installation, council, now()), now())
    assert secret is not None
    for name in ("ai-statement", "dpia", "privacy-statement", "works-council"):
        made = document_as_signed_in(installation, secret, name, "en")
        assert "Example" in made
    north = organisation["North"]
    leader = add_person(installation, north, role="manager", role_for=north)
    other = redeem(installation, make_link_secret(installation, leader, now()), now())
    assert other is not None
    with pytest.raises(NotAllowedError, check=code("trail")):
        document_as_signed_in(installation, other, "dpia", "en")
    sign_out(installation, secret)
    with pytest.raises(NotAllowedError, check=code("signed_out")):
        document_as_signed_in(installation, secret, "dpia", "en")


def test_an_administrator_sees_what_waits_with_one_primary_way_in(
    installation: Installation,
    open_page: Open,
    administrator: UUID,
    organisation: dict[str, UUID],
) -> None:
    add_people(installation, organisation["North"], 6)
    hold_waves(installation, 2)
    app = open_page("welcome", person=administrator)
    assert app.title[0].value == "What to do next"
    shown = text_of(app)
    assert "Messages cannot be sent" in shown
    assert "No wave is planned" in shown
    assert "may not" not in shown
    assert "Choose when waves open" in links_of(app)
    primary = [button for button in app.button if button.key == "primary"]
    assert [one.label for one in primary] == [":violet[See how to set it up]"]
    assert {"When waves open, and what they ask", "Who works where"} <= links_of(app)
    primary[0].click().run()
    assert not app.exception
    assert {"go": "./messages"} in sent_to_components(app)


def test_who_has_no_role_is_told_where_results_are(
    installation: Installation, open_page: Open, organisation: dict[str, UUID]
) -> None:
    somebody = add_person(installation, organisation["North"])
    shown = text_of(open_page("welcome", person=somebody))
    assert "have no role here that opens results" in shown


def test_who_loses_a_role_with_the_page_open_sees_nothing_more_of_it(
    installation: Installation, open_page: Open, leader: UUID
) -> None:
    hold_waves(installation, 2)
    app = open_page("team", person=leader)
    assert app.get("plotly_chart")
    with writing(installation.engine) as rows:
        for role in rows.exec(select(people.Access).where(people.Access.person_id == leader)):
            rows.delete(role)
    app.segmented_control(key="view").set_value("agreed").run()
    assert app.title[0].value == "No access"
    assert "your role has changed since" in text_of(app)
    assert not app.get("plotly_chart")
    assert "To what is open to you" in links_of(app)
    assert "Team" not in [page.label for page in app.get("page_link")]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_administrator_reads_first_what_the_clock_cannot_do_and_why(
    installation: Installation, open_page: Open, administrator: UUID, language: str
) -> None:
    hold_waves(installation, 1)
    since = datetime(2026, 3, 2, 12, tzinfo=UTC)
    why = "The key of wave 1 is in [no](https://example.org) folder."
    kept = {"steps": {"close": {"since": since.isoformat(), "why": why}}, "told": {}}
    with writing(installation.engine) as session:
        programme.note_run(session, since, kept, {})
    app = open_page("welcome", person=administrator, lang=language)
    assert not app.exception
    first = text_of(app)
    assert ("close and count the wave" in first) == (language == "en")
    assert ("de peiling sluiten en tellen" in first) == (language == "nl")
    assert r"\[no\](" in first, "what an error says is not markup"
