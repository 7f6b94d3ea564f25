"""The programme, for administrators: rhythm, closed periods, and the plan of the year."""

import streamlit as st

from dashboard.administration import programme_calendar_view as calendar_view
from dashboard.administration import programme_plan_view as plan_view
from dashboard.administration import programme_view as view
from dashboard.session import current, no_access, page_head

run = current()
_ = run.texts.gettext
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
if not run.reader.administers or run.organisation is None:
    no_access(run.texts)
    st.stop()
desk = view.desk_of(run, run.reader)
st.title(_("Programme"), anchor=False)
view.state(desk)
view.tell(run.texts)
st.subheader(_("Rhythm"), anchor=False)
view.rhythm(desk)
with st.expander(_("Time zone and public holidays"), icon=":material/public:"):
    calendar_view.place(desk)
with st.expander(_("Closed periods"), icon=":material/beach_access:"):
    calendar_view.closed_periods(desk)
if desk.found is not None and desk.found.state != "ended":
    st.subheader(_("The next year"), anchor=False)
    plan_view.plan_of_the_year(desk)
