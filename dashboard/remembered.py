"""Choices that outlast a visit: language, colours and the last unit.

In this visit they are in the session, later in a cookie of the browser; the language of somebody
who is signed in is their person's as well. Pages whose visitors need no account keep none.
"""

import streamlit as st

from dashboard import cookies
from dashboard.components import browser

_CHOSEN = "chosen_for_later"


def remembered(name: str) -> str | None:
    """Return a choice of this visit or an earlier one in this browser, by the cookie's name."""
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {})
    return chosen.get(name) or cookies.value_of(st.context.cookies, name) or None


def keep(name: str, value: str) -> None:
    """Keep a choice in this visit; for later ones, the page has to send it to the browser."""
    if remembered(name) != value:
        st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, {}) | {name: value}


def send_to_browser() -> None:
    """Let the browser keep language and colours as chosen in this visit, and show its colours.

    A unit is sent by the pages with a choice of it.
    """
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {})
    sent = {name: value for name, value in chosen.items() if name != cookies.UNIT}
    browser.remember(sent, theme=chosen.get(cookies.THEME))


def chosen_in_this_visit(name: str) -> dict[str, str]:
    """Return a choice by its cookie's name; empty where it is that of an earlier visit."""
    chosen: dict[str, str] = st.session_state.get(_CHOSEN, {})
    return {name: chosen[name]} if name in chosen else {}
