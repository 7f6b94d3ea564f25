"""A quiz, a self-check and a toolkit that the browser draws, keeps to itself, and never sends.

The component has no value and no trigger: there is no way back to the server for what somebody
chooses or types.
"""

from collections.abc import Mapping

import streamlit as st

from dashboard.components import as_text, text_beside

_SHEETS = st.components.v2.component(
    "peil_for_yourself",
    html='<div class="for-yourself"></div>',
    css=text_beside("for_yourself.css"),
    js=text_beside("for_yourself.js"),
)


def for_yourself_sheets(data: Mapping[str, object]) -> None:
    """Show the three of them; `data` is what `for_yourself.js` draws, as plain text."""
    _SHEETS(data=as_text(data), key="for_yourself")
