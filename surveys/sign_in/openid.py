"""Signing in through an identity provider: what it says about somebody opens a session here.

That the provider said it, to us, just now and for this browser, was checked before.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from db import people
from db.engine import writing
from surveys.access.mail_address import is_address, is_same
from surveys.installation.installation import Installation
from surveys.sign_in.sign_in import open_session

CLOCKS_DIFFER = timedelta(minutes=2)
OLDEST = timedelta(minutes=15)
"""An identity older than this is not of who signs in now."""


def enter(
    installation: Installation, identity: Mapping[str, Any], claim: str, now: datetime
) -> str | None:
    """Return the secret of a new session of whom an identity names; None when nobody may enter.

    People are known by the mail address in `claim`, which the provider must not call unverified.
    Roles are never taken from the provider. Whoever works here may enter, and sees what they may.
    """
    address = identity.get(claim)
    if not isinstance(address, str) or not is_address(address):
        return None
    if identity.get("email_verified", True) not in (True, "true") or not _is_fresh(identity, now):
        return None
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        person = people.person_with(session, address)
        if person is None or not is_same(person.email, address):
            return None
        return open_session(session, person.id, now)


def _is_fresh(identity: Mapping[str, Any], now: datetime) -> bool:
    """Return whether an identity was given out just now and is not over."""
    try:
        given = datetime.fromtimestamp(float(identity["iat"]), UTC)
        over = datetime.fromtimestamp(float(identity["exp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return False
    return now - OLDEST <= given <= now + CLOCKS_DIFFER and now < over + CLOCKS_DIFFER
