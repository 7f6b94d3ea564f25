"""The first page where only answers are given: tells the way, and offers nothing else."""

import streamlit as st

from dashboard.session import current, page_head

run = current()
_ = run.texts.gettext

page_head(run)
st.title(_("How are we doing?"), anchor=False)
st.markdown(_("Open the personal link in your invitation. You need no account."))
st.page_link("dashboard/pages/answer.py", label=_("I have a paper slip"), icon=":material/receipt:")
