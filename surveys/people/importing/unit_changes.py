"""The units that an import makes, changes and removes. Pure."""

from collections.abc import Iterator
from uuid import UUID

from surveys.people.importing.places import Places, shown
from surveys.people.importing.plan import GoneUnit, NewUnit, UnitChange
from surveys.people.importing.state import RosterSnapshot
from surveys.units import NearNames


def new_units(roster: RosterSnapshot, places: Places) -> Iterator[NewUnit]:
    """Yield the units to be made, each after the one above it, with those that may be meant."""
    new = [place for place in places.units if not isinstance(place, UUID)]
    near = NearNames(map(shown, roster.paths.values()) if new else ())
    for place in sorted(new, key=lambda place: (len(place), place)):
        unit = places.units[place]
        if unit.above is not None:
            path = places.shown(place)
            yield NewUnit(place, unit.above, unit.name, unit.key, path, near.to(path))


def gone_units(roster: RosterSnapshot, places: Places) -> tuple[list[GoneUnit], set[UUID]]:
    """Return the units to be removed, each after those below it, and those that have to be kept.

    A unit that something refers to is kept, with all units above it: results and agreements are
    never lost.
    """
    kept: set[UUID] = set()
    missing = [unit for unit in roster.tree.bottom_up if unit not in places.units]
    for unit in missing:
        if unit in roster.needed or unit in kept:
            kept.add(unit)
            above = roster.tree.parent[unit]
            if above is not None and above not in places.units:
                kept.add(above)
    gone = [GoneUnit(unit, shown(roster.paths[unit])) for unit in missing if unit not in kept]
    return gone, kept


def changed_units(roster: RosterSnapshot, places: Places, kept: set[UUID]) -> Iterator[UnitChange]:
    """Yield the units that get another name, key or unit above them, and keys that move on."""
    keys = {unit.key for unit in places.units.values() if unit.key is not None}
    for unit in roster.units:
        asked = places.units.get(unit.id)
        was = shown(roster.paths[unit.id])
        if asked is None:
            if unit.id in kept and unit.key in keys:
                yield UnitChange(unit.id, unit.parent, unit.name, None, was, was, False, False)
        elif (asked.above, asked.name, asked.key) != (unit.parent, unit.name, unit.key):
            yield UnitChange(
                id=unit.id,
                above=asked.above,
                name=asked.name,
                key=asked.key,
                was=was,
                path=places.shown(unit.id),
                is_moved=asked.above != unit.parent,
                is_renamed=asked.name != unit.name,
            )
