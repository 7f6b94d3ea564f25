"""Translates units into groups of SCIM, and back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from scim2_models import InvalidValueException
from sqlmodel import Session

from db import provisioning
from surveys.people.provisioning.details import line
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.resources import Group, Member, location_of, meta_of


def unit_name(directory: Directory, group: Group) -> str:
    """Return the name of a unit: that of the group without the prefix.

    Raises InvalidValueException for a group that is not a unit.
    """
    shown, prefix = line(group.display_name, "displayName"), directory.unit_prefix
    has_prefix = shown.lower().startswith(prefix.lower())
    name = shown[len(prefix) :].strip() if has_prefix else ""
    if not name:
        what = f"begins with {prefix!r} and " if prefix else ""
        detail = f"the displayName of a group that is a unit {what}is not empty"
        raise InvalidValueException(detail=detail)
    return name


def unit_key(group: Group) -> str | None:
    """Return the number of a group in the organisation's own files, if it has one."""
    return line(group.external_id, "externalId") or None


def as_groups(
    session: Session, directory: Directory, units: Iterable[Any], *, with_members: bool = True
) -> list[Group]:
    """Return units as SCIM shows them, in the same order; each has `id`, `name` and `key`."""
    rows, address = list(units), directory.address
    members: dict[UUID, list[Member]] = {row.id: [] for row in rows}
    if with_members and members:
        for unit, person, name in provisioning.members(session, list(members)):
            members[unit].append(_member("User", address, person, name))
        for above, unit, name in provisioning.units_below(session, list(members)):
            shown = directory.unit_prefix + name
            members[above].append(_member("Group", address, unit, shown))
    return [
        Group(
            id=str(row.id),
            external_id=row.key,
            display_name=directory.unit_prefix + row.name,
            members=members[row.id] or None,
            meta=meta_of("Group", address, str(row.id)),
        )
        for row in rows
    ]


def _member(kind: str, address: str, member: UUID, name: str) -> Member:
    where = location_of(kind, address, str(member))
    return Member(value=str(member), ref=where, type=kind, display=name)
