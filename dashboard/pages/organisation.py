"""The whole organisation, for HR: where to look first, units side by side, trend and response."""

import streamlit as st

from dashboard.navigation import enter
from dashboard.results import organisation_view as view
from dashboard.results.paper import save_or_print
from dashboard.results.reports import Reports

run = enter("organisation")
reports = Reports(run, run.require_reader())
with st.spinner(run.texts.gettext("Reading all units …")):
    report = reports.organisation()
view.head(report, run.texts)
if report.wave is None or not report.units:
    st.stop()
save_or_print(reports, report.units[0].id)
view.talks(reports)
view.where_to_look_first(reports, report)
view.side_by_side(reports, report)
view.organisation_over_time(reports, report)
view.reliability_list(report, run.texts)
view.reference_figures(run.texts)
