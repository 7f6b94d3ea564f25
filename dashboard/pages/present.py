"""The team meeting: a unit's results as a presentation, or the notes for its leader."""

import streamlit as st

from dashboard.navigation import enter, no_access, switch_to
from dashboard.results.page_choices import requested_unit
from dashboard.results.presentation import meeting
from dashboard.results.reports import Reports

run = enter("present")
requested = requested_unit()
if requested is None:
    # On that page a unit is chosen, and a button leads back to this one.
    switch_to("team")
reports = Reports(run, run.require_reader())
unit = next((unit for unit in reports.units() if unit.id == requested), None)
if unit is None:
    no_access(run.texts)
    st.stop()
meeting(reports, unit)
