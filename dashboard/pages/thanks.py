"""The page after sending: own answers in words, a tip or two, and whom to talk to."""

import streamlit as st

from dashboard.answering.thanks import support, thank_you
from dashboard.http.document import start_at_the_top
from dashboard.navigation import enter, switch_to
from surveys.organisation import load_instrument

if "sent" not in st.session_state:
    switch_to("answer")

start_at_the_top()
run = enter("thanks")
# The box may have taken the answers while the other database is away.
instrument = load_instrument(run.installation) if run.is_ready else None
thank_you(st.session_state["sent"], instrument=instrument, texts=run.texts)
support(run)
