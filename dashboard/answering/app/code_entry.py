"""The answer page without a link: a field for the code on a paper slip."""

import streamlit as st

from dashboard import wording
from surveys.texts import Texts


def code_entry(texts: Texts) -> None:
    """Ask for the code, which is the token of this visit."""
    _ = texts.gettext
    st.title(_("Do you have a paper slip?"), anchor=False)
    st.markdown(
        _("Type its code; capitals and dashes do not matter. Have you got a link? Then open that.")
    )
    with st.form("code_form", border=True):
        st.text_input(
            _("Code on your slip"),
            max_chars=40,
            placeholder="XXXX-XXXX-XXXX-XXXX",
            key="typed",
            # Else browsers keep what was typed, to suggest it to the person who comes next.
            autocomplete="off",
        )
        st.form_submit_button(
            wording.on_primary(_("Go to the questions")),
            type="primary",
            width="stretch",
            on_click=_keep,
        )


def type_another(texts: Texts) -> None:
    """Show a button to type a code, or to type it again."""
    st.button(texts.gettext("Type a code"), icon=":material/keyboard:", on_click=_forget)


def _keep() -> None:
    if typed := st.session_state["typed"].strip():
        st.session_state["code"] = typed


def _forget() -> None:
    st.session_state["code"] = ""
