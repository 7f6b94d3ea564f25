"""Who is before the answer page: somebody with a link, or with a code on a shared device."""

from dataclasses import dataclass

import streamlit as st

from surveys.waves.links import token_in


@dataclass(frozen=True)
class Visit:
    """The token of a visit, and what kind of visit it is.

    A code is typed where no link is at hand, often on a device that others use as well: nothing of
    such a visit stays on it. `is_kiosk` is a device that was set up for nothing but answering.
    """

    token: str
    is_shared: bool = False
    is_kiosk: bool = False

    @staticmethod
    def forget_code() -> None:
        """Forget the code that was typed, once it has been used up, but not that there was one."""
        if "code" in st.session_state:
            # Assigned alone, Streamlit would keep what was there before until the next run.
            del st.session_state["code"]
            st.session_state["code"] = ""


def current_visit() -> Visit:
    """Return the visit, from the address and the code that was typed last.

    The token of a link stays in the address, so that the questions are still there after the page
    is loaded again. A code is in the memory of the session only.
    """
    query, code = st.query_params, st.session_state.get("code")
    if "kiosk" in query:
        return Visit(code or "", is_shared=True, is_kiosk=True)
    if code is not None or not query.get("t"):
        return Visit(code or "", is_shared=True)
    return Visit(token_in(query["t"]))
