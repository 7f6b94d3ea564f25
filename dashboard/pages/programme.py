"""The programme: rhythm, closed periods, and the plan of the year; for HR, only to read."""

import streamlit as st

from dashboard.administration import programme_calendar_view as calendar_view
from dashboard.administration import programme_plan_view as plan_view
from dashboard.administration import programme_view as view
from dashboard.administration.badges_view import badges_form
from dashboard.administration.later_starts_view import later_starts_form
from dashboard.administration.next_waves_view import health_form, thresholds_form
from dashboard.administration.rhythm_view import rhythm_form
from dashboard.administration.start_measurement_view import start_form
from dashboard.administration.who_leads_view import who_leads_form
from dashboard.navigation import enter, page_link

run = enter("programme")
_ = run.texts.gettext
desk = view.desk_of(run, run.require_reader())
st.title(_("Programme"), anchor=False)
view.state(desk)
if desk.who.administers:
    page_link("preview", _("See the answer page as employees will"), icon=":material/visibility:")
    view.who_waits(desk)
    view.talks_awaited(desk)
    view.waiting(desk)
    view.show_outcome(run.texts)
    plan_view.what_can_be_shown(desk)
    st.subheader(_("Rhythm"), anchor=False)
    rhythm_form(desk)
    with st.expander(_("Time zone and public holidays"), icon=":material/public:"):
        calendar_view.locale_form(desk)
    with st.expander(_("Closed periods"), icon=":material/beach_access:"):
        calendar_view.closed_periods(desk)
    with st.expander(_("Units that start later"), icon=":material/schedule:"):
        later_starts_form(desk)
    # These stay open when a press of a button puts "Saved." at the top of the page.
    with st.expander(
        _("Talks before the next wave"), icon=":material/forum:", key="talks", on_change="rerun"
    ):
        view.waits_form(desk)
    with st.expander(
        _("Start measurement"), icon=":material/flag:", key="start", on_change="rerun"
    ):
        start_form(desk)
    with st.expander(_("From how many answers"), icon=":material/tune:"):
        thresholds_form(desk)
    with st.expander(_("A question about health"), icon=":material/handshake:"):
        health_form(desk)
    with st.expander(_("Leaders and staff side by side"), icon=":material/groups:"):
        who_leads_form(desk)
    with st.expander(_("Badges by chance"), icon=":material/rule:"):
        badges_form(run, desk.who)
if desk.programme is not None and desk.programme.state != "ended":
    st.subheader(_("The next year"), anchor=False)
    plan_view.plan_of_the_year(desk)
