"""Stands in for the answer page where only the dashboard is served; keeps nothing of the link."""

import streamlit as st

from dashboard.navigation import enter

run = enter("elsewhere")
_ = run.texts.gettext
st.title(_("Answers are given on another address"), anchor=False)
st.markdown(
    _(
        "Your link was not used and still works there. Ask the person who sent it for the right "
        "address."
    )
)
