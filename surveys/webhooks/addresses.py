"""The addresses of webhooks: which are allowed, who adds and removes them."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from db import webhooks as stored
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.settings import LOCAL_HOSTS
from surveys.webhooks.events import happened
from surveys.webhooks.signing import SECRET_BYTES, secret_as_shown

MAX_LENGTH = 500
MAX_WEBHOOKS = 20


class AddressError(PeilError):
    """An address that nothing is sent to."""

    texts: ClassVar = {
        "form": N_(
            "“{address}” is not an address of a webhook. It should begin with https, and have a "
            "host and a path."
        ),
        "http": N_("“{address}” has no https. Without it only localhost is allowed."),
        "inside": N_(
            "{host} is an address inside your network. Allow it with PEIL_WEBHOOKS_INSIDE."
        ),
        "unknown_host": N_("The host {host} is not known."),
    }


class WebhookError(PeilError):
    """A webhook that cannot be added."""

    texts: ClassVar = {
        "taken": N_("This address is told of waves already."),
        "many": N_("There are {number} webhooks already, which is the limit. Remove one first."),
    }


@dataclass(frozen=True)
class Target:
    """Where a call goes; `host` in IDNA, `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Listed:
    """A webhook as it is listed, with how its last call ended; its secret is never shown again."""

    id: UUID
    address: str
    disabled: str | None
    state: str | None
    outcome: str | None

    @property
    def host(self) -> str:
        """The host of the address."""
        return target_of(self.address).host


def target_of(address: str) -> Target:
    """Return where the calls of an address go. Raises AddressError."""
    fault = AddressError("form", address=address)
    if not address.isprintable() or " " in address or len(address) > MAX_LENGTH:
        raise fault
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as wrong:
        raise fault from wrong
    # Anybody who reads a log or this list must find no password in it.
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.fragment:
        raise fault
    if parts.scheme == "http" and host not in LOCAL_HOSTS:
        raise AddressError("http", address=address)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise fault
    return Target(secure, host, port or (443 if secure else 80), path)


def add_webhook(installation: Installation, who: Reader, address: str, today: date) -> str:
    """Add an address and return the secret that signs its calls, which is shown this once.

    It hears what happens from now on. Raises NotAllowedError except for administrators,
    AddressError and WebhookError.
    """
    check_administers(who)
    address = address.strip()
    target = target_of(address)
    secret = secrets.token_bytes(SECRET_BYTES)
    try:
        with writing(installation.engine) as session:
            if len(stored.listed(session)) >= MAX_WEBHOOKS:
                raise WebhookError("many", number=MAX_WEBHOOKS)
            before = {event for event, *_ in happened(session, today)}
            stored.add(session, address, secret, before)
            # An address may have a key in its path; the host says enough.
            trail.note(session, "webhook added", target.host, who.known_as)
    except IntegrityError as fault:
        raise WebhookError("taken") from fault
    return secret_as_shown(secret)


def remove_webhook(installation: Installation, who: Reader, webhook_id: UUID) -> None:
    """Tell an address nothing any more. Raises NotAllowedError except for administrators."""
    check_administers(who)
    with writing(installation.engine) as session:
        known = {row[0]: row[1] for row in stored.listed(session)}
        if webhook_id in known:
            stored.remove(session, webhook_id)
            host = target_of(known[webhook_id]).host
            trail.note(session, "webhook removed", host, who.known_as)


def read_webhooks(installation: Installation, who: Reader) -> list[Listed]:
    """Return all webhooks, by address. Raises NotAllowedError except for administrators."""
    check_administers(who)
    with reading(installation.engine) as session:
        last = stored.last_outcomes(session)
        return [Listed(*row, *last.get(row[0], (None, None))) for row in stored.listed(session)]
