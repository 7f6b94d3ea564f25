"""What a page says when it fails, and when something is not open to the reader."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, text_of


def failing() -> None:
    """Fail as a page would, and tell it."""
    import streamlit as st  # noqa: PLC0415

    from dashboard.http.diagnostics import show_failure  # noqa: PLC0415
    from surveys.access.access import NotAllowedError  # noqa: PLC0415

    allowed = st.session_state["allowed"]
    fault = ValueError("secret token 123") if allowed else NotAllowedError("unit 42")
    assert show_failure(fault)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Something went wrong on our side"), ("nl", "bij ons iets mis")]
)
def test_a_fault_is_told_in_words_and_nothing_of_it_is_shown(language: str, said: str) -> None:
    app = AppTest.from_function(failing, default_timeout=20)
    app.session_state["language"] = language
    app.session_state["allowed"] = True
    app.run()
    assert said in app.error[0].value
    assert "123" not in text_of(app)


def test_the_app_tells_faults_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server does, which takes `app` from the file instead of running it."""
    import streamlit_app  # noqa: PLC0415
    from dashboard.http.diagnostics import show_failure  # noqa: PLC0415

    assert open_page
    assert streamlit_app.app._on_script_error is show_failure
