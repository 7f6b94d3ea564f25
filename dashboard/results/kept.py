"""What many pages show and changes now and then: measures and contacts, kept for a moment."""

from threading import Lock
from uuid import UUID

import streamlit as st
from cachetools import TTLCache, cached

from dashboard.session import Run
from surveys.installation import Installation
from surveys.measures.catalogue import Measure
from surveys.measures.own import read_measures
from surveys.organisation import ContactsOfUnits, contacts_of_units, support_in_short

FRESH = 5
"""Seconds for which other processes may show what somebody has changed meanwhile."""


@cached(TTLCache(16, ttl=FRESH), lock=Lock())
def kept_measures(installation: Installation) -> tuple[Measure, ...]:
    """Return the measures that are shown, as they were a moment ago at most."""
    return read_measures(installation)


@cached(TTLCache(16, ttl=FRESH), key=lambda run: run.installation, lock=Lock())
def _contacts(run: Run) -> ContactsOfUnits:
    return contacts_of_units(run.open_session())


def support_line(run: Run, unit: UUID | None = None) -> None:
    """Show the contacts of a unit, or those of the organisation, whatever the numbers say.

    One quiet line below results.
    """
    contacts = run.organisation.contacts if run.organisation else None
    if contacts is not None and unit is not None:
        contacts = _contacts(run).of(unit)
    if contacts is not None:
        st.caption(support_in_short(contacts, run.texts.language))


def forget() -> None:
    """Read both anew at the next look, because somebody has changed them here."""
    kept_measures.cache_clear()
    _contacts.cache_clear()
