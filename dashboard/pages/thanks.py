"""The page after sending: own answers in words, a tip or two, and whom to talk to."""

import streamlit as st

from dashboard.answer_thanks import support, thank_you
from dashboard.document import start_at_the_top
from dashboard.session import current, page_head
from surveys.organisation import instrument

run = current()
if "sent" not in st.session_state:
    st.switch_page("dashboard/pages/answer.py")

start_at_the_top()
page_head(run)
thank_you(st.session_state["sent"], instrument=instrument(run.place), texts=run.texts)
support(run)
