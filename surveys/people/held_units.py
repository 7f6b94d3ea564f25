"""Units whose group was deleted in the directory, and that stay because people have roles for them.

The roles would end with the unit, so it waits until an administrator has looked
(`surveys/people/provisioning/unit_removal.py`), or until the directory describes the group again.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import held as stored
from db import people, provisioning
from db.engine import reading, writing
from surveys import trail
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.people.held_roles import unit_paths
from surveys.units import PAGE_SEPARATOR


class UnitHeldError(PeilError):
    """A unit that is not removed, because roles would end; nothing was changed."""

    texts: ClassVar = {
        "roles": N_(
            "Nothing was changed. People have roles in Peil for the unit “{unit}” ({n}). An "
            "administrator can let it go on."
        ),
    }

    def __init__(self, unit: people.Unit, number: int) -> None:
        """Keep which unit it is, to be recorded with `record_held_unit`."""
        self.unit = unit.id
        super().__init__("roles", unit=unit.name, n=number)


class HeldUnitError(PeilError):
    """A unit that an administrator cannot remove."""

    texts: ClassVar = {
        "gone": N_("This unit waits no longer: it was removed, or its group is there again."),
        "changed": N_("Other people have roles for this unit by now. Look again."),
    }


@dataclass(frozen=True)
class RoleOfUnit:
    """A role that would end with a unit, and whether its holder has left already."""

    id: UUID
    name: str
    role: str
    has_left: bool


@dataclass(frozen=True)
class HeldUnit:
    """A unit that waits, by its path as shown, with the number of people and the roles for it."""

    id: UUID
    path: str
    people: int
    roles: tuple[RoleOfUnit, ...]
    held_on: date


def refuse_with_roles(session: Session, unit: people.Unit) -> None:
    """Raise UnitHeldError for a unit for which there are roles, those of leavers included."""
    if number := len(roles_of_unit(session, unit.id)):
        raise UnitHeldError(unit, number)


def record_held_unit(installation: Installation, error: UnitHeldError) -> None:
    """Record that a unit waits, in a transaction of its own; in the trail only once."""
    with writing(installation.engine) as session:
        row = provisioning.unit_with(session, error.unit)
        if row is not None and stored.hold_unit(session, row.id):
            trail.note(session, "people not changed", f"SCIM: unit {row.name} has roles")


def is_there_again(session: Session, unit: people.Unit) -> None:
    """Note that the directory describes the group of a unit, so that it is not to be removed."""
    if stored.forget_unit(session, unit.id):
        trail.note(session, "people changed", f"SCIM: unit {unit.name} stays")


def held_units(installation: Installation) -> list[HeldUnit]:
    """Return the units that wait, by day and name."""
    with reading(installation.engine) as session:
        rows = stored.held_units(session)
        paths = unit_paths(session, PAGE_SEPARATOR) if rows else {}
        return [
            HeldUnit(
                row.unit_id,
                paths[row.unit_id],
                row.people,
                roles_of_unit(session, row.unit_id),
                row.held_on,
            )
            for row in rows
        ]


def roles_of_unit(session: Session, unit: UUID) -> tuple[RoleOfUnit, ...]:
    """Return the roles that would end with a unit, by name; those of leavers last."""
    here = [
        RoleOfUnit(row.id, row.name, row.role, has_left=False)
        for row in stored.roles_for(session, unit)
    ]
    left = stored.held_roles_for(session, unit)
    return (*here, *(RoleOfUnit(row.id, row.name, row.role, has_left=True) for row in left))
