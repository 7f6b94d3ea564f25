"""Who joined, moved or left, for works council, HR and administrators."""

import streamlit as st

from dashboard.administration.roster_changes_view import changes_by_day
from dashboard.navigation import enter
from surveys.organisation.roster_changes import changes

run = enter("roster_changes")
_ = run.texts.gettext
st.title(_("Changes of people"), anchor=False)
st.markdown(
    _(
        "Who joined, moved to another unit, or left. A wave that is open is never touched by this: "
        "people who move count in their new unit from the next wave. The list is kept for twelve "
        "months."
    )
)
changes_by_day(changes(run.installation, run.require_reader()), run.texts)
