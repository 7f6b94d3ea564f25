"""The token by which an identity provider may synchronise people; only its hash is stored."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from sqlmodel import Session

from db import secrets as stored
from db.engine import reading, writing
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.settings import Settings, UnitFrom

_PURPOSE = "scim token"
_NOTHING = bytes(32)


class DirectoryError(PeilError):
    """A token that cannot be made or removed by this installation."""

    texts: ClassVar = {
        "not_the_clock": N_(
            "The token is made and removed with the role peil_clock: run this command without "
            "PEIL_ONLY, where the clock runs."
        ),
    }


@dataclass(frozen=True)
class Directory:
    """An identity provider that has shown the token; every service that synchronises takes it."""

    installation: Installation
    address: str
    """Where resources are found: the address up to `/scim/v2`."""

    unit_from: UnitFrom = "groups"
    unit_prefix: str = ""
    """Prefix of the names of groups that are units; the names of units are without it."""


def make_token(installation: Installation) -> str:
    """Return a new token, the only one that is valid from now on. Raises DirectoryError."""
    _refuse_elsewhere(installation)
    token = secrets.token_urlsafe(32)
    with writing(installation.engine) as session:
        stored.remove(session, _PURPOSE)
        stored.add(session, _PURPOSE, _hash(token))
        trail.note(session, "synchronising allowed", "SCIM")
    return token


def remove_token(installation: Installation) -> bool:
    """Remove the token, so that synchronising ends; return whether there was one.

    Raises DirectoryError.
    """
    _refuse_elsewhere(installation)
    with writing(installation.engine) as session:
        existed = stored.remove(session, _PURPOSE)
        if existed:
            trail.note(session, "synchronising stopped", "SCIM")
    return existed


def admitted(installation: Installation, settings: Settings, token: str) -> Directory | None:
    """Return the identity provider that shows the right token; None for any other token."""
    with reading(installation.engine) as session:
        known = stored.secret(session, _PURPOSE)
    # Without a token the comparison takes as long, and no hash is nothing but zeros.
    if not hmac.compare_digest(_hash(token), known or _NOTHING):
        return None
    address = settings.address.rstrip("/") + "/scim/v2"
    return Directory(installation, address, settings.scim_unit_from, settings.scim_unit_prefix)


def is_synchronised(session: Session) -> bool:
    """Return whether there is a token, so that a directory may synchronise."""
    return stored.secret(session, _PURPOSE) is not None


def _hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def _refuse_elsewhere(installation: Installation) -> None:
    if not installation.keeps_time:
        raise DirectoryError("not_the_clock")
