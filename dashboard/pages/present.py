"""A unit's results for the team meeting: one thing at a time, large."""

import streamlit as st

from dashboard.results.page_choices import unit_asked
from dashboard.results.presentation import asked_for, slides, turn_pages
from dashboard.results.reports import Reports
from dashboard.session import current, no_access
from surveys.texts import escape_markdown

st.set_page_config(layout="centered")
run = current()
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
asked = unit_asked()
if asked is None:
    # There a unit is chosen, and the way leads back here.
    st.switch_page("dashboard/pages/team.py")
reports = Reports(run, run.reader)
unit = next((unit for unit in reports.units() if unit.id == asked), None)
if unit is None:
    no_access(run.texts)
    st.stop()
shown = slides(reports, unit)
number = asked_for(len(shown) - 1)
shown[number]()
turn_pages(number, len(shown) - 1, run.texts)
st.page_link(
    "dashboard/pages/team.py",
    label=run.texts.gettext("Back to the page of {unit}").format(unit=escape_markdown(unit.name)),
    query_params={"unit": unit.id.hex},
)
