"""A quiz, a self-check and a toolkit that the browser draws, keeps to itself, and never sends.

The component has no value and no trigger: there is no way back to the server for what somebody
chooses or types.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from dashboard.components import as_text

_FOLDER = Path(__file__).parent

_SHEETS = st.components.v2.component(
    "peil_for_yourself",
    html='<div class="for-yourself"></div>',
    # Text on one line would be taken for a path.
    css="\n" + (_FOLDER / "for_yourself.css").read_text(encoding="utf-8"),
    js="\n" + (_FOLDER / "for_yourself.js").read_text(encoding="utf-8"),
)


def for_yourself_sheets(data: Mapping[str, object]) -> None:
    """Show the three of them; `data` is what `for_yourself.js` draws, as plain text."""
    _SHEETS(data=as_text(data), key="for_yourself")
