"""Which published teams stand behind the number of a larger unit, wave after wave. Pure.

A department's number is about the teams that are published; one that falls below the minimum, or
moves, leaves it. Only published numbers go in: of a hidden team nothing is known but that it is
hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from surveys.reading.participation import Participation
from surveys.texts import Texts
from surveys.units.tree import Tree


class UnitInWave(NamedTuple):
    """A unit as it was in a wave; `participation` is None unless the unit is published.

    `invited` counts the people invited behind its numbers, which may be fewer than in the unit.
    """

    id: UUID
    parent_id: UUID | None
    name: str
    invited: int | None
    participation: Participation | None


class UnitsOfWave(NamedTuple):
    """A counted wave and its units."""

    wave: UUID
    units: Sequence[UnitInWave]


@dataclass(frozen=True)
class Composition:
    """The lowest published units behind a unit's number in one wave, and which came or went.

    `since` is the wave before in which the unit has a number, None for the first. Which changes
    break the line of a verdict is decided in `surveys/reading/verdicts/families.py`.
    """

    wave: UUID
    behind: frozenset[UUID]
    since: UUID | None = None
    came: frozenset[UUID] = frozenset()
    went: frozenset[UUID] = frozenset()

    def in_words(self, language: str) -> str:
        """Return that the teams behind a number have changed; empty where they have not."""
        if not self.came and not self.went:
            return ""
        return Texts(language).gettext(
            "The teams behind these numbers are not the same as in the wave before."
        )


def composition_changes(unit: UUID, waves: Sequence[UnitsOfWave]) -> list[Composition]:
    """Return the composition of a unit's number in each wave, oldest first, that has one.

    Each is compared with the previous one. A unit whose parts are published in its place, or which
    is published in place of its parts, neither came nor went: it is the same people.
    """
    result: list[Composition] = []
    earlier: _Behind | None = None
    for wave in waves:
        now = _behind(unit, wave.units)
        if now is None:
            continue
        if earlier is None:
            result.append(Composition(wave.wave, now.units))
        else:
            came, went = now.without(earlier), earlier.without(now)
            result.append(Composition(wave.wave, now.units, result[-1].wave, came, went))
        earlier = now
    return result


class _Behind(NamedTuple):
    units: frozenset[UUID]
    tree: Tree[UUID]

    def without(self, other: "_Behind") -> frozenset[UUID]:
        """Return the units of which no answers are in the other number."""
        inside = {above for unit in other.units for above in other.tree.upwards(unit)}
        return frozenset(
            unit
            for unit in self.units
            if unit not in inside and other.units.isdisjoint(self.tree.upwards(unit))
        )


def _behind(unit: UUID, units: Sequence[UnitInWave]) -> _Behind | None:
    tree = Tree({row.id: row.parent_id for row in units})
    shown = {row.id for row in units if row.participation is not None}
    if unit not in shown:
        return None
    inside = [one for one in tree.subtree(unit) if one in shown]
    # Once for all of them: an organisation has thousands of units.
    above = _upwards_of(tree, {tree.parent[one] for one in inside if one != unit})
    lowest = frozenset(one for one in inside if one not in above)
    return _Behind(lowest, tree)


def _upwards_of(tree: Tree[UUID], units: set[UUID | None]) -> set[UUID]:
    return {above for unit in units if unit is not None for above in tree.upwards(unit)}
