"""Roles, given and taken away by hand: managers, HR, administrators and the works council."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import people
from db import roster as stored
from db.base import insert
from db.engine import reading, writing
from db.people import ROLES, Role
from db.roles import role_of
from surveys import trail
from surveys.access import NotAllowedError, Reader
from surveys.access.mail_address import parse
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.organisation.places import noting_changes
from surveys.people.held_roles import succeed
from surveys.people.importing.importing import (
    administered_units,
    check_may_change,
    roster_now,
    units_now,
)
from surveys.people.importing.places import shown
from surveys.people.importing.state import RosterSnapshot
from surveys.people.importing.units import as_they_are
from surveys.people.reading_roles import confirmers
from surveys.people.role_rules import in_words, needs_confirmation
from surveys.units import PAGE_SEPARATOR

FOR_ONE_UNIT: Sequence[Role] = tuple(role for role in ROLES if role != "council")
FOR_THE_WHOLE: Sequence[Role] = tuple(role for role in ROLES if role != "manager")


class RoleError(PeilError):
    """A role that cannot be given or taken away."""

    texts: ClassVar = {
        "person": N_("Nobody with this e-mail address works in the units you administer."),
        "unknown": N_("Nobody with the address {email} works here. Add --new to add them."),
        "known": N_("Somebody with the address {email} works here already. Leave out --new."),
        "name_alone": N_("--name is only for somebody new: add --new, or leave it out."),
        "unit_alone": N_(
            "--unit says where a role holds, or where somebody new works: add --role or --new."
        ),
        "unit": N_(
            "This role cannot be assigned to that unit: a manager leads one unit, the works "
            "council represents the whole organisation."
        ),
        "unknown_unit": N_("There is no unit “{value}”. Correct the name."),
        "ambiguous_unit": N_("More than one unit is called “{value}”. Write which: {paths}."),
        "held": N_("This person has that role already."),
        "last": N_("This is the last administrator. Give the role to somebody else first."),
        "gone": N_("This role is gone already: {who} took it away."),
        "gone_otherwise": N_(
            "This role is gone already: a list or somebody on the server took it away, or its "
            "holder has left."
        ),
    }


@dataclass(frozen=True)
class RoleHeld:
    """A role that somebody has, for a unit (path as shown) or for the whole organisation."""

    id: UUID
    name: str
    email: str
    role: str
    unit: str | None
    confirmed: bool
    noted_as: str = ""
    """As the trail names it."""


@dataclass(frozen=True)
class Grant:
    """A role as it was given."""

    person: UUID
    is_new: bool
    """False if the person had the role already, so that nothing has changed."""

    waits: bool
    """Whether it gives nothing until somebody else has confirmed it."""


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
            row.confirmed,
            in_words(
                person[row.person].name,
                row.role,
                shown(roster.paths[row.unit]) if row.unit else None,
            ),
        )
        for row in roster.access
        if _in_scope(scope, row.role, row.unit)
    ]
    return sorted(held, key=lambda role: (role.name, role.role, role.unit or ""))


def give(
    installation: Installation, who: Reader, email: str, role: Role, unit: UUID | None
) -> Grant:
    """Give a role to the person with an e-mail address, and note it in the trail.

    An administrator of some units appoints managers there, of people who work there. A role that
    `needs_confirmation` waits for it.

    Raises RoleError, NotAllowedError, MailAddressError, and ImportRefusedError before set-up.
    """
    check_may_change(who)
    address = parse(email.strip())
    if role not in (FOR_THE_WHOLE if unit is None else FOR_ONE_UNIT):
        raise RoleError("unit")
    with writing(installation.engine) as session:
        units = units_now(session)
        of = named_unit(units, unit) if unit is not None else None
        scope = administered_units(units, who)
        if not _in_scope(scope, role, of):
            raise NotAllowedError("give")
        person = people.person_with(session, *address.spellings)
        if person is None or not (scope is None or person.unit_id in scope):
            # The same answer for somebody who works elsewhere and for somebody unknown.
            raise RoleError("person")
        path = shown(units.paths[of]) if of else None
        with noting_changes(session, who.known_as):
            return grant(session, person, role, of, root=units.whole.id, path=path, by=who.person)


def grant(
    session: Session,
    person: people.Person,
    role: Role,
    unit: UUID | None = None,
    *,
    root: UUID,
    path: str | None = None,
    by: UUID | None = None,
    on_server: bool = False,
) -> Grant:
    """Give a role within a transaction.

    `root` is the organisation as a whole, `path` the unit as the trail names it, `by` the person
    who gives the role. A role given `on_server` needs no other confirmation while nobody could
    confirm it.
    """
    row = role_of(session, person.id, role, unit)
    is_known, words = row is not None, in_words(person.name, role, path)
    if row is None:
        row = people.Access(person_id=person.id, role=role, unit_id=unit, given_by=by)
    elif row.confirmed:
        return Grant(person.id, is_new=False, waits=False)
    waits = needs_confirmation(role, unit, root=root, by_holder=by == person.id) and not (
        on_server and not confirmers(session, row)
    )
    if is_known and waits:
        return Grant(person.id, is_new=False, waits=True)
    row.confirmed = not waits
    insert(session, row)
    trail.note(session, "access proposed" if waits else "access given", words, by)
    if role == "manager" and unit is not None and not waits:
        succeed(session, [unit], by)
    return Grant(person.id, is_new=True, waits=waits)


def take(
    installation: Installation, who: Reader, role_id: UUID, seen: RoleHeld | None = None
) -> None:
    """Take a role away; the last administrator stays.

    Raises NotAllowedError and RoleError, also for a role that was `seen` and is gone by now.
    """
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        held = next((row for row in roster.access if row.id == role_id), None)
        if held is None:
            if seen is None:
                return
            by = trail.last_by(session, "access taken", seen.noted_as)
            raise RoleError("gone", who=by) if by else RoleError("gone_otherwise")
        if not _in_scope(administered_units(roster, who), held.role, held.unit):
            raise NotAllowedError("take")
        whole = [row for row in roster.access if row.role == "administrator" and row.unit is None]
        if whole == [held]:
            raise RoleError("last")
        with noting_changes(session, who.known_as):
            stored.delete(session, people.Access, [role_id])
        name = next(p.name for p in roster.people if p.id == held.person)
        path = shown(roster.paths[held.unit]) if held.unit else None
        trail.note(session, "access taken", in_words(name, held.role, path), who.person)


def named_unit(units: RosterSnapshot, unit: UUID | str) -> UUID:
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
