"""One unit's published results, for the team itself: opened by the link in its message."""

import streamlit as st

from dashboard.answering.for_yourself_view import CAME_BY
from dashboard.navigation import enter, page_link
from dashboard.page_top import actions, page_top, title
from dashboard.results.kept import support_line
from dashboard.results.paper import save_or_print
from dashboard.results.reports import Reports
from dashboard.results.unit_page import unit_page
from dashboard.results.whole_view import whole_in_short
from surveys.access.result_links import opened_by, team_reader

run = enter("results")
_ = run.texts.gettext
unit_id = opened_by(run.open_session(), st.query_params.get("u", ""))
if unit_id is None:
    st.title(_("This link cannot be used"), anchor=False)
    st.markdown(
        _(
            "It is not complete, or too old. Look for the latest message about results, and open "
            "the link in it."
        )
    )
    support_line(run)
    st.stop()
reports = Reports(run, team_reader(unit_id))
st.caption(_("For everybody in this unit. You see what your manager sees."))
for unit in reports.units():
    with page_top():
        title(unit.name)
        with actions():
            save_or_print(reports, unit.id)
    unit_page(reports, unit)
    whole_in_short(reports, unit.id)
    support_line(run, unit.id)
    # Beside facts stands what everybody in this unit sees here of the organisation.
    st.session_state[CAME_BY] = st.query_params["u"]
    page_link("for_yourself", _("For yourself"), icon=":material/rule:")
