"""Earlier surveys, for administrators: imported after a preview, and taken back."""

import streamlit as st

from dashboard.administration import history_view
from dashboard.navigation import enter

run = enter("history")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("Earlier surveys"), anchor=False)
history_view.import_form(run, who)
history_view.taking_back(run, who)
