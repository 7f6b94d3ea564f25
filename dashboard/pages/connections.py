"""API and webhooks: applications that read results, and addresses that are told of waves."""

import streamlit as st

from dashboard.administration import api_clients_view, webhooks_view
from dashboard.navigation import enter

run = enter("connections")
who, _ = run.require_reader(), run.texts.gettext
st.title(_("API and webhooks"), anchor=False)
st.markdown(
    _(
        "Applications such as Power BI or Excel read published results through the API: the same "
        "numbers as pages, in bands and with the same thresholds. "
        "[What they can read, and how](api/v1/)."
    )
)
api_clients_view.clients_section(run, who)
if who.administers:
    webhooks_view.webhooks_section(run, who)
