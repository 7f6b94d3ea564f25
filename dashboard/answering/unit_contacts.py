"""Whom the people of a unit can turn to, for both doors of the answer page."""

from threading import Lock
from uuid import UUID

from cachetools import TTLCache, cached
from sqlalchemy.exc import OperationalError

from surveys.installation import Installation
from surveys.organisation import Contacts, ContactsOfUnits, contacts_in_open_wave

SECONDS_KNOWN = 5
"""For how long they are not looked up again: a whole organisation may answer at once."""


def contacts_of(installation: Installation, unit: UUID, whole: Contacts | None) -> Contacts | None:
    """Return whom to turn to in a unit: the same for everybody in it, whatever they answer.

    Those of the `whole` organisation while the database is away.
    """
    try:
        return _of_units(installation).of(unit)
    except OperationalError:
        return whole


@cached(TTLCache(maxsize=16, ttl=SECONDS_KNOWN), lock=Lock())
def _of_units(installation: Installation) -> ContactsOfUnits:
    return contacts_in_open_wave(installation)


def forget() -> None:
    """Empty the cache."""
    _of_units.cache_clear()
