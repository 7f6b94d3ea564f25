"""What a client of the API is: its name, unit, scopes, and who may release its token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args
from uuid import UUID

from sqlmodel import Session

from db import api_clients as stored
from db import people
from db.engine import reading
from surveys.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.names import same_name
from surveys.units import PAGE_SEPARATOR, Tree

Scope = Literal["units", "waves", "results", "overview"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Which units there are; which waves; the results of one unit; those of all units side by side."""

MAX_DAYS = 365
"""A token is valid for a year at most."""

MAX_NAME_LENGTH = 60

Obstacle = Literal["own", "role"]
"""Why somebody cannot release a token: they named the client, or are not HR of the whole."""


class ClientError(PeilError):
    """A client of the API that cannot be named or released."""

    texts: ClassVar = {
        "name": N_("Give the application a name of 1 to 60 characters on one line."),
        "taken": N_("There is an application with the name “{name}” already."),
        "scopes": N_("Choose what the application may read: {scopes}."),
        "days": N_("A token is valid for 1 to {days} days."),
        "unit": N_("The unit was removed meanwhile. Choose another one."),
        "gone": N_(
            "This application does not wait any more: its token was released, or it was ended."
        ),
        "unknown_unit": N_("There is no unit with the name “{name}”."),
        "unknown": N_("There is no application with the name “{name}”."),
        "expired": N_("Its last day has passed. End it, and enter it again with a later one."),
        "own": N_("You entered this application, so somebody else of HR has to release its token."),
        "role": N_("Tokens are released by HR of the whole organisation."),
        "server": N_("Not on the server: {names} can release it, on the page API and webhooks."),
    }


@dataclass(frozen=True)
class Client:
    """A client as it is listed; `given_by` and `released_by` are None for the server.

    `obstacle` is why the reader cannot release it, None if they can or need not.
    """

    id: UUID
    name: str
    unit: str | None
    """The unit that it reads with all below it; None for the whole organisation."""

    scopes: tuple[str, ...]
    expires_on: date
    state: Literal["waiting", "valid", "expired"]
    made_by: str | None
    released_by: str | None
    used_on: date | None
    obstacle: Obstacle | None
    confirmers: tuple[str, ...]
    """Those of HR who can release it, by name; nobody if the server does."""


def check_may_look(who: Reader) -> None:
    """Raise NotAllowedError unless somebody may see who reads by application."""
    if not (who.administers or who.reads_everything):
        raise NotAllowedError("administrators")


def read_clients(installation: Installation, who: Reader, today: date) -> list[Client]:
    """Return all clients, by name. Raises NotAllowedError except for administrators and HR."""
    check_may_look(who)
    with reading(installation.engine) as session:
        rows = stored.clients(session)
        names = {person: name for person, name, _ in people.names_and_addresses(session)}
        units = {unit.id: unit for unit in people.units(session)}
        return [_client(session, row, who, today, names, units) for row in rows]


def named(installation: Installation, name: str) -> UUID:
    """Return the id of a client, for the operator of the server. Raises ClientError."""
    with reading(installation.engine) as session:
        found = [
            row.id for row in stored.clients(session) if same_name(row.name) == same_name(name)
        ]
    if not found:
        raise ClientError("unknown", name=name)
    return found[0]


def read_unit_names(installation: Installation, who: Reader) -> Mapping[UUID, str]:
    """Return the path of each unit by its id, the organisation first.

    Raises NotAllowedError except for administrators and HR.
    """
    check_may_look(who)
    with reading(installation.engine) as session:
        rows = people.units(session)
    by_id, tree = {row.id: row for row in rows}, Tree({row.id: row.parent_id for row in rows})
    paths = {unit: [by_id[one].name for one in tree.path(unit)] for unit in by_id}
    ordered = sorted(paths, key=lambda unit: paths[unit])
    return {unit: PAGE_SEPARATOR.join(paths[unit][1:] or paths[unit]) for unit in ordered}


def releasers(session: Session, made_by: UUID | None) -> list[tuple[UUID, str]]:
    """Return id and name of those of HR who may release what somebody has named."""
    holders = people.who_has(session, "hr")
    return [(row.id, row.name) for row in holders if row.unit_id is None and row.id != made_by]


def obstacle_of(session: Session, made_by: UUID | None, who: Reader) -> Obstacle | None:
    """Return why somebody cannot release a token, by the roles they hold at this moment."""
    if who.known_as is not None and made_by == who.person:
        return "own"
    held = {(own.role, own.unit_id) for own in people.access(session, who.person)}
    return None if ("hr", None) in held else "role"


def _client(
    session: Session,
    row: stored.ApiClient,
    who: Reader,
    today: date,
    names: Mapping[UUID, str],
    units: Mapping[UUID, people.UnitRow],
) -> Client:
    unit = units[row.unit_id]
    waits = row.hash is None
    return Client(
        row.id,
        row.name,
        None if unit.parent_id is None else unit.name,
        tuple(row.scopes),
        row.expires_on,
        "expired" if row.expires_on < today else "waiting" if waits else "valid",
        _name(row.made_by, names),
        _name(row.released_by, names),
        row.used_on,
        obstacle_of(session, row.made_by, who) if waits else None,
        tuple(name for _, name in releasers(session, row.made_by)) if waits else (),
    )


def _name(person: UUID | None, names: Mapping[UUID, str]) -> str | None:
    """Return the name of somebody, or their id once they have left; None: the server."""
    return None if person is None else names.get(person, str(person))
