"""Links that open the published page of one unit, read only: a team sees what its manager sees.

One link for a whole unit, so it says nothing about who opened it, and it opens nothing that is not
published anyway.
"""

import secrets
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlmodel import Session

from db import people
from db import secrets as stored
from db.engine import reading
from surveys.access.access import ANONYMOUS, Reader
from surveys.installation import Installation, shared_secret

VALID_DAYS = 100
"""A link works until well after the next wave, and not for ever on an old mail."""

_PURPOSE = "result links"


def result_link(installation: Installation, unit: UUID) -> str:
    """Return what to put after `/results?u=` for a unit."""
    return _serializer(shared_secret(installation, _PURPOSE)).dumps(unit.hex)


def opened_by(session: Session, link: str) -> UUID | None:
    """Return the unit that a link opens; None for a forged, damaged or old one.

    The link of a unit that does not exist any more opens nothing.
    """
    secret = stored.secret(session, _PURPOSE)
    if secret is None:
        return None
    try:
        unit = UUID(_serializer(secret).loads(link, max_age=VALID_DAYS * 86_400))
    except (BadData, ValueError, TypeError):
        return None
    return unit if people.path_to(session, unit) else None


def team_reader(unit: UUID) -> Reader:
    """Return a reader who sees one unit and none below it."""
    return Reader(ANONYMOUS, "", None, frozenset(), frozenset(), link_units=frozenset({unit}))


def links_for_everybody(installation: Installation) -> list[tuple[str, str, str]]:
    """Return name, e-mail address and link of everybody, in random order."""
    with reading(installation.engine) as session:
        places = {row.id: row.unit_id for row in people.everybody(session)}
        rows = people.names_and_addresses(session)
    of_unit = {unit: result_link(installation, unit) for unit in set(places.values())}
    found = [(name, email, of_unit[places[person]]) for person, name, email in rows]
    secrets.SystemRandom().shuffle(found)
    return found


def _serializer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_PURPOSE)
