"""The tree of units: who lies in or below whom, and numbers summed up the tree. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

Unit = TypeVar("Unit", bound=Hashable)

PAGE_SEPARATOR = " › "
"""Between the names of a path on pages and in messages."""

FILE_SEPARATOR = " / "
"""Between the names of a path in files that people type and read in."""


def circles(parent: Mapping[Unit, Unit | None]) -> list[list[Unit]]:
    """Return the circles among units that should form a tree, each from a unit upwards.

    A parent that is not a unit itself ends the way up, as None does.
    """
    circles: list[list[Unit]] = []
    done: set[Unit] = set()
    for start in parent:
        path: list[Unit] = []
        unit: Unit | None = start
        while unit is not None and unit not in done:
            done.add(unit)
            path.append(unit)
            unit = parent.get(unit)
        if unit is not None and unit in path:
            circles.append(path[path.index(unit) :])
    return circles


@dataclass(frozen=True)
class Tree(Generic[Unit]):
    """Units by their parents; the one root has None. Siblings are ordered by id."""

    parent: Mapping[Unit, Unit | None]

    def __post_init__(self) -> None:
        """Raise ValueError unless the units form one tree."""
        roots = [unit for unit, above in self.parent.items() if above is None]
        if len(roots) != 1:
            msg = f"a tree of units has one root, not {len(roots)}"
            raise ValueError(msg)
        if len(self.bottom_up) != len(self.parent):
            msg = "some units lie in a circle or under an unknown parent"
            raise ValueError(msg)

    @cached_property
    def bottom_up(self) -> Sequence[Unit]:
        """Every unit after all units below it; siblings in id order."""
        children: dict[Unit | None, list[Unit]] = {}
        for unit in sorted(self.parent, key=str):
            children.setdefault(self.parent[unit], []).append(unit)
        order: list[Unit] = []
        waiting = children.get(None, [])[:]
        while waiting:
            unit = waiting.pop()
            order.append(unit)
            waiting.extend(children.get(unit, []))
        return order[::-1]

    def upwards(self, unit: Unit) -> Iterator[Unit]:
        """Yield the unit itself, its parent, and so on up to the root."""
        above: Unit | None = unit
        while above is not None:
            yield above
            above = self.parent[above]

    def path(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units from the root down to the unit itself."""
        return tuple(self.upwards(unit))[::-1]

    def depth(self, unit: Unit) -> int:
        """Return the number of units above a unit: 0 for the root."""
        return sum(1 for _ in self.upwards(unit)) - 1

    def subtree(self, unit: Unit) -> set[Unit]:
        """Return the unit and all units below it."""
        return {other for other in self.parent if unit in self.upwards(other)}

    def lowest_common(self, units: Iterable[Unit]) -> Unit:
        """Return the lowest unit that has all of `units` in or below it."""
        first, *others = units
        if not others:
            return first
        path = list(self.upwards(first))
        for other in others:
            above = set(self.upwards(other))
            path = [unit for unit in path if unit in above]
        return path[0]

    def totals(self, own: Mapping[Unit, int]) -> dict[Unit, int]:
        """Return for each unit the sum of `own` over it and all units below it."""
        totals = {unit: own.get(unit, 0) for unit in self.parent}
        for unit in self.bottom_up:
            above = self.parent[unit]
            if above is not None:
                totals[above] += totals[unit]
        return totals
