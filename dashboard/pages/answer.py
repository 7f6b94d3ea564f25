"""The page that somebody answers on, opened with a personal link; no sign-in, no account.

The thanks are at the same address, so that the history of a browser does not tell who has answered.
"""

import streamlit as st

from dashboard.answering.app import personal_link
from dashboard.answering.app.code_entry import code_entry, type_another
from dashboard.answering.app.form import introduction, may_be_sent, question_form, you_said_we_did
from dashboard.answering.app.sending import Sending, send, unavailable
from dashboard.answering.app.thanks import support, thank_you, unusable
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.clock import now
from dashboard.http.document import start_at_the_top
from dashboard.navigation import enter
from surveys.answering import CastingUnavailableError, LinkError, answer_sheet
from surveys.follow_up import read_last_round
from surveys.organisation import load_instrument

state = st.session_state
run = enter("answer")
if "sent" in state:
    start_at_the_top()
    # The box may have taken the answers while the other database is away.
    instrument = load_instrument(run.installation) if run.is_ready else None
    thank_you(state["sent"], instrument=instrument, texts=run.texts)
    support(run)
    st.stop()
if "token" not in state:
    personal_link.wait_for_link()
if not state["token"]:
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
