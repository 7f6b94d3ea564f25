"""A unit's results for the team meeting: one thing at a time, large."""

import streamlit as st

from dashboard.navigation import enter, no_access, page_link, switch_to
from dashboard.results.page_choices import unit_asked
from dashboard.results.presentation import asked_for, slides, turn_pages
from dashboard.results.reports import Reports
from surveys.texts import escape_markdown

run = enter("present")
asked = unit_asked()
if asked is None:
    # On that page a unit is chosen, and a link leads back to this one.
    switch_to("team")
reports = Reports(run, run.require_reader())
unit = next((unit for unit in reports.units() if unit.id == asked), None)
if unit is None:
    no_access(run.texts)
    st.stop()
shown = slides(reports, unit)
number = asked_for(len(shown) - 1)
shown[number]()
turn_pages(number, len(shown) - 1, run.texts)
page_link(
    "team",
    run.texts.gettext("Back to the page of {unit}").format(unit=escape_markdown(unit.name)),
    unit=unit.id.hex,
)
