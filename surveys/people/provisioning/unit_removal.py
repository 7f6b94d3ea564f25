"""Removes units whose group was deleted: at once, or after an administrator has decided."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from db import held as stored
from db import people, provisioning
from db.engine import writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.installation import Installation
from surveys.organisation.places import noting_changes
from surveys.people.held_roles import end_in, unit_paths
from surveys.people.held_units import HeldUnitError, roles_of_unit
from surveys.people.provisioning.moves import move
from surveys.people.provisioning.patch import exactly
from surveys.people.role_rules import in_words


def remove_held_unit(
    installation: Installation, who: Reader, unit: UUID, seen: Collection[UUID]
) -> None:
    """Remove a unit that waits, with the roles for it that were `seen` and no others.

    Raises NotAllowedError and HeldUnitError.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        row = provisioning.unit_with(session, unit)
        if row is None or not stored.forget_unit(session, unit):
            raise HeldUnitError("gone")
        roles = roles_of_unit(session, unit)
        if {role.id for role in roles} != set(seen):
            raise HeldUnitError("changed")
        path = unit_paths(session)[unit]
        words = [in_words(role.name, role.role, path) for role in roles if not role.has_left]
        trail.note_all(session, [("access taken", one) for one in words], who.person)
        end_in(session, stored.held_roles_for(session, unit), who.person)
        trail.note(session, "people let change", f"SCIM: unit {row.name}", who.person)
        with noting_changes(session, who.known_as):
            remove_unit(session, row, is_confirmed=True)


def remove_unit(session: Session, row: people.Unit, *, is_confirmed: bool = False) -> None:
    """Remove a unit; its people and the units below it come right below the whole.

    Where follow-up or an experiment is kept about it, it stays without people. Raises StoppedError
    for too many people unless that is confirmed.
    """
    move(session, row, exactly(frozenset()), is_confirmed=is_confirmed)
    provisioning.close_unit(session, row.id)
    if not provisioning.has_past(session, row.id):
        provisioning.remove_unit(session, row.id)
    trail.note(session, "people changed", f"SCIM: unit {row.name} removed")
