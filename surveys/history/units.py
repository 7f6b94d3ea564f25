"""The units of an imported wave, looked up by name or created."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from surveys.history.mapping import MappingError, UnitColumn
from surveys.organisation import root_unit
from surveys.units import Tree, UnitNames


def check_renamed(column: UnitColumn, written: Iterable[str], mapping: str) -> None:
    """Raise MappingError for a renamed unit that is not in the file.

    A misspelling would leave the history of that unit under two names for good.
    """
    in_file = set(written)
    faults = [
        f'unit.rename: no row of the file has "{name}"; correct the spelling or take it out'
        for name in column.rename
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
