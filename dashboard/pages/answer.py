"""The page that somebody answers on, opened with a personal link; no sign-in, no account."""

import streamlit as st

from dashboard.answering.code_entry import code_entry, type_another
from dashboard.answering.form import introduction, may_be_sent, question_form, you_said_we_did
from dashboard.answering.sending import Sending, send, unavailable
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.answering.thanks import support, unusable
from dashboard.clock import now
from dashboard.navigation import enter
from surveys.answering import CastingUnavailableError, LinkError, answer_sheet
from surveys.follow_up import read_last_round

state = st.session_state
if "t" in st.query_params:
    # Out of the address bar at once: it would stay in the history and on a shared screen.
    state["token"] = st.query_params["t"]
    state.pop("unsent", None)
    del st.query_params["t"]
run = enter("answer")
if "token" not in state:
    code_entry(run.texts)
    support(run)
    st.stop()
try:
    if "unsent" in state:
        if unavailable(run.texts, unsent=True):
            send(run, state["unsent"])
    else:
        sheet = answer_sheet(run.installation, state["token"], run.today)
        shown = sheet_texts(sheet, run.texts.language)
        introduction(shown, run.texts)
        you_said_we_did(
            read_last_round(run.installation, sheet.unit_id, sheet.wave, now()), run.texts
        )
        answered = question_form(sheet, shown, run.texts)
        if answered is not None and may_be_sent(run, answered[1]):
            send(run, Sending(*answered, sheet.questions, sheet.closes_on))
except LinkError as error:
    unusable(error, run.texts)
    if error.code == "used_or_unknown":
        type_another(run.texts)
except CastingUnavailableError:
    # Any click reruns the page, which is another attempt.
    unavailable(run.texts, unsent=False)
support(run)
