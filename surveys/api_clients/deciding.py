"""Naming a client, releasing its token and ending it; each is noted in the trail."""

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from db import api_clients as stored
from db import people
from db.engine import writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.api_clients.admission import hash_of, token_of
from surveys.api_clients.clients import (
    MAX_DAYS,
    MAX_NAME_LENGTH,
    SCOPES,
    ClientError,
    check_may_look,
    obstacle_of,
    releasers,
)
from surveys.installation import Installation
from surveys.names import as_written, is_readable


def propose(
    installation: Installation,
    who: Reader,
    *,
    name: str,
    scopes: Collection[str],
    unit: UUID | None,
    days: int,
    today: date,
) -> UUID:
    """Name a client that may read a unit with all below it (None: the organisation).

    It reads nothing until its token is released, and nothing after `days` from today. Returns its
    id. Raises NotAllowedError except for administrators, and ClientError.
    """
    check_administers(who)
    name = as_written(name)
    if not 1 <= len(name) <= MAX_NAME_LENGTH or not is_readable(name):
        raise ClientError("name")
    chosen: list[str] = [scope for scope in SCOPES if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise ClientError("scopes", scopes=", ".join(SCOPES))
    if not 1 <= days <= MAX_DAYS:
        raise ClientError("days", days=MAX_DAYS)
    try:
        with writing(installation.engine) as session:
            units = {row.id: row for row in people.units(session)}
            root = next((row.id for row in units.values() if row.parent_id is None), None)
            of = unit or root
            if of is None or of not in units:
                raise ClientError("unit")
            client = stored.ApiClient(
                name=name,
                unit_id=of,
                scopes=chosen,
                expires_on=today + timedelta(days=days),
                made_by=who.known_as,
            )
            stored.add(session, client)
            subject = f"{name}: {', '.join(chosen)} of {units[of].name}"
            trail.note(session, "API client entered", subject, who.known_as)
            return client.id
    except IntegrityError as fault:
        raise ClientError("taken", name=name) from fault


def release(installation: Installation, who: Reader | None, client_id: UUID, today: date) -> str:
    """Return the token of a client that waits, which is shown this once and valid from now on.

    For HR of the whole organisation who did not name it; None is the operator of the server, as
    long as nobody else can. Raises NotAllowedError and ClientError.
    """
    if who is not None:
        check_may_look(who)
    token = token_of(client_id, secrets.token_urlsafe(32))
    by = None if who is None else who.known_as
    with writing(installation.engine) as session:
        row = _waiting(session, client_id, who, today)
        if not stored.release(session, client_id, hash_of(token), by):
            raise ClientError("gone")
        trail.note(session, "API token released", row.name, by)
    return token


def remove(installation: Installation, who: Reader, client_id: UUID) -> None:
    """End a client, so that its token opens nothing any more. For administrators and HR.

    Does nothing where it has ended already.
    """
    check_may_look(who)
    with writing(installation.engine) as session:
        row = stored.client(session, client_id)
        if row is not None:
            name = row.name
            stored.remove(session, client_id)
            trail.note(session, "API client ended", name, who.known_as)


def _waiting(
    session: Session, client_id: UUID, who: Reader | None, today: date
) -> stored.ApiClient:
    """Return a client whose token `who` may release."""
    row = stored.client(session, client_id)
    if row is None or row.hash is not None:
        raise ClientError("gone")
    if row.expires_on < today:
        raise ClientError("expired")
    if who is None:
        if names := [name for _, name in releasers(session, row.made_by)]:
            raise ClientError("server", names=", ".join(names))
    elif (obstacle := obstacle_of(session, row.made_by, who)) is not None:
        raise ClientError(obstacle)
    return row
