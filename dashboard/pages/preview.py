"""The answer page before a wave opens, for administrators, as employees will see it."""

import streamlit as st

from dashboard.answering.app.form import introduction, question_form
from dashboard.answering.app.outcomes import support, thank_you
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.http.document import scroll_here
from dashboard.navigation import enter
from surveys.answering import preview_sheet

state = st.session_state
run = enter("preview")
_, language = run.texts.gettext, run.texts.language
if "previewed" not in state:
    st.title(_("Preview"), anchor=False)
st.info(
    _(
        "**Preview: nothing is stored.** These are the questions of the next wave, for an invented "
        "team."
    ),
    icon=":material/visibility:",
)
if "previewed" in state:
    scroll_here()
    thank_you(run, state["previewed"], is_shared=False)
    if st.button(_("Back to the questions"), icon=":material/arrow_back:"):
        del state["previewed"]
        st.rerun()
else:
    # Kept, because the texts of a sheet are worked out once for each.
    name = f"sheet_{language}"
    if name not in state:
        invented = _("Example team")
        state[name] = preview_sheet(run.installation, run.require_reader(), run.today, invented)
    shown = sheet_texts(state[name], language)
    introduction(shown, run.texts, heading="##")
    sending = question_form(run, state[name], shown)
    if sending is not None:
        state["previewed"] = sending
        st.rerun()
support(run)
