"""Roles, given and taken by hand: who leads a unit, who is HR, administrator or works council."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

from db import people
from db import roster as stored
from db.base import insert_many
from db.engine import reading, writing
from surveys.access.access import NotAllowedError, Reader
from surveys.errors import N_, PeilError
from surveys.installation.installation import Installation
from surveys.people.importing.importing import (
    check_may_change,
    roster_now,
    units_now,
    units_within,
)
from surveys.people.importing.plan import shown
from surveys.people.roster import Role
from surveys.trail import trail

FOR_ONE_UNIT: Sequence[Role] = ("manager", "hr", "administrator")
FOR_THE_WHOLE: Sequence[Role] = ("hr", "administrator", "council")


class RoleError(PeilError):
    """A role that cannot be given or taken."""

    texts: ClassVar = {
        "person": N_("Nobody with this mail address works in the units you administer."),
        "unit": N_(
            "This role is not given that way: a manager leads one unit, the works council is "
            "of the whole organisation."
        ),
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
class PersonListed:
    """Somebody who works here."""

    id: UUID
    name: str
    email: str
    unit: str


@dataclass(frozen=True)
class PageOfPeople:
    """Some people by name, and how many there are in all."""

    people: Sequence[PersonListed]
    number: int


def find_people(
    installation: Installation, who: Reader, text: str = "", *, page: int = 1, size: int = 50
) -> PageOfPeople:
    """Return a page of those whose people somebody may change, with a text in name or address."""
    check_may_change(who)
    with reading(installation.engine) as session:
        tree = units_now(session)
        found, number = stored.find_people(
            session, text.strip(), units_within(tree, who), (page - 1) * size, size
        )
    listed = [
        PersonListed(one, name, email, shown(tree.paths[unit])) for one, name, email, unit in found
    ]
    return PageOfPeople(listed, number)


def units_to_choose(installation: Installation, who: Reader) -> dict[UUID, str]:
    """Return the units for which somebody may give roles, by their path as shown."""
    check_may_change(who)
    with reading(installation.engine) as session:
        tree = units_now(session)
    within = units_within(tree, who)
    named = {u.id: shown(tree.paths[u.id]) for u in tree.units if within is None or u.id in within}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def roles_held(installation: Installation, who: Reader) -> list[RoleHeld]:
    """Return every role that somebody may take away, by name."""
    check_may_change(who)
    with reading(installation.engine) as session:
        now = roster_now(session)
    within = units_within(now, who)
    person = {p.id: p for p in now.people}
    held = [
        RoleHeld(
            row.id,
            person[row.person].name,
            person[row.person].email,
            row.role,
            shown(now.paths[row.unit]) if row.unit else None,
        )
        for row in now.access
        if _is_theirs(within, row.role, row.unit)
    ]
    return sorted(held, key=lambda role: (role.name, role.role, role.unit or ""))


def give(
    installation: Installation, who: Reader, email: str, role: Role, unit: UUID | None
) -> None:
    """Give a role to somebody who works here, by mail address; noted in the trail.

    An administrator of some units appoints managers there, of people who work there. Raises
    RoleError, NotAllowedError.
    """
    check_may_change(who)
    if role not in (FOR_THE_WHOLE if unit is None else FOR_ONE_UNIT):
        raise RoleError("unit")
    with writing(installation.engine) as session:
        tree = units_now(session)
        if unit is not None and unit not in tree.paths:
            raise RoleError("unit")
        within = units_within(tree, who)
        if not _is_theirs(within, role, unit):
            raise NotAllowedError("give")
        person = people.person_with(session, email.strip())
        if person is None or not (within is None or person.unit_id in within):
            # The same answer for who works elsewhere and for who does not work here.
            raise RoleError("person")
        if (role, unit) in {(row.role, row.unit_id) for row in people.access(session, person.id)}:
            raise RoleError("held")
        row = {"id": uuid4(), "person_id": person.id, "role": role, "unit_id": unit}
        insert_many(session, people.Access, [row])
        of = f" of {shown(tree.paths[unit])}" if unit else ""
        trail.note(session, "access given", f"{person.name}: {role}{of}", who.person)


def take(installation: Installation, who: Reader, role_id: UUID) -> None:
    """Take a role away; the last administrator stays. Raises RoleError, NotAllowedError."""
    check_may_change(who)
    with writing(installation.engine) as session:
        now = roster_now(session)
        held = next((row for row in now.access if row.id == role_id), None)
        if held is None:
            return
        if not _is_theirs(units_within(now, who), held.role, held.unit):
            raise NotAllowedError("take")
        whole = [row for row in now.access if row.role == "administrator" and row.unit is None]
        if whole == [held]:
            raise RoleError("last")
        stored.delete(session, people.Access, [role_id])
        name = next(p.name for p in now.people if p.id == held.person)
        of = f" of {shown(now.paths[held.unit])}" if held.unit else ""
        trail.note(session, "access taken", f"{name}: {held.role}{of}", who.person)


def _is_theirs(within: frozenset[UUID] | None, role: str, unit: UUID | None) -> bool:
    """Return whether a role may be given and taken by who may change people of some units."""
    return within is None or (role == "manager" and unit in within)
