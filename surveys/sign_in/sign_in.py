"""Signing in by link: a secret in a link opens a session, a secret in a cookie keeps it.

Only hashes of the secrets are stored. A link that was asked for in one browser works only there;
see `mail` for why one that several asked for works in any.
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
from db.secrets import remove_set_up_codes
from surveys import trail
from surveys.access import Reader, reader_in
from surveys.installation import Installation

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=12)

ANY_BROWSER = b""
"""In the place of the hash of a browser: a mailed link that works in any."""


@dataclass(frozen=True)
class Link:
    """A valid sign-in link: its owner, and whether it works in this browser."""

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

    For use on the command line; it is noted in the trail.
    """
    with writing(installation.engine) as session:
        row = people.person(session, person)
        trail.note(session, "sign-in link made", row.name if row else str(person))
        return issue(session, "link", person, now + lifetime, reusable=reusable)


def inspect_link(
    installation: Installation, link_secret: str, now: datetime, browser: str | None = None
) -> Link | None:
    """Return a link without using it; None if it is not valid any more.

    `browser` is the secret that the browser received on its first visit.
    """
    with reading(installation.engine) as session:
        link = people.sign_in(session, _hash(link_secret), "link")
        if link is None or link.expires_at < now:
            return None
        person = people.person(session, link.person_id)
    if person is None:
        return None
    return Link(person.name, person.language, link.reusable, _matches_browser(link, browser))


def redeem(
    installation: Installation, link_secret: str, now: datetime, browser: str | None = None
) -> str | None:
    """Exchange the secret of a link for that of a new session; None if the link is not valid.

    A link that was requested in another browser is not valid in this one and remains unused.
    """
    hashed = _hash(link_secret)
    with writing(installation.engine) as session:
        people.remove_expired(session, now)
        link = people.sign_in(session, hashed, "link")
        if link is None or not _matches_browser(link, browser):
            return None
        if not link.reusable:
            people.remove_sign_in(session, hashed)
        return open_session(session, link.person_id, now)


def open_session(session: Session, person: UUID, now: datetime) -> str:
    """Begin the session of an authenticated person and return its secret.

    From now on nobody needs a code for set-up, and none is valid.
    """
    remove_set_up_codes(session)
    return issue(session, "session", person, now + SESSION_LIFETIME)


def session_reader(installation: Installation, session_secret: str, now: datetime) -> Reader | None:
    """Return the owner of a session with their present roles; None if it has ended."""
    with reading(installation.engine) as session:
        return session_reader_in(session, session_secret, now)


def session_reader_in(session: Session, session_secret: str, now: datetime) -> Reader | None:
    """Return, within a transaction, the owner of a session; None if it has ended."""
    row = people.sign_in(session, _hash(session_secret), "session")
    if row is None or row.expires_at < now:
        return None
    return reader_in(session, row.person_id)


def sign_out(installation: Installation, session_secret: str) -> None:
    """End a session."""
    with writing(installation.engine) as session:
        people.remove_sign_in(session, _hash(session_secret))


def sign_out_everywhere(session: Session, person: UUID) -> None:
    """End every session and link of a person, in the transaction that removes their access."""
    people.remove_sign_ins(session, person)


def open_to_other_browsers(link: people.SignIn, browser: str) -> None:
    """Let a mailed link work in any browser, unless it is this one that asked for it."""
    if not _matches_browser(link, browser):
        link.browser = ANY_BROWSER


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


def revoke_link(installation: Installation, link_secret: str) -> None:
    """Revoke a link that could not be delivered."""
    with writing(installation.engine) as session:
        people.remove_sign_in(session, _hash(link_secret))


def _matches_browser(link: people.SignIn, browser: str | None) -> bool:
    if link.browser is None or link.browser == ANY_BROWSER:
        return True
    return browser is not None and hmac.compare_digest(link.browser, _hash(browser))


def _hash(secret: str) -> bytes:
    return sha256(secret.encode(errors="surrogatepass")).digest()
