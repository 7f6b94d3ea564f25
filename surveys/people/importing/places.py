"""The unit somebody is to work in: an existing one or one to be made, found by name. Pure.

Names are compared by `same_name`; of several units that are the same then, one that is written
exactly so is meant. A path tells units of one name apart: "Night shift",
"Operations / Night shift", or from the organisation down, "Example / Operations / Night shift".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from uuid import UUID

from surveys.names import same_name
from surveys.units import FILE_SEPARATOR, Tree

NewPlace = tuple[str, ...]
"""A unit that is still to be made: its folded names from right below the whole down."""

Place = UUID | NewPlace


@dataclass(frozen=True)
class PlannedUnit:
    """A unit as it is to be; only the whole has none above it."""

    above: Place | None
    name: str
    key: str | None = None


def parts_of(text: str) -> tuple[str, ...]:
    """Return the names in a path."""
    return tuple(text.split(FILE_SEPARATOR))


@lru_cache(maxsize=20_000)
def compared(name: str) -> str:
    """Return the name of a unit as it is compared; an import asks for each several times."""
    return same_name(name)


def folded(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as they are compared."""
    return tuple(map(compared, names))


def shown(path: tuple[str, ...], separator: str = FILE_SEPARATOR) -> str:
    """Return a path from the root down in one line: without the root, unless it is the root."""
    return separator.join(path[1:] or path)


@dataclass(frozen=True)
class Places:
    """All units as they are to be, to be found by name, path or key."""

    units: Mapping[Place, PlannedUnit]
    _ends: dict[tuple[str, ...], list[Place]] = field(default_factory=dict, compare=False)
    _keys: dict[str, Place] = field(default_factory=dict, compare=False)
    _shown: dict[Place, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Index the units by their name, and by their name with that of the parent."""
        for place, unit in self.units.items():
            name = compared(unit.name)
            self._ends.setdefault((name,), []).append(place)
            if unit.above is not None:
                end = (compared(self.units[unit.above].name), name)
                self._ends.setdefault(end, []).append(place)
            if unit.key is not None:
                self._keys[unit.key] = place

    @cached_property
    def tree(self) -> Tree[Place]:
        """The units as a tree."""
        return Tree({place: unit.above for place, unit in self.units.items()})

    def called(self, text: str) -> list[Place]:
        """Return the units with a name or path, else the one with a key; none for an unknown."""
        parts = folded(parts_of(text))
        matching = [p for p in self._ends.get(parts[-2:], []) if self._ends_with(p, parts)]
        if len(matching) > 1:
            # A path from the whole down means that unit, whatever other paths end with it.
            from_the_whole = [p for p in matching if self.tree.depth(p) + 1 == len(parts)]
            matching = from_the_whole if len(from_the_whole) == 1 else matching
        if len(matching) > 1:
            names = parts_of(text)
            exact = [p for p in matching if self.path(p)[-len(names) :] == names]
            matching = exact or matching
        if not matching and text in self._keys:
            return [self._keys[text]]
        return matching

    def path(self, place: Place) -> tuple[str, ...]:
        """Return the names from the whole down to a unit."""
        return tuple(self.units[unit].name for unit in self.tree.path(place))

    def shown(self, place: Place) -> str:
        """Return a unit's path as it is shown: without the whole, but for the whole itself."""
        if place not in self._shown:
            self._shown[place] = shown(self.path(place))
        return self._shown[place]

    def _ends_with(self, place: Place, parts: tuple[str, ...]) -> bool:
        upwards = islice(self.tree.upwards(place), len(parts))
        return folded(tuple(self.units[unit].name for unit in upwards)) == parts[::-1]
