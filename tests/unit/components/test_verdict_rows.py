"""Rows of verdicts: what reaches the browser, and what a click on one does."""

import re

from streamlit.testing.v1 import AppTest

from dashboard.components import verdict_rows as component
from tests.streamlit_internals import sent_to_components

A_PAGE = """
import streamlit as st

from dashboard.components.verdict_rows import VerdictRow, verdict_rows

row = VerdictRow(
    "<b>Workload</b>",
    "Heavier",
    "worse",
    " since May: from **2.9** to **1.9**",
    "team?unit=1",
    "wl_1",
    line=(2.9, None, 1.9),
    beside=(3.2, 3.2, 3.1),
)
verdict_rows([row], key="rows", label="What stands out", on_go=st.session_state.setdefault)
"""


def test_the_browser_gets_plain_text_and_numbers_and_escapes_them_itself() -> None:
    app = AppTest.from_string(A_PAGE).run()
    assert not app.exception
    (sent,) = sent_to_components(app)
    assert sent["label"] == "What stands out"
    (row,) = sent["rows"]
    assert row["name"] == "<b>Workload</b>"
    assert row["line"] == [2.9, None, 1.9]
    assert "innerHTML" not in component._JS
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", component._JS + component._CSS)
