"""The count, for keepers: each types their passphrase once the wave has closed."""

import streamlit as st

from dashboard.administration import count_view as view
from dashboard.navigation import enter

run = enter("count")
_ = run.texts.gettext
st.title(_("Count"), anchor=False)
state = view.state_of(run)
view.who_keeps(state, run.texts)
view.show_outcome(run.texts)
view.turn(run, state)
view.meaning(state, run.texts)
