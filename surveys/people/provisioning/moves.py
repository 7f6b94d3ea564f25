"""Moves people and units into a unit and out of it, as the members of a group change.

A person may be in several groups and works in one unit: that of the group they came into last.
Memberships are remembered, so that somebody who leaves that group falls back to the one before.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from scim2_models import InvalidValueException, UniquenessException
from sqlmodel import Session

from db import directory as remembered
from db import people, provisioning
from surveys import trail
from surveys.people.provisioning import changes
from surveys.people.provisioning.patch import Membership
from surveys.people.provisioning.places import units_called, whole
from surveys.people.stopping import check_leaving


def move(
    session: Session, unit: people.Unit, membership: Membership, *, is_confirmed: bool = False
) -> None:
    """Move new members into a unit, and those who leave it to their group before, if any.

    Members who come again change nothing. People who leave a unit they do not work in stay where
    they are; unknown ids are passed over. Raises InvalidValueException for a unit that would be
    below itself, UniquenessException for a name that another unit has already, StoppedError for too
    many people unless that is confirmed.
    """
    leaving = membership.removed
    if not membership.keeps:
        present = frozenset(person for _, person, _ in provisioning.members(session, [unit.id]))
        leaving = present - membership.added
    named = provisioning.people_with(session, membership.added | leaving)
    present_unit = {row.id: row.unit_id for row in named}
    here = frozenset(present_unit)
    after = _remembered(session, unit.id, membership.added & here, leaving & here)
    top = whole(session)
    target = {
        person: _unit_of(groups, present_unit[person], unit.id, top[0])
        for person, groups in after.items()
    }
    names = {row.id: row.name for row in people.units(session)}
    moving = [row.id for row in named if target[row.id] != row.unit_id]
    if not is_confirmed:
        check_leaving(session, moving, leave_peil=False)
    noted = []
    for where in sorted(set(target.values())):
        moved = [row for row in named if target[row.id] == where != row.unit_id]
        provisioning.move_people(session, [row.id for row in moved], where)
        noted += [changes.Change("moved", row.name, row.unit_name, names[where]) for row in moved]
    changes.note(session, noted)
    _move_units(session, unit, membership, set(present_unit), top)


def _remembered(
    session: Session, unit: UUID, coming: Collection[UUID], leaving: Collection[UUID]
) -> dict[UUID, dict[UUID, int]]:
    """Remember who comes and who leaves; return the groups of each of them afterwards."""
    groups = remembered.memberships(session, {*coming, *leaving})
    new = {
        person: max(groups[person].values(), default=0) + 1
        for person in coming
        if unit not in groups[person]
    }
    remembered.remember(session, unit, new)
    gone = {person for person in leaving if unit in groups[person]}
    remembered.forget(session, unit, gone)
    for person, number in new.items():
        groups[person][unit] = number
    for person in gone:
        del groups[person][unit]
    return groups


def _unit_of(groups: Mapping[UUID, int], present: UUID, changed: UUID, top: UUID) -> UUID:
    """Return where somebody works: in the group they came into last, of those they are in.

    Who has left the changed group, and works elsewhere, stays there.
    """
    if changed not in groups and present != changed:
        return present
    return max(groups, key=lambda unit: (groups[unit], unit), default=top)


def refuse_twice(
    session: Session, unit: UUID, above: UUID | None, name: str, key: str | None
) -> None:
    """Raise UniquenessException when a unit beside it has the name, or any other the number."""
    beside = any(row.parent_id == above and row.id != unit for row in units_called(session, name))
    same_key = provisioning.Equal("key", key or "")
    rows = provisioning.units_page(session, same_key, first=0, number=2) if key else []
    if beside or any(row.id != unit for row in rows):
        detail = "another group has this displayName (small letters or capitals) or externalId"
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
