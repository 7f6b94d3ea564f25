"""One unit's published results, for who leads it and for HR."""

import streamlit as st

from dashboard.results.page_choices import unit_asked, unit_choice
from dashboard.results.reports import Reports
from dashboard.results.unit_page import unit_page
from dashboard.session import current, no_access, page_head

st.set_page_config(layout="wide")
run = current()
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
reports = Reports(run, run.reader)
units = reports.units()
asked = unit_asked()
if not units or (asked is not None and asked not in {unit.id for unit in units}):
    no_access(run.texts)
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    unit = unit_choice(units, run.texts)
    if unit is not None:
        st.page_link(
            "dashboard/pages/present.py",
            label=run.texts.gettext("Show it to the team"),
            icon=":material/slideshow:",
            query_params={"unit": unit.id.hex},
        )
if unit is not None:
    unit_page(reports, unit)
