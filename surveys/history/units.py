"""The units of a wave of history: found by name among those there are, or made."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlmodel import Session

from db import people
from db.base import insert
from surveys.history.mapping import MappingError, UnitColumn
from surveys.organisation.organisation import root_unit
from surveys.units.names import UnitNames
from surveys.units.tree import Tree


def check_renamed(column: UnitColumn, written: Iterable[str], mapping: str) -> None:
    """Raise MappingError for a new name of a unit that the file does not have.

    Misspelt, it would leave the history of that unit under two names, for good.
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
    """Raise MappingError when a name fits more than one unit."""
    there = UnitNames(people.units(session))
    for name in names:
        if len(there.called(name)) > 1:
            ways = " or ".join(f'"{path}"' for path in there.told_apart(name))
            msg = f'unit.rename: several units are called "{name}"; write {ways}'
            raise MappingError(msg, file=mapping)


def units_named(session: Session, names: Collection[str], whole_name: str) -> dict[str, UUID]:
    """Return the unit of each name, made right under the whole where there is none.

    `whole_name` is what the whole is called if it has to be made.
    """
    whole = root_unit(session, whole_name)
    there = UnitNames(people.units(session))
    known = {name: found[0] for name in names if (found := there.called(name))}
    made = {name: people.Unit(name=name, parent_id=whole) for name in names if name not in known}
    insert(session, *made.values())
    return known | {name: unit.id for name, unit in made.items()}


def invited(
    column: UnitColumn, place: Mapping[str, UUID], parent: Mapping[UUID, UUID | None]
) -> dict[UUID, int]:
    """Return how many were invited in and below each unit; empty where the mapping says nothing."""
    if column.invited is None:
        return {}
    own = Counter[UUID]()
    for name, number in column.invited.items():
        own[place[name]] += number
    totals = Tree(parent).totals(own)
    return {unit: number for unit, number in totals.items() if number}
