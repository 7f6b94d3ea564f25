"""Roles, given and taken away by hand: managers, HR, administrators and the works council."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

from sqlmodel import Session

from db import people
from db import roster as stored
from db.base import insert, insert_many
from db.engine import reading, writing
from db.people import ROLES, Role
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.access.mail_address import parse
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.places import noting_changes
from surveys.people.importing.importing import (
    administered_units,
    check_may_change,
    roster_now,
    units_now,
)
from surveys.people.importing.places import shown
from surveys.people.importing.state import RosterSnapshot
from surveys.people.importing.units import as_they_are
from surveys.units import PAGE_SEPARATOR

FOR_ONE_UNIT: Sequence[Role] = tuple(role for role in ROLES if role != "council")
FOR_THE_WHOLE: Sequence[Role] = tuple(role for role in ROLES if role != "manager")


class RoleError(PeilError):
    """A role that cannot be given or taken away."""

    texts: ClassVar = {
        "person": N_("Nobody with this e-mail address works in the units you administer."),
        "unit": N_(
            "This role cannot be assigned to that unit: a manager leads one unit, the works "
            "council represents the whole organisation."
        ),
        "unknown_unit": N_("There is no unit “{value}”. Correct the name."),
        "ambiguous_unit": N_("More than one unit is called “{value}”. Write which: {paths}."),
        "held": N_("This person has that role already."),
        "last": N_("This is the last administrator. Give the role to somebody else first."),
    }


@dataclass(frozen=True)
class RoleHeld:
    """A role that somebody has, for a unit (path as shown) or for the whole organisation."""

    id: UUID
    name: str
    email: str
    role: str
    unit: str | None


@dataclass(frozen=True)
class Grant:
    """A role as it was given."""

    person: UUID
    is_new: bool
    """False if the person had the role already, so that nothing has changed."""


def units_to_choose(installation: Installation, who: Reader) -> dict[UUID, str]:
    """Return the units for which `who` may give roles, by their path as shown.

    Raises NotAllowedError.
    """
    check_may_change(who)
    with reading(installation.engine) as session:
        units = units_now(session)
    scope = administered_units(units, who)
    paths = {unit: shown(path, PAGE_SEPARATOR) for unit, path in units.paths.items()}
    allowed = {unit: path for unit, path in paths.items() if scope is None or unit in scope}
    return dict(sorted(allowed.items(), key=lambda item: item[1]))


def roles_held(installation: Installation, who: Reader) -> list[RoleHeld]:
    """Return every role that `who` may take away, by name. Raises NotAllowedError."""
    check_may_change(who)
    with reading(installation.engine) as session:
        roster = roster_now(session)
    scope = administered_units(roster, who)
    person = {p.id: p for p in roster.people}
    held = [
        RoleHeld(
            row.id,
            person[row.person].name,
            person[row.person].email,
            row.role,
            shown(roster.paths[row.unit], PAGE_SEPARATOR) if row.unit else None,
        )
        for row in roster.access
        if _in_scope(scope, row.role, row.unit)
    ]
    return sorted(held, key=lambda role: (role.name, role.role, role.unit or ""))


def give(
    installation: Installation,
    who: Reader | None,
    email: str,
    role: Role,
    unit: UUID | str | None,
    *,
    newcomer: str | None = None,
) -> Grant:
    """Give a role to the person with an e-mail address, and note it in the trail.

    `who` gives it, None for the operator of the server. An administrator of some units appoints
    managers there, of people who work there. `unit` is an id, or a name, path or key as in a file
    of people. With `newcomer`, the operator may give a role to somebody unknown: a person of that
    name (or the address, if it is empty) is added to the unit, or to the whole.

    Raises RoleError, NotAllowedError, MailAddressError, and ImportRefusedError before set-up.
    """
    check_may_change(who)
    address = parse(email.strip())
    if role not in (FOR_THE_WHOLE if unit is None else FOR_ONE_UNIT):
        raise RoleError("unit")
    with writing(installation.engine) as session:
        units = units_now(session)
        of = _unit(units, unit) if unit is not None else None
        scope = administered_units(units, who)
        if not _in_scope(scope, role, of):
            raise NotAllowedError("give")
        person = people.person_with(session, *address.spellings)
        if person is None and newcomer is not None and who is None:
            name = newcomer or address.text
            person = people.Person(name=name, email=address.text, unit_id=of or units.whole.id)
            insert(session, person)
        if person is None or not (scope is None or person.unit_id in scope):
            # The same answer for somebody who works elsewhere and for somebody unknown.
            raise RoleError("person")
        path = shown(units.paths[of]) if of else None
        by = who.person if who else None
        with noting_changes(session, who.known_as if who else None):
            is_new = grant(session, person, role, of, path=path, by=by)
        return Grant(person.id, is_new)


def grant(
    session: Session,
    person: people.Person,
    role: Role,
    unit: UUID | None = None,
    *,
    path: str | None = None,
    by: UUID | None = None,
) -> bool:
    """Give a role within a transaction; return False if the person has it already.

    `path` is the unit as the trail names it, `by` the person who gives the role.
    """
    if (role, unit) in {(row.role, row.unit_id) for row in people.access(session, person.id)}:
        return False
    row = {"id": uuid4(), "person_id": person.id, "role": role, "unit_id": unit}
    insert_many(session, people.Access, [row])
    of = f" of {path}" if path else ""
    trail.note(session, "access given", f"{person.name}: {role}{of}", by)
    return True


def take(installation: Installation, who: Reader, role_id: UUID) -> None:
    """Take a role away; the last administrator stays. Raises RoleError, NotAllowedError."""
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        held = next((row for row in roster.access if row.id == role_id), None)
        if held is None:
            return
        if not _in_scope(administered_units(roster, who), held.role, held.unit):
            raise NotAllowedError("take")
        whole = [row for row in roster.access if row.role == "administrator" and row.unit is None]
        if whole == [held]:
            raise RoleError("last")
        with noting_changes(session, who.known_as):
            stored.delete(session, people.Access, [role_id])
        name = next(p.name for p in roster.people if p.id == held.person)
        of = f" of {shown(roster.paths[held.unit])}" if held.unit else ""
        trail.note(session, "access taken", f"{name}: {held.role}{of}", who.person)


def _unit(units: RosterSnapshot, unit: UUID | str) -> UUID:
    """Return the id of one existing unit, found by name, path or key as in a file of people."""
    if isinstance(unit, UUID):
        if unit not in units.paths:
            raise RoleError("unit")
        return unit
    called = [place for place in as_they_are(units).called(unit) if isinstance(place, UUID)]
    if not called:
        raise RoleError("unknown_unit", value=unit)
    if len(called) > 1:
        paths = ", ".join(sorted(shown(units.paths[one]) for one in called)[:5])
        raise RoleError("ambiguous_unit", value=unit, paths=paths)
    return called[0]


def _in_scope(scope: frozenset[UUID] | None, role: str, unit: UUID | None) -> bool:
    """Return whether a role may be given and taken away within some units, None for all."""
    return scope is None or (role == "manager" and unit in scope)
