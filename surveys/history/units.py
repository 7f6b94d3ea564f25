"""The units of an imported wave, looked up by name or created."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from surveys.history.mapping import MappingError, PlacedUnits, UnitColumn
from surveys.organisation import root_unit
from surveys.units import Tree, UnitNames, circles


def check_renamed(rename: Mapping[str, str], written: Iterable[str], mapping: str) -> None:
    """Raise MappingError for a renamed unit that is not in the file.

    A misspelling would leave the history of that unit under two names for good.
    """
    in_file = set(written)
    faults = [
        f'unit.rename: no row of the file has "{name}"; correct the spelling or take it out'
        for name in rename
        if name not in in_file
    ]
    if faults:
        raise MappingError(*faults, file=mapping)


def check_invited(column: UnitColumn, answered: Iterable[str], mapping: str) -> None:
    """Raise MappingError unless everybody who answered could have been invited.

    `answered` has the name of the unit of each ballot.
    """
    if column.invited is None:
        return
    faults = []
    for unit, rows in sorted(Counter(answered).items()):
        number = column.invited.get(unit)
        if number is None:
            faults.append(
                f'unit.invited: "{unit}" is missing; give every unit of the file, or none'
            )
        elif number < rows:
            faults.append(f'unit.invited: "{unit}" has {rows} rows but {number} invited')
    if faults:
        raise MappingError(*faults, file=mapping)


def refuse_ambiguous(session: Session, names: Iterable[str], mapping: str) -> None:
    """Raise MappingError for a name of more than one unit."""
    known = UnitNames(people.units(session))
    for name in names:
        if len(known.called(name)) > 1:
            ways = " or ".join(f'"{path}"' for path in known.told_apart(name))
            msg = f'unit.rename: several units are called "{name}"; write {ways}'
            raise MappingError(msg, file=mapping)


def find_or_create_units(
    session: Session, names: Collection[str], whole_name: str
) -> dict[str, UUID]:
    """Return the unit of each name; create missing ones directly below the root unit.

    `whole_name` is the name of the root unit if it has to be created.
    """
    whole = root_unit(session, whole_name)
    existing = UnitNames(people.units(session))
    known = {name: matches[0] for name in names if (matches := existing.called(name))}
    created = {name: people.Unit(name=name, parent_id=whole) for name in names if name not in known}
    insert(session, *created.values())
    return known | {name: unit.id for name, unit in created.items()}


def find_or_place_units(
    session: Session, names: Collection[str], whole_name: str, column: PlacedUnits, mapping: str
) -> dict[str, UUID]:
    """Return the unit of each name; create missing ones where the mapping says that they lie.

    `whole_name` is the name of the root unit if it has to be created. Raises MappingError for a new
    unit without a place: numbers of a unit and of one inside it, held for separate, could be
    subtracted.
    """
    root_unit(session, whole_name)
    existing = UnitNames(people.units(session))
    new = _new_units(names, existing, column)
    faults = [
        f'unit.above: Peil has no unit "{name}" yet; write which unit lies above it'
        for name, above in new.items()
        if above is None
    ]
    parent = {unit.id: unit.parent_id for unit in people.units(session)}
    faults += [
        f'unit.above: "{name}" does not lie directly below "{above}" in Peil; take it out'
        for name, above in column.above.items()
        if (known := existing.called(name)) and parent[known[0]] not in existing.called(above)
    ]
    faults += [f"unit.above: {', '.join(circle)} lie in a circle" for circle in circles(new)]
    if faults:
        raise MappingError(*faults, file=mapping)
    made: dict[str, UUID] = {}
    waiting = list(new)
    while waiting:
        name = waiting.pop()
        above = new[name] or ""
        if above in new and above not in made:
            waiting += [name, above]
        elif name not in made:
            unit = people.Unit(name=name, parent_id=made.get(above) or existing.called(above)[0])
            insert(session, unit)
            made[name] = unit.id
    return {name: made.get(name) or existing.called(name)[0] for name in names}


def _new_units(
    names: Collection[str], existing: UnitNames, column: PlacedUnits
) -> dict[str, str | None]:
    """Return the name of the unit above each unit that has to be created."""
    new: dict[str, str | None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if not existing.called(name) and name not in new:
            new[name] = above = column.above.get(name, column.new_below)
            waiting += [above] if above is not None else []
    return new


def invited_by_unit(
    column: UnitColumn, units: Mapping[str, UUID], parent: Mapping[UUID, UUID | None]
) -> dict[UUID, int]:
    """Return the number of people invited in and below each unit; empty if it is not known."""
    if column.invited is None:
        return {}
    own = Counter[UUID]()
    for name, number in column.invited.items():
        own[units[name]] += number
    totals = Tree(parent).totals(own)
    return {unit: number for unit, number in totals.items() if number}
