"""What waits for a second person: HR and the works council confirm it here."""

import streamlit as st

from dashboard.administration.confirmations_view import roles_section
from dashboard.administration.people_confirmations_view import people_section
from dashboard.navigation import enter

run = enter("confirmations")
_ = run.texts.gettext
who = run.require_reader()
st.title(_("Confirmations"), anchor=False)
st.markdown(
    _(
        "Some changes need a second person, so that nobody can open results to somebody, or add "
        "people to a small team, alone."
    )
)
roles_section(run, who)
people_section(run, who)
