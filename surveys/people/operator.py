"""People on the command line of the server: who signs in there, newcomers, and confirmations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db import people, provisioning, waves
from db import roles as stored
from db.base import insert
from db.engine import writing
from db.people import Role
from surveys import trail
from surveys.access.mail_address import MailAddress, parse
from surveys.installation import Installation
from surveys.people.confirming import ConfirmationError, WaitingRole, confirm_in, waiting_in
from surveys.people.importing.importing import units_now
from surveys.people.importing.places import shown
from surveys.people.importing.state import RosterSnapshot
from surveys.people.roles import FOR_ONE_UNIT, FOR_THE_WHOLE, RoleError, grant, named_unit


@dataclass(frozen=True)
class AdmittedRole:
    """A role of somebody who may sign in, with its unit's path; it may wait for confirmation."""

    role: str
    unit: str | None
    confirmed: bool


@dataclass(frozen=True)
class Admitted:
    """Somebody who may sign in, with all their roles."""

    person: UUID
    name: str
    roles: tuple[AdmittedRole, ...]


def admit(
    installation: Installation,
    email: str,
    *,
    newcomer: str | None = None,
    role: Role | None = None,
    unit: str | None = None,
) -> Admitted:
    """Return the person with an e-mail address; the operator may add them, and give a role.

    With `newcomer` a person of that name (or the address, if it is empty) is added, to the unit or
    to the whole. With `role` they get it, for the unit or for the whole. What happens is noted in
    the trail; without both nothing changes.

    Raises RoleError, MailAddressError, and ImportRefusedError before set-up.
    """
    address = parse(email.strip())
    if role is not None and role not in (FOR_THE_WHOLE if unit is None else FOR_ONE_UNIT):
        raise RoleError("unit")
    if unit is not None and role is None and newcomer is None:
        raise RoleError("unit_alone")
    with writing(installation.engine) as session:
        units = units_now(session)
        of = named_unit(units, unit) if unit is not None else None
        person = people.person_with(session, *address.spellings)
        if newcomer is not None:
            if person is not None:
                raise RoleError("known", email=address.text)
            person = _add(session, units, newcomer or address.text, address, of)
        if person is None:
            raise RoleError("unknown", email=address.text)
        if role is not None:
            path = shown(units.paths[of]) if of else None
            grant(session, person, role, of, path=path, root=units.whole.id, on_server=True)
        held = stored.roles_of(session, person.id)
        roles = [AdmittedRole(r.role, _path(units, r.unit_id), r.confirmed) for r in held]
        ordered = sorted(roles, key=lambda r: (r.role, r.unit or ""))
        return Admitted(person.id, person.name, tuple(ordered))


def confirm_on_server(
    installation: Installation, email: str, role: Role | None = None
) -> Sequence[WaitingRole]:
    """Confirm the roles of a person that wait, of one kind or all; return them.

    Raises ConfirmationError if none waits, or if somebody who holds such a role can confirm it.
    """
    address = parse(email.strip())
    with writing(installation.engine) as session:
        person = people.person_with(session, *address.spellings)
        waiting = [
            row
            for row in waiting_in(session, None)
            if person and row.person == person.id and role in {None, row.role}
        ]
        if not waiting:
            raise ConfirmationError("none", email=address.text)
        for row in waiting:
            confirm_in(session, None, row.id)
        return waiting


def _add(
    session: Session, units: RosterSnapshot, name: str, address: MailAddress, of: UUID | None
) -> people.Person:
    unit = of or units.whole.id
    person = people.Person(name=name, email=address.text, unit_id=unit)
    insert(session, person)
    wave, path = waves.open_wave(session), shown(units.paths[unit])
    joined = {"kind": "joined", "name": name, "from_unit": None, "to_unit": path}
    provisioning.note_changes(session, [{**joined, "open_wave": wave.number if wave else None}])
    trail.note(session, "people added", f"{name}: {path}")
    return person


def _path(units: RosterSnapshot, unit: UUID | None) -> str | None:
    return shown(units.paths[unit]) if unit else None
