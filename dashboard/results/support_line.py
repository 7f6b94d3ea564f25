"""One quiet line below results: whom the people of a unit can talk to."""

from threading import Lock
from uuid import UUID

import streamlit as st
from cachetools import TTLCache, cached

from dashboard.session import Run
from surveys.organisation import ContactsOfUnits, contacts_of_units, support_in_short

SECONDS_KNOWN = 5
"""For how long contacts are not looked up again: every page of results shows them."""


def support_line(run: Run, unit: UUID | None = None) -> None:
    """Show the contacts of a unit, or those of the organisation, whatever the numbers say."""
    contacts = run.organisation.contacts if run.organisation else None
    if contacts is not None and unit is not None:
        contacts = _of_units(run).of(unit)
    if contacts is not None:
        st.caption(support_in_short(contacts, run.texts.language))


@cached(TTLCache(maxsize=16, ttl=SECONDS_KNOWN), key=lambda run: run.installation, lock=Lock())
def _of_units(run: Run) -> ContactsOfUnits:
    return contacts_of_units(run.open_session())
