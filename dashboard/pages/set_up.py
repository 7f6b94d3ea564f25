"""The first page of a new installation: its organisation, a first team, and a counsellor."""

import streamlit as st

from dashboard import wording
from dashboard.session import current, page_head
from surveys.organisation import Contacts, SetUpError, set_up

run = current()
_ = run.texts.gettext
known = run.organisation

page_head(run)
st.title(_("Welcome to Peil"), anchor=False)
st.markdown(
    _(
        "Three things before the first wave. No wave opens without somebody people can talk to "
        "in confidence, so that comes first."
    )
)
with st.form("set_up", enter_to_submit=False):
    name = st.text_input(_("Name of the organisation"), value=known.name if known else "")
    unit = st.text_input(_("First team"), placeholder=_("For example: Planning"))
    st.markdown(_("**Confidential counsellor**, shown to everybody who answers"))
    counsellor = st.text_input(_("Name of the counsellor"))
    phone = st.text_input(_("Phone of the counsellor"))
    doctor = st.text_input(
        _("Company doctor (optional)"), placeholder=_("How to get an appointment")
    )
    sent = st.form_submit_button(wording.on_primary(_("Set up")), type="primary", width="stretch")
if sent:
    try:
        contacts = Contacts(counsellor, phone, doctor or None)
        set_up(run.place, name=name, first_unit=unit, contacts=contacts)
    except SetUpError:
        st.error(
            _("Please fill in everything but the company doctor; nothing was saved yet."),
            icon=":material/edit:",
        )
    else:
        st.switch_page("dashboard/pages/welcome.py")
