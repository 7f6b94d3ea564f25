"""The token of a personal link, handed over by the browser.

It is no longer in the address by the time that Streamlit starts: see `html_shell`. It waits in the
memory of the page, because cookies and the storage of the browser are files on its disk, and shared
by all tabs.
"""

from typing import NoReturn

import streamlit as st

_TELL = """export default function({ setTriggerValue }) {
    setTriggerValue("link", { token: window.peil?.token ?? "" })
}"""
_KEY = "personal_link"


def wait_for_link() -> NoReturn:
    """Ask the browser for the token, and end this run; the next one has it in `token`.

    It is empty without a link.
    """
    st.components.v2.component("personal_link", js=_TELL)(key=_KEY, height=0, on_link_change=_take)
    st.stop()


def _take() -> None:
    state = st.session_state
    state["token"] = state[_KEY]["link"]["token"]
