"""The whole organisation, for HR: where to look first, units side by side, trend and response."""

import streamlit as st

from dashboard.results import organisation_view as view
from dashboard.results.reports import Reports
from dashboard.session import current, no_access, page_head

st.set_page_config(layout="wide")
run = current()
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
if not run.reader.reads_everything:
    no_access(run.texts)
    st.stop()
reports = Reports(run, run.reader)
with st.spinner(run.texts.gettext("Reading all units …")):
    report = reports.organisation()
view.head(report, run.texts)
if report.wave is None or not report.units:
    st.stop()
view.talks(reports)
view.where_to_look_first(reports, report)
view.side_by_side(reports, report)
view.whole_over_time(reports, report)
view.how_sure(report, run.texts)
view.what_others_found(run.texts)
