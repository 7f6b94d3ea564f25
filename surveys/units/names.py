"""Finding a unit by name; where names repeat, a path tells them apart. Pure.

A path leads down to the unit from as far above as needed: "Night shift", "Operations / Night
shift", "Example Ltd / Operations / Night shift".
"""

from collections.abc import Sequence
from uuid import UUID

from db.people import UnitRow

BETWEEN = " / "


class UnitNames:
    """All names of all units of an organisation."""

    def __init__(self, units: Sequence[UnitRow]) -> None:
        """Collect the names; `units` is the whole tree, in any order, or nothing."""
        self.path: dict[UUID, str] = {}
        """Each unit's name behind those above it, without the organisation as a whole."""
        self._called: dict[str, list[UUID]] = {}
        rows = {unit.id: unit for unit in units}
        for unit in units:
            path, above = unit.name, unit.parent_id
            self.path[unit.id] = path
            self._called.setdefault(path, []).append(unit.id)
            while above is not None:
                path, above = rows[above].name + BETWEEN + path, rows[above].parent_id
                if above is not None:
                    self.path[unit.id] = path
                self._called.setdefault(path, []).append(unit.id)

    def called(self, name: str) -> Sequence[UUID]:
        """Return every unit with a name or path; none for an unknown one."""
        return self._called.get(name, ())

    def told_apart(self, name: str) -> list[str]:
        """Return for each unit called so the shortest path that no other unit has, sorted."""
        alone = [path for path, units in self._called.items() if len(units) == 1]
        return sorted(
            min((p for p in alone if self._called[p] == [unit]), key=len, default=self.path[unit])
            for unit in self._called[name]
        )
