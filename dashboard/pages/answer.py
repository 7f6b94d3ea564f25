"""The page that somebody answers on, opened with a personal link; no sign-in, no account."""

import streamlit as st

from dashboard.answer_form import introduction, question_form
from dashboard.answer_thanks import support, unusable
from dashboard.session import current, page_head
from surveys.casting import LinkError, answer_sheet, cast

run = current()
state = st.session_state
if "t" in st.query_params:
    # Out of the address bar at once: it would stay in the history and on a shared screen.
    state["token"] = st.query_params["t"]
    del st.query_params["t"]

page_head(run)
try:
    sheet = answer_sheet(run.place, state.get("token", ""), run.today)
    introduction(sheet, run.texts)
    answers = question_form(sheet, run.texts)
    if answers is not None:
        cast(run.place, state["token"], answers, run.today)
        state["sent"] = (answers, sheet.questions)
        # A page of its own, so that a phone shows it from the top.
        st.switch_page("dashboard/pages/thanks.py")
except LinkError as why:
    unusable(why, run.texts)
support(run)
