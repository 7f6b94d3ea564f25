"""The units of an imported wave, looked up by name or created."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from surveys.history.mapping import MappingError, PlacedUnits, UnitColumn
from surveys.names import as_written
from surveys.organisation import root_unit
from surveys.units import Tree, UnitNames, circles, look_up, refused_name, same_path


def renamed(rename: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function from the name of a unit in a file to its name in Peil."""
    compared = {same_path(name): now for name, now in rename.items()}
    return lambda name: compared.get(same_path(name)) or as_written(name)


def check_renamed(rename: Mapping[str, str], written: Iterable[str], mapping: str) -> None:
    """Raise MappingError for a renamed unit that is not in the file.

    A misspelling would leave the history of that unit under two names for good. Nor can one name
    become two.
    """
    in_file = {same_path(name) for name in written}
    faults = [
        f'unit.rename: no row of the file has "{name}"; correct the spelling or take it out'
        for name in rename
        if same_path(name) not in in_file
    ]
    first: dict[str, str] = {}
    faults += [
        f'unit.rename: "{name}" is the same name as "{first[same_path(name)]}"; take one out'
        for name in rename
        if first.setdefault(same_path(name), name) != name
    ]
    if faults:
        raise MappingError(*faults, file=mapping)


def check_invited(column: UnitColumn, answered: Mapping[str, int], mapping: str) -> None:
    """Raise MappingError unless everybody who answered could have been invited.

    `answered` has the number of ballots by name of their unit.
    """
    if column.invited is None:
        return
    faults = []
    names: dict[str, str] = {}
    invited: dict[str, int] = {}
    for name, number in column.invited.items():
        key = same_path(name)
        if (first := names.setdefault(key, name)) != name:
            faults.append(f'unit.invited: "{name}" is the same name as "{first}"; take one out')
        invited[key] = number
    rows_of = Counter[str]()
    for unit, number in answered.items():
        rows_of[same_path(unit)] += number
        names.setdefault(same_path(unit), unit)
    for key, rows in sorted(rows_of.items()):
        unit, asked = names[key], invited.get(key)
        if asked is None:
            faults.append(
                f'unit.invited: "{unit}" is missing; give every unit of the file, or none'
            )
        elif asked < rows:
            faults.append(f'unit.invited: "{unit}" has {rows} rows but {asked} invited')
    if faults:
        raise MappingError(*faults, file=mapping)


def refuse_unclear(session: Session, names: Iterable[str], mapping: str) -> None:
    """Raise MappingError for names of more than one unit, and new ones that no unit can have."""
    asked = look_up(people.units(session), names)
    faults = []
    for name, paths in asked.ambiguous.items():
        ways = " or ".join(f'"{path}"' for path in paths)
        faults.append(f'unit.rename: several units are called "{name}"; write {ways}')
    faults += [f"unit.rename: {new.refusal}" for new in asked.new if new.refusal is not None]
    if faults:
        raise MappingError(*faults, file=mapping)


def find_or_create_units(
    session: Session, names: Collection[str], whole_name: str
) -> dict[str, UUID]:
    """Return the unit of each name; create missing ones directly below the root unit.

    `whole_name` is the name of the root unit if it has to be created.
    """
    whole = root_unit(session, whole_name)
    asked = look_up(people.units(session), names)
    created = {
        same_path(new.name): people.Unit(name=new.name, parent_id=whole) for new in asked.new
    }
    insert(session, *created.values())
    return {name: asked.known.get(name) or created[same_path(name)].id for name in names}


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
    faults = [f"unit.rename: {why}" for name in new if (why := refused_name(name)) is not None]
    faults += [
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
    compared = {same_path(name): unit for name, unit in made.items()}
    return {name: compared.get(same_path(name)) or existing.called(name)[0] for name in names}


def _new_units(
    names: Collection[str], existing: UnitNames, column: PlacedUnits
) -> dict[str, str | None]:
    """Return the name of the unit above each unit that has to be created, in one spelling."""
    spelled: dict[str, str] = {}
    for name in [*names, *column.above, *column.above.values(), column.new_below or ""]:
        spelled.setdefault(same_path(name), name)
    placed = {same_path(name): above for name, above in column.above.items()}
    new: dict[str, str | None] = {}
    waiting = list(names)
    while waiting:
        key = same_path(waiting.pop())
        if not existing.called(spelled[key]) and spelled[key] not in new:
            above = placed.get(key, column.new_below)
            new[spelled[key]] = None if above is None else spelled[same_path(above)]
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
