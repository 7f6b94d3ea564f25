"""Who joined, moved or left, for works council, HR and administrators."""

import streamlit as st

from dashboard.administration.drift_view import show_drift
from dashboard.administration.roster_changes_view import changes_by_day
from dashboard.navigation import enter
from surveys.organisation.roster_changes import changes
from surveys.people.provisioning.drift import drift
from surveys.settings import current_settings

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
reader = run.require_reader()
differences = drift(run.installation, reader, current_settings().scim_unit_from)
show_drift(differences, run.texts)
changes_by_day(changes(run.installation, reader), run.texts)
