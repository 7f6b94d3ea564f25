"""The page that somebody answers on, opened with a personal link; no sign-in, no account."""

import streamlit as st

from dashboard.answer_form import introduction, question_form
from dashboard.answer_thanks import support, thank_you, unusable
from dashboard.session import current, page_head
from surveys.casting import LinkError, answer_sheet, cast
from surveys.organisation import instrument, organisation

run = current()
state = st.session_state
if "t" in st.query_params:
    # Out of the address bar at once: it would stay in the history and on a shared screen.
    state["token"] = st.query_params["t"]
    del st.query_params["t"]

page_head(run)
found = organisation(run.place)
try:
    if "sent" not in state:
        sheet = answer_sheet(run.place, state.get("token", ""), run.today)
        introduction(sheet, run.texts)
        answers = question_form(sheet, run.texts)
        if answers is not None:
            cast(run.place, state.pop("token"), answers, run.today)
            state["sent"] = (answers, sheet.questions)
            st.rerun()
    else:
        thank_you(*state["sent"], instrument=instrument(run.place), texts=run.texts)
except LinkError as why:
    unusable(why, run.texts)
if found is not None and found.contacts is not None:
    support(found.contacts, instrument(run.place), run.texts)
