"""Units as an identity provider keeps them in groups: find, add, change, remove.

A person works in one unit: a new member of a group moves there, and a member who is removed moves
back to the group they came into before, or to the whole organisation. A group within a group is a
unit below that one. People and groups with an id that is unknown here, such as those of leavers,
are passed over.
"""

from typing import Any
from uuid import UUID

from scim2_models import (
    Context,
    ForbiddenException,
    NotFoundException,
)
from sqlmodel import Session

from db import people, provisioning
from db.base import insert
from db.engine import reading, writing
from db.provisioning import Condition, Equal, Several
from surveys import trail
from surveys.names import same_name
from surveys.people.held_units import is_there_again, refuse_with_roles
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.filter import NOTHING, of_groups
from surveys.people.provisioning.groups import as_groups, unit_key, unit_name
from surveys.people.provisioning.moves import move, refuse_twice
from surveys.people.provisioning.new_units import note_new_unit, refuse_no_name
from surveys.people.provisioning.patch import exactly, ids_of, patched_group
from surveys.people.provisioning.people_sync import Page
from surveys.people.provisioning.places import units_called, whole
from surveys.people.provisioning.resources import POLICY, Group
from surveys.people.provisioning.unit_removal import remove_unit


def find(
    directory: Directory,
    *,
    filter_text: str | None,
    first: int,
    number: int,
    with_members: bool = True,
) -> Page[Group]:
    """Return some of the units that a filter asks for, by id; `first` counts from 0.

    Nothing where departments are units. Raises InvalidFilterException.
    """
    condition = of_groups(filter_text, directory.unit_prefix)
    if directory.unit_from == "department":
        condition = NOTHING
    with reading(directory.installation.engine) as session:
        condition = _with_ids(session, condition)
        total = provisioning.number_of_units(session, condition)
        rows = provisioning.units_page(session, condition, first=first, number=number)
        return Page(total, tuple(as_groups(session, directory, rows, with_members=with_members)))


def _with_ids(session: Session, condition: Condition) -> Condition:
    """Return a condition with ids in place of names, which are compared as an eye does."""
    if isinstance(condition, Several):
        parts = tuple(_with_ids(session, part) for part in condition.conditions)
        return Several(condition.how, parts)
    if condition.column != "name":
        return condition
    called = units_called(session, str(condition.value))
    return Several("any", tuple(Equal("id", unit.id) for unit in called))


def get(directory: Directory, unit: UUID, *, with_members: bool = True) -> Group:
    """Return a unit. Raises NotFoundException."""
    with reading(directory.installation.engine) as session:
        row = _existing(session, directory, unit)
        return as_groups(session, directory, [row], with_members=with_members)[0]


def add(directory: Directory, body: Any) -> Group:
    """Add a unit right below the whole and return it.

    One that was removed, but stays because of what is kept about it, is used again. Raises
    SCIMException or ValidationError.
    """
    _refuse_unless_groups(directory)
    described = Group.model_validate(
        body, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY
    )
    name, key = unit_name(directory, described), unit_key(described)
    with writing(directory.installation.engine) as session:
        above, _ = whole(session)
        closed = _closed(session, name, above)
        unit = closed or people.Unit(name=name, parent_id=above)
        unit.key = key
        refuse_twice(session, unit.id, above, name, key)
        if closed is None:
            note_new_unit(session, name)
        else:
            trail.note(session, "people changed", f"SCIM: unit {name} added")
        insert(session, unit)
        if described.members:
            move(session, unit, exactly(ids_of([m.value for m in described.members])))
        return as_groups(session, directory, [unit])[0]


def put(directory: Directory, unit: UUID, body: Any) -> Group:
    """Replace the description of a unit and return it; without `members` these stay.

    Raises SCIMException or ValidationError.
    """
    described = Group.model_validate(
        body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=POLICY
    )
    with writing(directory.installation.engine) as session:
        row = _existing(session, directory, unit)
        is_there_again(session, row)
        _describe(session, directory, row, described, unit_key(described) or row.key)
        if described.members is not None:
            move(session, row, exactly(ids_of([m.value for m in described.members])))
        return as_groups(session, directory, [row])[0]


def patch(directory: Directory, unit: UUID, body: Any) -> None:
    """Change a unit in part. Raises SCIMException or ValidationError."""
    with writing(directory.installation.engine) as session:
        row = _existing(session, directory, unit)
        (group,) = as_groups(session, directory, [row], with_members=False)
        membership = patched_group(group, body)
        if membership.added or (unit_name(directory, group), unit_key(group)) != (
            row.name,
            row.key,
        ):
            is_there_again(session, row)
        _describe(session, directory, row, group, unit_key(group))
        move(session, row, membership)


def remove(directory: Directory, unit: UUID) -> None:
    """Remove a unit; its people and the units below it come right below the whole.

    Raises NotFoundException, UnitHeldError while there are roles for it, and StoppedError.
    """
    with writing(directory.installation.engine) as session:
        row = _existing(session, directory, unit)
        refuse_with_roles(session, row)
        remove_unit(session, row)


def _describe(
    session: Session, directory: Directory, row: people.Unit, described: Group, key: str | None
) -> None:
    """Write the name and number of a unit if they differ."""
    name = unit_name(directory, described)
    if (name, key) == (row.name, row.key):
        return
    refuse_twice(session, row.id, row.parent_id, name, key)
    if name != row.name:
        if same_name(name) != same_name(row.name):
            refuse_no_name(name)
        trail.note(session, "people changed", f"SCIM: unit {row.name} is called {name}")
    row.name, row.key = name, key
    session.flush()


def _closed(session: Session, name: str, above: UUID) -> people.Unit | None:
    """Return a removed unit that stayed because something is kept about it."""
    for row in units_called(session, name):
        unit = provisioning.unit_with(session, row.id)
        if unit is None or unit.parent_id != above or unit.key is not None:
            continue
        used = provisioning.members(session, [unit.id]) or provisioning.units_below(
            session, [unit.id]
        )
        if not used and provisioning.has_past(session, unit.id):
            return unit
    return None


def _refuse_unless_groups(directory: Directory) -> None:
    if directory.unit_from != "groups":
        detail = "departments are units here, not groups: see PEIL_SCIM_UNIT_FROM"
        raise ForbiddenException(detail=detail)


def _existing(session: Session, directory: Directory, unit: UUID) -> people.Unit:
    row = provisioning.unit_with(session, unit) if directory.unit_from == "groups" else None
    if row is None or row.parent_id is None:
        raise NotFoundException(detail="there is no group with this id")
    return row
