"""Signing in by link: a secret in a link opens a session, a secret in a cookie keeps it.

Only hashes of the secrets are stored.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, reader
from surveys.installation import Installation

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=12)


def make_link_secret(
    installation: Installation,
    person: UUID,
    now: datetime,
    *,
    lifetime: timedelta = LINK_LIFETIME,
    reusable: bool = False,
) -> str:
    """Return the secret of a new sign-in link: works once within its lifetime unless `reusable`."""
    with writing(installation.engine) as session:
        found = people.person(session, person)
        trail.note(session, "sign-in link made", found.name if found else str(person))
        return _issue(session, "link", person, now + lifetime, reusable=reusable)


def redeem(installation: Installation, link_secret: str, now: datetime) -> str | None:
    """Turn the secret of a link into that of a session; None when the link is of no use."""
    hashed = _hash(link_secret)
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        link = people.sign_in(session, hashed, "link")
        if link is None:
            return None
        if not link.reusable:
            people.remove_sign_in(session, hashed)
        return _issue(session, "session", link.person_id, now + SESSION_LIFETIME)


def signed_in(installation: Installation, session_secret: str, now: datetime) -> Reader | None:
    """Return who a session belongs to, with their present roles; None when it is over."""
    with reading(installation.engine) as session:
        found = people.sign_in(session, _hash(session_secret), "session")
    if found is None or found.expires_at < now:
        return None
    return reader(installation, found.person_id)


def sign_out(installation: Installation, session_secret: str) -> None:
    """End a session everywhere."""
    with writing(installation.engine) as session:
        people.remove_sign_in(session, _hash(session_secret))


def _issue(
    session: Session, kind: str, person: UUID, expires_at: datetime, *, reusable: bool = False
) -> str:
    secret = secrets.token_urlsafe(24)
    row = people.SignIn(
        hash=_hash(secret), kind=kind, person_id=person, expires_at=expires_at, reusable=reusable
    )
    people.add(session, row)
    return secret


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
