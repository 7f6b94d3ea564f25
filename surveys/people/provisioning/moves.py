"""Moves people and units into a unit and out of it, as the members of a group change."""

from collections.abc import Collection
from uuid import UUID

from scim2_models import InvalidValueException, UniquenessException
from sqlmodel import Session

from db import people, provisioning
from surveys import trail
from surveys.people.provisioning import changes
from surveys.people.provisioning.patch import Membership
from surveys.people.provisioning.places import whole


def move(session: Session, unit: people.Unit, membership: Membership) -> None:
    """Move new members into a unit, and those who leave it right below the whole.

    People who leave a unit they are not in stay where they are; unknown ids are passed over.
    Raises InvalidValueException for a unit that would be below itself, UniquenessException for a
    name that another unit has already.
    """
    top = whole(session)
    leaving = membership.removed
    if not membership.keeps:
        present = frozenset(person for _, person, _ in provisioning.members(session, [unit.id]))
        leaving = present - membership.added
    named = provisioning.people_with(session, membership.added | leaving)
    coming = [row for row in named if row.id in membership.added and row.unit_id != unit.id]
    gone = [row for row in named if row.id in leaving and row.unit_id == unit.id]
    provisioning.move_people(session, [row.id for row in coming], unit.id)
    provisioning.move_people(session, [row.id for row in gone], top[0])
    noted = [changes.Change("moved", row.name, row.unit_name, unit.name) for row in coming]
    noted += [changes.Change("moved", row.name, unit.name, top[1]) for row in gone]
    changes.note(session, noted)
    _move_units(session, unit, membership, {row.id for row in named}, top)


def refuse_twice(
    session: Session, unit: UUID, above: UUID | None, name: str, key: str | None
) -> None:
    """Raise UniquenessException when a unit beside it has the name, or any other the number."""
    called = provisioning.units_called(session, name)
    beside = any(row.parent_id == above and row.id != unit for row in called)
    same_key = provisioning.Equal("key", key or "")
    rows = provisioning.units_page(session, same_key, first=0, number=2) if key else []
    if beside or any(row.id != unit for row in rows):
        detail = "another group has this displayName or externalId"
        raise UniquenessException(detail=detail)


def _move_units(
    session: Session,
    unit: people.Unit,
    membership: Membership,
    known_people: Collection[UUID],
    top: tuple[UUID, str],
) -> None:
    present = frozenset(below for _, below, _ in provisioning.units_below(session, [unit.id]))
    after = membership.of(present)
    for leaving in sorted(present - after):
        people.move_unit(session, leaving, top[0])
        _note(session, leaving, top[1])
    for coming in sorted(after - present - set(known_people)):
        row = provisioning.unit_with(session, coming)
        if row is None or row.parent_id is None:
            continue
        if coming in people.path_to(session, unit.id):
            detail = f"{row.name} cannot be in a group that is itself in {row.name}"
            raise InvalidValueException(detail=detail)
        refuse_twice(session, coming, unit.id, row.name, row.key)
        people.move_unit(session, coming, unit.id)
        _note(session, coming, unit.name)


def _note(session: Session, unit: UUID, above: str) -> None:
    row = provisioning.unit_with(session, unit)
    trail.note(session, "people changed", f"SCIM: unit {row.name if row else unit} under {above}")
