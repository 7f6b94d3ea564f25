"""Signing in by link: a secret in a link opens a session, a secret in a cookie keeps it.

Only hashes of the secrets are stored. A link that was asked for in a browser works only there.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.access.access import Reader, reader
from surveys.installation.installation import Installation
from surveys.trail import trail

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=12)


@dataclass(frozen=True)
class Link:
    """A sign-in link that still works: whose it is, and whether it does so in this browser."""

    name: str
    language: str | None
    reusable: bool
    is_for_this_browser: bool


def make_link_secret(
    installation: Installation,
    person: UUID,
    now: datetime,
    *,
    lifetime: timedelta = LINK_LIFETIME,
    reusable: bool = False,
) -> str:
    """Return the secret of a new link that works in any browser, once unless `reusable`.

    For who runs the server; it is noted in the trail.
    """
    with writing(installation.engine) as session:
        found = people.person(session, person)
        trail.note(session, "sign-in link made", found.name if found else str(person))
        return issue(session, "link", person, now + lifetime, reusable=reusable)


def link_behind(
    installation: Installation, link_secret: str, now: datetime, browser: str | None = None
) -> Link | None:
    """Return what a link would do, and leave it unspent; None when it is of no use any more.

    `browser` is the secret that the browser got when it came here first.
    """
    with reading(installation.engine) as session:
        found = people.sign_in(session, _hash(link_secret), "link")
        if found is None or found.expires_at < now:
            return None
        person = people.person(session, found.person_id)
    if person is None:
        return None
    return Link(person.name, person.language, found.reusable, _is_of(found, browser))


def redeem(
    installation: Installation, link_secret: str, now: datetime, browser: str | None = None
) -> str | None:
    """Turn the secret of a link into that of a new session; None when the link is of no use.

    A link that was asked for in another browser is of no use in this one, and stays unspent.
    """
    hashed = _hash(link_secret)
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        link = people.sign_in(session, hashed, "link")
        if link is None or not _is_of(link, browser):
            return None
        if not link.reusable:
            people.remove_sign_in(session, hashed)
        return open_session(session, link.person_id, now)


def open_session(session: Session, person: UUID, now: datetime) -> str:
    """Begin a session of somebody who has proved who they are, and return its secret."""
    return issue(session, "session", person, now + SESSION_LIFETIME)


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


def sign_out_everywhere(session: Session, person: UUID) -> None:
    """End every session and link of somebody, in the transaction that takes away their access."""
    people.remove_sign_ins(session, person)


def issue(
    session: Session,
    kind: str,
    person: UUID,
    expires_at: datetime,
    *,
    reusable: bool = False,
    browser: str | None = None,
) -> str:
    """Store the hash of a new secret and return the secret."""
    secret = secrets.token_urlsafe(24)
    row = people.SignIn(
        hash=_hash(secret),
        kind=kind,
        person_id=person,
        expires_at=expires_at,
        reusable=reusable,
        browser=None if browser is None else _hash(browser),
    )
    insert(session, row)
    return secret


def withdraw(installation: Installation, link_secret: str) -> None:
    """Make a link useless that never reached anybody."""
    with writing(installation.engine) as session:
        people.remove_sign_in(session, _hash(link_secret))


def _is_of(link: people.SignIn, browser: str | None) -> bool:
    if link.browser is None:
        return True
    return browser is not None and hmac.compare_digest(link.browser, _hash(browser))


def _hash(secret: str) -> bytes:
    return sha256(secret.encode(errors="surrogatepass")).digest()
