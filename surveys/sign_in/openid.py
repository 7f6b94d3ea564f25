"""Sign-in with an identity provider: a verified identity opens a session.

The caller has verified that the provider issued it, to Peil, just now and for this browser.
"""

from collections.abc import Mapping, Sequence
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

_MAX_ADDRESSES = 20


def sign_in_with_identity(
    installation: Installation, identity: Mapping[str, Any], claims: Sequence[str], now: datetime
) -> str | None:
    """Return the secret of a new session for an identity; None if it is not accepted.

    People are recognised by the first of `claims` that has an e-mail address, which the provider
    must not call unverified. Of several addresses in it, all that are known must be one person's;
    later claims are not asked then, so that they never sign in somebody else. Roles never come from
    the provider. Every employee may sign in, and sees what their roles allow.
    """
    addresses = next(filter(None, (_addresses(identity.get(claim)) for claim in claims)), [])
    if identity.get("email_verified", True) not in (True, "true") or not _is_fresh(identity, now):
        return None
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        known = set()
        for address in addresses:
            person = people.person_with(session, *spellings(address))
            if person is not None and is_same(person.email, address):
                known.add(person.id)
        return open_session(session, known.pop(), now) if len(known) == 1 else None


def _addresses(claimed: Any) -> list[str]:
    """Return the addresses in a claim, which is a text or a list; others are passed over."""
    listed = claimed if isinstance(claimed, list) else [claimed]
    return [one for one in listed[:_MAX_ADDRESSES] if isinstance(one, str) and is_address(one)]


def _is_fresh(identity: Mapping[str, Any], now: datetime) -> bool:
    """Return whether an identity was issued just now and has not expired."""
    try:
        issued = datetime.fromtimestamp(float(identity["iat"]), UTC)
        expires = datetime.fromtimestamp(float(identity["exp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return False
    return now - MAX_AGE <= issued <= now + CLOCK_TOLERANCE and now < expires + CLOCK_TOLERANCE
