"""The comment on the answer page: one field, and a warning before it names somebody."""

import streamlit as st

from dashboard.session import Run
from surveys.answering.ballot import MAX_COMMENT_LENGTH
from surveys.answering.casting import AnswerSheet, traces_in
from surveys.texts import Texts


def comment_field(sheet: AnswerSheet, texts: Texts) -> str:
    """Show the field and return what is in it; it may stay empty."""
    _ = texts.gettext
    return st.text_area(
        _("Anything you want to add? (optional)"),
        max_chars=MAX_COMMENT_LENGTH,
        key="comment",
        placeholder=_("Please name nobody, and nothing that only you could have written."),
        help=_(
            "Shown word for word, without your answers, in a group of {k} people or more. "
            "Others may know you by your style."
        ).format(k=sheet.k_comment),
    )


def may_be_sent(run: Run, comment: str) -> bool:
    """Warn of names, addresses and numbers in a comment; sent again unchanged, it may go."""
    state = st.session_state
    found = traces_in(run.installation, comment)
    if not found or state.get("warned") == comment:
        return True
    state["warned"] = comment
    _ = run.texts.gettext
    st.warning(
        _(
            "Nothing was sent yet. Your comment seems to hold a name, an address or a number: "
            "{found}. Change it, or press the button again to send it as it is."
        ).format(found=", ".join(f"“{trace}”" for trace in found.all)),
        icon=":material/visibility:",
    )
    return False
