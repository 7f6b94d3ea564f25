"""What tests use of Streamlit; a message says what to do when an upgrade breaks it."""

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from tests.streamlit_internals import (
    ask_for,
    has_finished,
    kept_in_session,
    look_for_components_once,
    measure_runs,
    opening_message,
)


def app_with_pages() -> None:
    import streamlit as st  # noqa: PLC0415

    first = st.Page(lambda: st.title("first"), title="first", url_path="first", default=True)
    second = st.Page(lambda: st.title("second"), title="second", url_path="second")
    st.navigation([first, second]).run()


def test_an_app_under_test_opens_at_a_path() -> None:
    for path, title in (("first", "first"), ("second", "second"), ("third", "first")):
        app = AppTest.from_function(app_with_pages, default_timeout=30)
        ask_for(app, path)
        assert app.run().title[0].value == title, "ask_for has to name pages as st.Page does now"


def app_with_a_form() -> None:
    """Keep what is typed into a form, as a form usually does."""
    import streamlit  # noqa: PLC0415 - the app under test is this function alone

    with streamlit.form("form"):
        streamlit.text_input("Words", type="password", key="words")
        streamlit.form_submit_button("Send")


def test_what_a_session_keeps_of_a_form_is_seen() -> None:
    app = AppTest.from_function(app_with_a_form, default_timeout=30).run()
    app.text_input[0].set_value("three secret words")
    app.button[0].click().run()
    assert "three secret words" in kept_in_session(app), "a forgotten passphrase would go unseen"


def test_components_are_found_by_one_function_and_runs_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_for_components_once(monkeypatch)
    scan = manifest_scanner.scan_component_manifests
    assert scan() is scan(), "without it every app under test takes longer to start"
    noted: list[tuple[float, int]] = []
    measure_runs(monkeypatch, lambda seconds, cpu, sent: noted.append((seconds, len(sent))))
    AppTest.from_function(app_with_pages, default_timeout=30).run()
    [(seconds, messages)] = noted
    assert seconds > 0
    assert messages > 0, "the benchmarks of pages have to look for messages elsewhere"


def test_messages_between_a_browser_and_the_server_have_their_form() -> None:
    asked = BackMsg.FromString(opening_message("answer", "t=abc")).rerun_script
    assert (asked.page_name, asked.query_string) == ("answer", "t=abc")
    ended, other = ForwardMsg(), ForwardMsg()
    ended.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    other.session_status_changed.run_on_save = True
    assert has_finished(ended.SerializeToString())
    assert not has_finished(other.SerializeToString())
