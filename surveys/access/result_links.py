"""Result links: each opens the published page of one unit, so a team sees what its manager sees.

There is one link per unit, so it does not tell who opened it, and it opens only published results.
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
"""Days for which a link is valid: until well after the next wave, but not for ever."""

_PURPOSE = "result links"


def result_link(installation: Installation, unit: UUID) -> str:
    """Return the value for `/results?u=` of a unit."""
    return _serializer(shared_secret(installation, _PURPOSE)).dumps(unit.hex)


def opened_by(session: Session, link: str) -> UUID | None:
    """Return the unit that a link opens; None for a forged, damaged or expired link.

    Also None when the unit no longer exists.
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
    """Return a reader of one unit, without the units below it."""
    return Reader(ANONYMOUS, "", None, frozenset(), frozenset(), link_units=frozenset({unit}))


def links_for_everybody(installation: Installation) -> list[tuple[str, str, str]]:
    """Return name, e-mail address and link of everybody, in random order."""
    with reading(installation.engine) as session:
        unit_by_person = {row.id: row.unit_id for row in people.everybody(session)}
        rows = people.names_and_addresses(session)
    of_unit = {unit: result_link(installation, unit) for unit in set(unit_by_person.values())}
    links = [(name, email, of_unit[unit_by_person[person]]) for person, name, email in rows]
    secrets.SystemRandom().shuffle(links)
    return links


def _serializer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_PURPOSE)
