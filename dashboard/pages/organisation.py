"""The whole organisation, for HR: what goes on, where to look first, the map, trend, response."""

import streamlit as st

from dashboard.navigation import enter
from dashboard.results import organisation_view as view
from dashboard.results.kept import support_line
from dashboard.results.leaders_and_staff import leaders_and_staff
from dashboard.results.now_strip import now_strip
from dashboard.results.offer_view import signals_below
from dashboard.results.reports import Reports
from dashboard.results.talks_overview import talks_and_agreements
from dashboard.results.where_to_look import where_to_look_first

run = enter("organisation")
reports = Reports(run, run.require_reader())
view.follow_choice()
with st.spinner(run.texts.gettext("Reading all units …")):
    report = reports.organisation()
view.head(reports, report)
now_strip(reports)
if report.wave is None or not report.units:
    support_line(run)
    st.stop()
where_to_look_first(reports, report)
signals_below(reports, report.units[0].id)
view.map_of_all_units(reports, report)
leaders_and_staff(reports)
talks_and_agreements(reports)
view.organisation_over_time(reports, report)
view.reliability_list(report, run.texts)
view.reference_figures(run.texts)
support_line(run)
