"""Who joined, moved or left, for works council, HR and administrators."""

import streamlit as st

from dashboard.administration.roster_changes_view import by_day
from dashboard.session import current, no_access, page_head
from surveys.organisation.roster_changes import changes, may_read

run = current()
_ = run.texts.gettext
page_head(run)
if run.reader is None:
    st.switch_page("dashboard/pages/welcome.py")
if not may_read(run.reader):
    no_access(run.texts)
    st.stop()
st.title(_("Changes of people"), anchor=False)
st.markdown(
    _(
        "Who joined, moved to another unit, or left. A wave that is open is never touched by this: "
        "who moves counts in the new unit from the next wave. The list is kept for twelve months."
    )
)
by_day(changes(run.installation, run.reader), run.texts)
