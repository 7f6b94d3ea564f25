"""Random secrets of an installation, made once, that all its processes share."""

import secrets

from sqlalchemy.exc import IntegrityError

from db import secrets as stored
from db.engine import reading, writing
from surveys.installation.installation import Installation

_BYTES = 32


def shared_secret(installation: Installation, purpose: str) -> bytes:
    """Return the secret for a purpose; whichever process asks first makes it."""
    with reading(installation.engine) as session:
        known = stored.secret(session, purpose)
    if known is not None:
        return known
    try:
        with writing(installation.engine) as session:
            stored.add(session, purpose, secrets.token_bytes(_BYTES))
    except IntegrityError:
        # Another process made it at the same moment; that one counts.
        pass
    return shared_secret(installation, purpose)
