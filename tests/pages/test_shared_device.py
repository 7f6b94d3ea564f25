"""Codes typed on the page: a device that others use too, whose session keeps nothing."""

import json

import pytest
import streamlit as st
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.installation import Installation
from surveys.waves import make_slips, open_wave
from tests.builders import add_people
from tests.locks import locked
from tests.pages.conftest import Open, ballots, elements, press, text_of
from tests.streamlit_internals import kept_in_session

COMMENT = "seldom-written words"


@pytest.fixture
def code(installation: Installation, organisation: dict[str, object]) -> str:
    """The code of a printed slip."""
    # Of ten or fewer nobody is asked for a comment.
    add_people(installation, organisation["North"], 11)
    [made] = make_slips(installation, ["North"])
    open_wave(installation, opens_on=today(), closes_on=today())
    return made.codes[0]


def type_code(app: AppTest, code: str) -> AppTest:
    app.text_input[0].input(code)
    return press(app, "Go to the questions")


def told_to_the_browser(app: AppTest) -> dict[str, object]:
    """Return what the browser is told of a shared device; empty on a device of one's own."""
    mounted: list[Message] = [e for e in elements(app._tree) if "shared_device" in str(e)]
    return json.loads(json.loads(mounted[0].json)["json"]) if mounted else {}


@pytest.mark.parametrize("query", [{}, {"kiosk": ""}])
def test_after_sending_neither_the_thanks_nor_the_session_know_what_was_answered(
    open_page: Open, installation: Installation, code: str, query: dict[str, str]
) -> None:
    app = open_page("answer", **query)
    assert told_to_the_browser(app)["shown"] == "code"
    type_code(app, code)
    assert told_to_the_browser(app)["shown"] == "questions"
    app.pills(key="mood_1").select(0)
    if not query:
        app.text_area(key="comment").input(COMMENT)
    press(app, "Send my answers")
    assert app.title[0].value == "Thank you"
    assert "not shown on a shared device" in text_of(app)
    assert "Very bad" not in text_of(app)
    assert "113.nl" in text_of(app)
    assert "](" not in text_of(app), "a link that is followed stays in the history"
    assert app.get("page_link") == []
    told = told_to_the_browser(app)
    assert (told["shown"], told["kiosk"]) == ("thanks", bool(query))
    assert told["seconds"]["thanks"] == 20
    assert (app.session_state["sent"].answers, app.session_state["sent"].comments) == ({}, {})
    assert "mood_1" not in app.session_state
    kept = kept_in_session(app)
    for secret in (COMMENT, code, "unsent"):
        assert secret not in kept
    assert [ballot.answers for ballot in ballots(installation)] == [{"mood_1": (0,)}]


def test_a_tablet_asks_for_no_comment_and_a_personal_link_keeps_to_its_own_device(
    open_page: Open, code: str, installation: Installation
) -> None:
    assert len(type_code(open_page("answer"), code).text_area) == 1
    assert len(type_code(open_page("answer", kiosk=""), code).text_area) == 0
    app = open_page("answer", t=code)
    assert told_to_the_browser(app) == {}
    app.pills(key="mood_1").select(0)
    press(app, "Send my answers")
    assert "Very bad" in text_of(app)
    assert told_to_the_browser(app) == {}


def test_a_code_typed_after_a_link_that_cannot_be_used_is_on_a_shared_device(
    open_page: Open, code: str
) -> None:
    app = press(open_page("answer", t="no-such-link"), "Type a code")
    type_code(app, code)
    app.pills(key="mood_1").select(0)
    press(app, "Send my answers")
    assert "not shown on a shared device" in text_of(app)


def test_answers_that_wait_for_the_box_wait_no_longer_than_somebody_is_there(
    open_page: Open, code: str, installation: Installation
) -> None:
    app = type_code(open_page("answer", kiosk=""), code)
    app.pills(key="mood_1").select(0)
    with locked(installation.box(1).path):
        press(app, "Send my answers")
    assert app.title[0].value == "One moment, please"
    assert told_to_the_browser(app)["shown"] == "questions"
    press(app, "Send again")
    assert told_to_the_browser(app)["shown"] == "thanks"
    assert "unsent" not in app.session_state


def test_a_session_is_forgotten_but_for_its_language() -> None:
    def left() -> None:
        import streamlit as st  # noqa: PLC0415

        from dashboard.answering.app.shared_device import forget  # noqa: PLC0415

        st.text_area("Words", key="comment")
        st.session_state.update({"code": "K7QF", "unsent": "words", "language": "nl"})
        st.button("Leave", on_click=forget)

    st.cache_resource.clear()
    app = AppTest.from_function(left).run()
    app.text_area[0].input(COMMENT)
    app.button[0].click().run()
    assert COMMENT not in kept_in_session(app)
