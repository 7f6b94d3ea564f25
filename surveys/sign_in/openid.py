"""Sign-in with an identity provider: a verified identity opens a session.

The caller has verified that the provider issued it, to Peil, just now and for this browser.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from db import people
from db.engine import writing
from surveys.access.mail_address import is_address, is_same, spellings
from surveys.installation import Installation
from surveys.sign_in.sign_in import open_session

CLOCK_TOLERANCE = timedelta(minutes=2)
MAX_AGE = timedelta(minutes=15)
"""Maximum age of an identity."""


def sign_in_with_identity(
    installation: Installation, identity: Mapping[str, Any], claim: str, now: datetime
) -> str | None:
    """Return the secret of a new session for an identity; None if it is not accepted.

    People are recognised by the e-mail address in `claim`, which the provider must not call
    unverified. Roles never come from the provider. Every employee may sign in, and sees what their
    roles allow.
    """
    address = identity.get(claim)
    if not isinstance(address, str) or not is_address(address):
        return None
    if identity.get("email_verified", True) not in (True, "true") or not _is_fresh(identity, now):
        return None
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        person = people.person_with(session, *spellings(address))
        if person is None or not is_same(person.email, address):
            return None
        return open_session(session, person.id, now)


def _is_fresh(identity: Mapping[str, Any], now: datetime) -> bool:
    """Return whether an identity was issued just now and has not expired."""
    try:
        issued = datetime.fromtimestamp(float(identity["iat"]), UTC)
        expires = datetime.fromtimestamp(float(identity["exp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return False
    return now - MAX_AGE <= issued <= now + CLOCK_TOLERANCE and now < expires + CLOCK_TOLERANCE
