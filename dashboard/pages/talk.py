"""The guide to a team talk about a unit's newest wave, on the screen and on paper."""

import streamlit as st

from dashboard.navigation import enter, no_access
from dashboard.page_top import actions, page_top, primary_link
from dashboard.results.kept import support_line
from dashboard.results.page_choices import requested_unit, unit_choice
from dashboard.results.paper import save_or_print
from dashboard.results.presentation import requested_length
from dashboard.results.reports import Reports
from dashboard.results.talk_page import talk_page
from surveys.follow_up.talk_guide import LENGTHS

run = enter("talk")
reports = Reports(run, run.require_reader())
units = reports.units()
requested = requested_unit()
if not units or (requested is not None and requested not in {unit.id for unit in units}):
    no_access(run.texts)
    st.stop()
length = requested_length() or min(LENGTHS)
with page_top():
    unit = unit_choice(units, run.texts)
    if unit is not None:
        with actions():
            save_or_print(reports, unit.id)
            label = run.texts.gettext("Show it to the team")
            there = {"unit": unit.id.hex, "minutes": str(length)}
            primary_link("present", label, icon=":material/slideshow:", **there)
if unit is not None:
    talk_page(reports, unit, length)
    support_line(run, unit.id)
