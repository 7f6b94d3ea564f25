"""One quiet line below results: whom the people of a unit can talk to."""

from uuid import UUID

import streamlit as st

from dashboard.session import Run
from surveys.organisation import contacts_of_unit, support_in_short


def support_line(run: Run, unit: UUID | None = None) -> None:
    """Show the contacts of a unit, or those of the organisation, whatever the numbers say."""
    contacts = run.organisation.contacts if run.organisation else None
    if contacts is not None and unit is not None:
        contacts = contacts_of_unit(run.open_session(), unit, contacts)
    if contacts is not None:
        st.caption(support_in_short(contacts, run.texts.language))
