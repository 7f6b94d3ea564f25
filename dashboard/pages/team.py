"""One unit's published results, for its manager and for HR."""

import streamlit as st

from dashboard.navigation import enter, no_access
from dashboard.page_top import actions, page_top, primary_link
from dashboard.results.agreement_form import agreement_button
from dashboard.results.kept import support_line
from dashboard.results.page_choices import requested_unit, unit_choice
from dashboard.results.paper import save_or_print
from dashboard.results.report_download import report_button
from dashboard.results.reports import Reports
from dashboard.results.unit_page import unit_page

run = enter("team")
reports = Reports(run, run.require_reader())
units = reports.units()
requested = requested_unit()
if not units or (requested is not None and requested not in {unit.id for unit in units}):
    no_access(run.texts)
    st.stop()
with page_top():
    unit = unit_choice(units, run.texts)
    if unit is not None:
        label = run.texts.gettext("Show it to the team")
        with actions():
            save_or_print(reports, unit.id)
            report_button(reports, unit.id, unit.name)
            agreement_button(reports, unit)
            primary_link("present", label, icon=":material/slideshow:", unit=unit.id.hex)
if unit is not None:
    unit_page(reports, unit)
    support_line(run, unit.id)
