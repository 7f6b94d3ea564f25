"""Finding a unit by name; where names repeat, a path tells them apart. Pure.

A path leads down to the unit from as far above as needed: "Night shift", "Operations / Night
shift", "Example Ltd / Operations / Night shift". Names are compared by `same_name`; of several
units that are the same then, one that is written exactly so is meant.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.people import UnitRow
from surveys.names import same_name
from surveys.units.near_names import NearNames
from surveys.units.tree import FILE_SEPARATOR, Tree
from surveys.units.unit_name import UnitNameError, refused_name


def same_path(path: str) -> str:
    """Return a name or path in the form in which they are compared."""
    return FILE_SEPARATOR.join(map(same_name, path.split(FILE_SEPARATOR)))


class UnitNames:
    """All names of all units of an organisation."""

    def __init__(self, units: Sequence[UnitRow]) -> None:
        """Collect the names; `units` is the whole tree in any order, or empty."""
        self.path: dict[UUID, str] = {}
        """Each unit's name behind those above it, without the organisation as a whole."""
        self._called: dict[str, list[tuple[UUID, str]]] = {}
        if not units:
            return
        name = {unit.id: unit.name for unit in units}
        tree = Tree({unit.id: unit.parent_id for unit in units})
        for unit in name:
            names = [name[above] for above in tree.path(unit)]
            compared = [same_name(above) for above in names]
            self.path[unit] = FILE_SEPARATOR.join(names[1:] or names)
            for start in range(len(names)):
                written = FILE_SEPARATOR.join(names[start:])
                key = FILE_SEPARATOR.join(compared[start:])
                self._called.setdefault(key, []).append((unit, written))

    def called(self, name: str) -> Sequence[UUID]:
        """Return every unit with a name or path; none for an unknown one."""
        matching = self._called.get(same_path(name), [])
        exact = [unit for unit, written in matching if written == name]
        return exact or [unit for unit, _ in matching]

    def told_apart(self, name: str) -> list[str]:
        """Return for each unit of a name the shortest path that no other unit has, sorted."""
        unique = [units[0] for units in self._called.values() if len(units) == 1]
        return sorted(
            min((path for other, path in unique if other == unit), key=len, default=self.path[unit])
            for unit in self.called(name)
        )

    def alike(self) -> list[tuple[str, ...]]:
        """Return the paths of units that have the same path, which only exact spelling finds."""
        paths: dict[str, list[str]] = {}
        for path in self.path.values():
            paths.setdefault(same_path(path), []).append(path)
        return sorted(tuple(sorted(some)) for some in paths.values() if len(some) > 1)


@dataclass(frozen=True)
class NewName:
    """A name that would make a unit."""

    name: str
    near: tuple[str, ...] = ()
    """Units that may be meant instead, the nearest first."""

    refusal: UnitNameError | None = None
    """Why no unit can have this name."""


@dataclass(frozen=True)
class LookedUp:
    """Names of a file, compared with the units there are; every name is in one of the parts."""

    known: dict[str, UUID]
    ambiguous: dict[str, list[str]]
    """Names of several units, with the paths that tell these apart."""

    new: tuple[NewName, ...]
    """Each new name once, as it is written first."""


def look_up(units: Sequence[UnitRow], names: Iterable[str]) -> LookedUp:
    """Return which unit each name means, and which names would make a unit; nothing is written."""
    existing = UnitNames(units)
    known: dict[str, UUID] = {}
    ambiguous: dict[str, list[str]] = {}
    new: dict[str, str] = {}
    for name in names:
        called = existing.called(name)
        if len(called) == 1:
            known[name] = called[0]
        elif called:
            ambiguous[name] = existing.told_apart(name)
        else:
            new.setdefault(same_path(name), name)
    return LookedUp(known, ambiguous, tuple(_new(existing, new.values())))


def _new(existing: UnitNames, names: Iterable[str]) -> Iterator[NewName]:
    near = NearNames(existing.path.values())
    for name in names:
        yield NewName(name, near.to(name), refused_name(name))
