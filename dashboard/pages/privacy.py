"""The public privacy page: the promise, its limits, and what is really stored here."""

import streamlit as st

from dashboard.answering import privacy_view
from dashboard.navigation import enter

run = enter("privacy")
_ = run.texts.gettext
st.title(_("What happens to your answers"), anchor=False)
privacy_view.promise(run.texts)
privacy_view.limits_of_the_promise(run)
privacy_view.what_is_stored(run.texts)
privacy_view.who_sees_what(run.texts)
privacy_view.thresholds_and_retention(run)
privacy_view.live_audit(run)
