"""Finding a unit by name; where names repeat, a path tells them apart. Pure.

A path leads down to the unit from as far above as needed: "Night shift", "Operations / Night
shift", "Example Ltd / Operations / Night shift".
"""

from collections.abc import Sequence
from uuid import UUID

from db.people import UnitRow
from surveys.units.tree import FILE_SEPARATOR, Tree


class UnitNames:
    """All names of all units of an organisation."""

    def __init__(self, units: Sequence[UnitRow]) -> None:
        """Collect the names; `units` is the whole tree in any order, or empty."""
        self.path: dict[UUID, str] = {}
        """Each unit's name behind those above it, without the organisation as a whole."""
        self._called: dict[str, list[UUID]] = {}
        if not units:
            return
        name = {unit.id: unit.name for unit in units}
        tree = Tree({unit.id: unit.parent_id for unit in units})
        for unit in name:
            names = [name[above] for above in tree.path(unit)]
            self.path[unit] = FILE_SEPARATOR.join(names[1:] or names)
            for start in range(len(names)):
                self._called.setdefault(FILE_SEPARATOR.join(names[start:]), []).append(unit)

    def called(self, name: str) -> Sequence[UUID]:
        """Return every unit with a name or path; none for an unknown one."""
        return self._called.get(name, ())

    def told_apart(self, name: str) -> list[str]:
        """Return for each unit of a name the shortest path that no other unit has, sorted."""
        unique = [path for path, units in self._called.items() if len(units) == 1]
        return sorted(
            min((p for p in unique if self._called[p] == [unit]), key=len, default=self.path[unit])
            for unit in self._called[name]
        )
