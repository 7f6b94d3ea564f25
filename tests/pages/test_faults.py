"""What a page says when it fails."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import text_of


def failing() -> None:
    """Fail as a page would, and show it."""
    from dashboard.http.diagnostics import show_failure  # noqa: PLC0415

    assert show_failure(ValueError("secret token 123"))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Something went wrong on our side"), ("nl", "bij ons iets mis")]
)
def test_a_fault_is_told_in_words_and_no_detail_of_it_is_shown(language: str, words: str) -> None:
    app = AppTest.from_function(failing, default_timeout=20)
    app.session_state["language"] = language
    app.run()
    assert words in app.error[0].value
    assert "123" not in text_of(app)


def test_the_app_shows_faults_in_this_way() -> None:
    """As a server does, which takes `app` from the file instead of running it."""
    import streamlit_app  # noqa: PLC0415
    from dashboard.http.diagnostics import show_failure  # noqa: PLC0415

    assert streamlit_app.app._on_script_error is show_failure
