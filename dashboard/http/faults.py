"""What somebody sees when a page fails: a sentence, and nothing of the fault itself."""

import streamlit as st

from dashboard.navigation import no_access
from surveys.access.access import NotAllowedError
from surveys.texts import Texts


def tell(fault: Exception) -> bool:
    """Say in the reader's language that something went wrong; the log has the rest.

    Returns True: this takes the place of Streamlit's own message.
    """
    texts = Texts(st.session_state.get("language") or "en")
    _ = texts.gettext
    if isinstance(fault, NotAllowedError):
        no_access(texts)
        return True
    st.error(
        _(
            "Something went wrong on our side. What you see may not be complete, and what you did "
            "last may not have been kept. Load the page again; if it stays, tell whoever runs Peil "
            "here."
        ),
        icon=":material/error:",
    )
    return True
