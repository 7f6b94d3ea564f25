"""What Streamlit keeps in the server; a message says what to do when an upgrade breaks it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import pytest
from starlette.responses import Response
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette import starlette_app_utils as app_utils
from streamlit.web.server.starlette import starlette_auth_routes, starlette_routes
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

from dashboard.streamlit_internals import server
from tests.streamlit_internals import ask_for


def cookies(claims: str) -> list[tuple[bytes, bytes]]:
    """A response as Streamlit sends it after signing somebody in, with a cookie of another kind."""
    signed = app_utils.create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, claims)
    response = Response()
    response.set_cookie("theme", "dark", max_age=AUTH_COOKIE_MAX_AGE_SECONDS)
    response.set_cookie(USER_COOKIE_NAME, signed.decode(), max_age=AUTH_COOKIE_MAX_AGE_SECONDS)
    return [pair for pair in response.raw_headers if pair[0] == b"set-cookie"]


def test_the_identity_is_in_a_signed_cookie_known_by_its_name_and_lifetime() -> None:
    lines = [value.decode() for _, value in cookies('{"email": "ada@example.org"}')]
    assert server.identity_set_by(lines) == {"email": "ada@example.org"}, (
        "read in streamlit.auth_util and starlette_auth_routes how claims are kept now"
    )
    forged = [f"{USER_COOKIE_NAME}=e30; Path=/"]
    assert server.identity_set_by([]) is server.identity_set_by(forged) is None
    headers = cookies("{}")
    assert server.without_identity(headers) == headers[:1]
    kept, shortened = server.with_identity_for(headers, 60)
    assert kept == headers[0]
    assert b"max-age=60;" in shortened[1], (
        "Streamlit no longer writes its lifetime as max-age: adapt with_identity_for"
    )


def test_a_run_says_which_page_it_is_about_before_the_pages_are_declared() -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from dashboard.streamlit_internals.server import asks_for_one_of  # noqa: PLC0415

        st.text(f"{asks_for_one_of({'team', 'present'})} {asks_for_one_of({'answer'})}")

    app = AppTest.from_function(script)
    ask_for(app, "team")
    assert app.run().text[0].value == "True False", "read in streamlit.runtime.pages_manager how"
    manager = PagesManager("streamlit_app.py")
    manager.set_script_intent("", "team")
    assert manager.intended_page_name == "team", "a visit begins with the name in its address"
    assert not manager.intended_page_script_hash


def test_nothing_ends_a_run_within_a_part_that_is_not_to_be_interrupted() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415
        from streamlit.runtime.scriptrunner import get_script_run_ctx  # noqa: PLC0415

        from dashboard.streamlit_internals.server import uninterrupted  # noqa: PLC0415

        state = get_script_run_ctx().session_state
        asked = []
        object.__setattr__(state, "_yield_callback", lambda: asked.append(1))
        with uninterrupted():
            st.session_state["a"] = st.session_state.get("b")
        within = len(asked)
        st.session_state["a"] = 1
        st.text(f"{within} {len(asked) > within}")

    assert AppTest.from_function(page).run().text[0].value == "0 True"


def test_drawing_within_such_a_part_does_not_end_the_run_and_drawing_after_it_does() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415
        from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx  # noqa: PLC0415

        from dashboard.streamlit_internals.server import uninterrupted  # noqa: PLC0415

        if "done" in st.session_state:
            st.text(st.session_state["done"])
            st.stop()
        with uninterrupted():
            get_script_run_ctx().script_requests.request_rerun(RerunData())
            st.text("drawn")
            st.session_state["done"] = "all of it"
        st.text("asked for again")
        st.session_state["done"] = "more than all of it"

    assert AppTest.from_function(page).run().text[0].value == "all of it"


def test_two_runs_of_one_session_take_turns_and_those_of_others_do_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit begins the run of a second press before the first one has ended."""
    runs = threading.local()
    monkeypatch.setattr(server, "get_script_run_ctx", lambda: runs.context)
    done: list[str] = []
    has_begun, may_end = threading.Event(), threading.Event()

    def press(name: str, session_id: str) -> None:
        state = SafeSessionState(SessionState(), lambda: None)
        runs.context = SimpleNamespace(
            session_id=session_id, session_state=state, script_requests=None
        )
        with server.uninterrupted():
            if name == "first":
                has_begun.set()
                may_end.wait(10)
            done.append(name)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(press, "first", "one")
        has_begun.wait(10)
        second = pool.submit(press, "second", "one")
        pool.submit(press, "of somebody else", "another").result(10)
        assert not wait([second], 0.2).done
        may_end.set()
        wait([first, second], 10)
    assert done == ["of somebody else", "first", "second"]


def test_files_are_put_below_one_path_and_counted() -> None:
    path = f"/{starlette_routes.BASE_ROUTE_UPLOAD_FILE}/"
    assert path == server.UPLOADS, "bound uploads where they are put now"
    manager = MemoryUploadedFileManager("upload")
    kept = UploadedFileRec(file_id="f", name="a.csv", type="text/csv", data=b"abc")
    manager.add_file("s", kept)
    assert len(manager.file_storage["s"]) == 1
    assert manager._total_bytes == 3


def test_paths_of_the_callback_and_of_metrics_are_known() -> None:
    assert f"/{starlette_auth_routes._ROUTE_OAUTH_CALLBACK}" == server.AUTH_CALLBACK, (
        "set AUTH_CALLBACK to the new path, and name it in the documentation of single sign-on"
    )
    assert f"/{starlette_routes.ROUTE_METRICS}" == server.METRICS, "close the path of metrics"


def app_with_a_callback() -> None:
    import streamlit as st  # noqa: PLC0415

    st.button("press", on_click=lambda: st.session_state.order.append("callback"))


def test_something_is_done_around_callbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    method = SafeSessionState.on_script_will_rerun
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", method)
    app = AppTest.from_function(app_with_a_callback, default_timeout=30)
    app.session_state.order = []
    asked: list[str | None] = []

    @contextmanager
    def within() -> Iterator[None]:
        asked.append(server.page_asked_for())
        app.session_state.order.append("before")
        yield
        assert not server.is_given_up()
        app.session_state.order.append("after")

    server.around_callbacks(nullcontext)
    server.around_callbacks(within)
    app.run()
    del app.session_state.order[:]
    app.button[0].click().run()
    assert app.session_state.order == ["before", "callback", "after"], "adapt around_callbacks"
    assert len(set(asked)) == 1, "a press is told to be of another page than the one drawn"
