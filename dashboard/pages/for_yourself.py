"""A quiz, a check of one's own workplace and a toolkit; all that is filled in stays in the browser.

Open to everybody. The server sends texts, and gets nothing back.
"""

import streamlit as st

from dashboard.answering.for_yourself_view import CAME_BY, sheets
from dashboard.components.for_yourself import for_yourself_sheets
from dashboard.navigation import enter
from dashboard.results.kept import support_line
from dashboard.session import only
from surveys.for_yourself import contents
from surveys.reading import whole_in_words

run = enter("for_yourself")
_ = run.texts.gettext
st.title(_("For yourself"), anchor=False)
st.markdown(
    _(
        "What you choose and type here **stays in your browser**. Nothing of it is sent or stored "
        "anywhere else."
    )
)
asked = {fact.own for fact in contents().facts if fact.own}
own: dict[str, str] = {}
if run.is_ready and only() != "answer":
    # The half that takes answers may not read who reads what.
    link = st.session_state.get(CAME_BY, "")
    own = whole_in_words(run.installation, run.reader, link, asked, run.texts.language)
for_yourself_sheets(sheets(own, run.texts))
support_line(run)
