"""The page after sending: own answers in words, a tip or two, and whom to talk to."""

import streamlit as st

from dashboard.answering.thanks import support, thank_you
from dashboard.http.document import start_at_the_top
from dashboard.session import current, page_head
from surveys.organisation.organisation import load_instrument

run = current()
if "sent" not in st.session_state:
    st.switch_page("dashboard/pages/answer.py")

start_at_the_top()
page_head(run)
# The box may have taken the answers while the other database is away.
asked = load_instrument(run.place) if run.is_ready else None
thank_you(st.session_state["sent"], instrument=asked, texts=run.texts)
support(run)
