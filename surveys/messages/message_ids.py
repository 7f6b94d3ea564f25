"""Ids of messages, which are stable and reveal nothing to others."""

import hmac
import secrets
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from db import secrets as stored
from db.engine import reading, writing
from surveys.installation import Installation

_PURPOSE = "message ids"


def message_id(key: bytes, content: str) -> str:
    """Return the part of an id before the @."""
    return hmac.new(key, content.encode(), sha256).hexdigest()[:40]


def id_key(installation: Installation) -> bytes:
    """Return the key of this installation for the ids of messages, made when first needed."""
    with reading(installation.engine) as session:
        known = stored.secret(session, _PURPOSE)
    if known is not None:
        return known
    try:
        with writing(installation.engine) as session:
            stored.add(session, _PURPOSE, secrets.token_bytes(32))
    except IntegrityError:
        # Another process made it at the same moment; use that one.
        pass
    return id_key(installation)
