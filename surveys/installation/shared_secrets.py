"""Random secrets that all processes of an installation share."""

import secrets

from sqlalchemy.exc import IntegrityError

from db import secrets as stored
from db.engine import reading, writing
from surveys.installation.installation import Installation

_SECRET_BYTES = 32


def shared_secret(installation: Installation, purpose: str) -> bytes:
    """Return the secret (32 bytes) for a purpose; the first process that asks for it makes it."""
    with reading(installation.engine) as session:
        known = stored.secret(session, purpose)
    if known is not None:
        return known
    try:
        with writing(installation.engine) as session:
            stored.add(session, purpose, secrets.token_bytes(_SECRET_BYTES))
    except IntegrityError:
        # Another process made it at the same moment: use that one.
        pass
    return shared_secret(installation, purpose)
