"""Who shows which token: only hashes are stored, and they are compared in constant time."""

import functools
import hmac
import logging
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from db import api_clients as stored
from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader
from surveys.installation import Installation

_TOKEN = re.compile(r"peil_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")
_NOTHING, _NOBODY = bytes(32), UUID(int=0)


@dataclass(frozen=True)
class AdmittedClient:
    """An application that has shown a valid token, and the reader it reads as.

    The reader has no role: only one unit with all below it is open to it, as to its manager.
    """

    id: UUID
    name: str
    scopes: frozenset[str]
    reader: Reader


def token_of(client_id: UUID, secret: str) -> str:
    """Return a token: it begins with what finds the client, which is not a secret."""
    return f"peil_{client_id.hex}_{secret}"


def hash_of(token: str) -> bytes:
    """Return what is stored of a token."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def admitted(installation: Installation, token: str, today: date) -> AdmittedClient | None:
    """Return the client that shows its token; None for any other, an ended or an expired one."""
    with reading(installation.engine) as session:
        return admitted_in(session, token, today)


def admitted_in(session: Session, token: str, today: date) -> AdmittedClient | None:
    """Return, within a transaction, the client that shows its token; see `admitted`."""
    form = _TOKEN.fullmatch(token)
    client = UUID(form[1]) if form else _NOBODY
    row = stored.token_row(session, client)
    # Without a client the comparison takes as long, and no hash is nothing but zeros.
    known = _NOTHING if row is None or row.hash is None else row.hash
    if not hmac.compare_digest(hash_of(token), known) or row is None or row.expires_on < today:
        return None
    reader = Reader(client, row.name, None, frozenset(), frozenset({row.unit_id}))
    return AdmittedClient(client, row.name, frozenset(row.scopes), reader)


def note_use(installation: Installation, client: AdmittedClient, unit: UUID, today: date) -> None:
    """Note in the trail that a client reads a unit: once a day, as of people.

    A locked database must not keep it from reading: then a warning is logged, and the next reading
    is noted.
    """
    try:
        _note_once(installation, client, unit, today)
    except OperationalError as fault:
        logging.getLogger(__name__).warning("not noted which application reads: %s", fault.orig)


@functools.lru_cache(maxsize=10_000)
def _note_once(installation: Installation, client: AdmittedClient, unit: UUID, today: date) -> None:
    """Note a reading, and remember that for the life of the process unless it failed."""
    try:
        with writing(installation.engine) as session:
            # Looked up only here: most requests of a day find that it is noted.
            name = next((one.name for one in people.units(session) if one.id == unit), unit.hex)
            trail.note_program(session, client.id, client.name, unit, name, today)
            stored.note_use(session, client.id, today)
    except IntegrityError:
        # Another process has noted it today.
        return
