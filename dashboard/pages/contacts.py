"""Whom people can talk to, of the organisation and of units with contacts of their own."""

import streamlit as st

from dashboard.administration import contacts_view as view
from dashboard.navigation import enter
from surveys.organisation import read_contacts

run = enter("contacts")
_ = run.texts.gettext
who = run.require_reader()
known, names = read_contacts(run.installation, who)
st.title(_("Someone to talk to"), anchor=False)
st.markdown(
    _(
        "Everybody in a unit sees these contacts: on the page to answer on, with the thanks, and "
        "below all results. They are the same for all, and nothing that somebody answers changes "
        "them."
    )
)
st.subheader(_("The whole organisation"), anchor=False)
if known.whole is not None:
    view.as_shown(known.whole, run.texts)
    view.contacts_form(run, who)
st.subheader(_("A unit with contacts of its own"), anchor=False)
st.caption(
    _(
        "Such as a location with a counsellor of its own. All units below it have them too, unless "
        "they have others."
    )
)
unit = view.chosen_unit(names, run.texts)
if unit is not None:
    st.markdown(view.whose(known, unit, names, run.texts))
    view.unit_contacts_form(run, who, known, unit)
    st.caption(_("With all three fields empty, it has those of the unit above it."))
if own := view.own_contacts(known, names, run.texts):
    st.markdown("\n".join([_("Units with contacts of their own:"), "", *own]))
