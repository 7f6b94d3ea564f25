"""The units that an import makes, changes and removes. Pure."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from surveys.people.importing.places import NewPlace, Place, Places, shown
from surveys.people.importing.plan import GoneUnit, NewUnit, UnitChange
from surveys.people.importing.state import RosterSnapshot
from surveys.people.importing.target_roster import TargetRoster
from surveys.units import NearNames


def new_units(roster: RosterSnapshot, target: TargetRoster) -> Iterator[NewUnit]:
    """Yield the units to be made, each after the one above it, with those that may be meant.

    A first list has no existing units to compare with: there, a misspelt name stands beside the
    larger unit that it belongs to.
    """
    places, own = target.places, Counter(place for _row, place in target.people)
    new = [place for place in places.units if not isinstance(place, UUID)]
    size = Counter[Place]()
    for place, number in own.items():
        for around in places.tree.upwards(place):
            size[around] += number
    shown_as = {place: places.shown(place) for place in new}
    existing = NearNames(map(shown, roster.paths.values()) if new else ())
    among_new = NearNames(shown_as.values())
    place_of = {path: place for place, path in shown_as.items()}
    for place in sorted(new, key=lambda place: (len(place), place)):
        planned, path = places.units[place], shown_as[place]
        if planned.above is None:
            continue
        larger = (
            other
            for other in among_new.to(path)
            if (size[place_of[other]], path) > (size[place], other)
            and not _is_related(place, place_of[other])
        )
        near = tuple(dict.fromkeys((*existing.to(path), *larger)))
        yield NewUnit(place, planned.above, planned.name, planned.key, path, near, size[place])


def _is_related(one: NewPlace, other: NewPlace) -> bool:
    """Return whether one of two new units lies in the other: both are meant."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


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
