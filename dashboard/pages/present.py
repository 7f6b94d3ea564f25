"""A unit's results for the team meeting: one thing at a time, large."""

import streamlit as st

from dashboard.navigation import enter, no_access, page_link, switch_to
from dashboard.results.page_choices import requested_unit
from dashboard.results.presentation import requested_slide, slide_controls, slides
from dashboard.results.reports import Reports
from surveys.texts import escape_markdown

run = enter("present")
requested = requested_unit()
if requested is None:
    # On that page a unit is chosen, and a link leads back to this one.
    switch_to("team")
reports = Reports(run, run.require_reader())
unit = next((unit for unit in reports.units() if unit.id == requested), None)
if unit is None:
    no_access(run.texts)
    st.stop()
shown = slides(reports, unit)
number = requested_slide(len(shown) - 1)
shown[number]()
slide_controls(number, len(shown) - 1, run.texts)
page_link(
    "team",
    run.texts.gettext("Back to the page of {unit}").format(unit=escape_markdown(unit.name)),
    unit=unit.id.hex,
)
