"""The first page where only answers are given: tells the way, and offers nothing else."""

import streamlit as st

from dashboard.navigation import enter, page_link

run = enter("start")
_ = run.texts.gettext
st.title(_("How are we doing?"), anchor=False)
st.markdown(_("Open the personal link in your invitation. You need no account."))
page_link("answer", _("I have a paper slip"), icon=":material/receipt:")
