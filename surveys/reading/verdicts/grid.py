"""What is known of units in waves besides their answers, as the hull of the blur needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from surveys.reading.bands import Bands
from surveys.reading.participation import Participation
from surveys.reading.shown import WaveResults
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.cells import Bools, Integers
from surveys.units import Tree


@dataclass(frozen=True)
class Place:
    """A unit in one wave: its people, reissued tokens, and the published units right below it.

    `composed`: other units lay below it, published or not.
    """

    participation: Participation
    reissued: int
    lowest_below: frozenset[UUID] = frozenset()
    right_below: tuple[UUID, ...] = ()
    composed: bool = False


@dataclass(frozen=True)
class Grid:
    """What is known of units in waves besides their answers, each (units, waves).

    `invited` is NaN where it is unknown or nothing is published, `above` the row of the nearest
    published unit above, or -1; `composed`: other units lay below, published or not.
    """

    bands: Sequence[Bands]
    invited: Floats
    reissued: Integers
    above: Integers
    composed: Bools

    def band_of(self, answers: Integers) -> tuple[Integers, Integers]:
        """Return the fewest and most answers in the band of each shown number of answers."""
        fewest, most = answers.copy(), answers.copy()
        for wave, bands in enumerate(self.bands):
            for again in np.unique(self.reissued[:, wave]).tolist():
                rows = np.flatnonzero(self.reissued[:, wave] == again)
                there = replace(bands, reissued=again)
                both = there.of_answers(answers[rows, wave], self.invited[rows, wave])
                fewest[rows, wave], most[rows, wave] = both
        return fewest, most


def grid_of(
    units: Sequence[UUID], places: Sequence[Mapping[UUID, Place]], bands: Sequence[Bands]
) -> Grid:
    """Return what is known of units in waves; places and bands by wave."""
    rows, size = {unit: row for row, unit in enumerate(units)}, (len(units), len(places))
    invited, above = np.full(size, np.nan), np.full(size, -1)
    reissued, composed = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    for wave, of_wave in enumerate(places):
        for unit, place in of_wave.items():
            row = rows[unit]
            invited[row, wave] = place.participation.invited or np.nan
            reissued[row, wave], composed[row, wave] = place.reissued, place.composed
            for below in place.right_below:
                above[rows[below], wave] = row
    return Grid(bands, invited, reissued, above, composed)


def places_of(results: WaveResults) -> dict[UUID, Place]:
    """Return the places of all published units in a wave."""
    visible = {unit.id: unit for unit in results.units if unit.participation is not None}
    tree = Tree({unit.id: unit.parent_id for unit in results.units})
    above = {
        u: next((v for v in tree.upwards(u) if v in visible and v != u), None) for u in visible
    }
    right_below: dict[UUID, list[UUID]] = {}
    for unit, parent in above.items():
        if parent is not None:
            right_below.setdefault(parent, []).append(unit)
    lowest_below: dict[UUID, set[UUID]] = {}
    for unit in visible:
        if unit in right_below:
            continue
        for parent in tree.upwards(unit):
            if parent != unit and parent in visible:
                lowest_below.setdefault(parent, set()).add(unit)
    reissued = {unit.id: unit.reissued or 0 for unit in results.stored.units}
    parents = {unit.parent_id for unit in results.units}
    return {
        unit: Place(
            row.participation,
            reissued[unit],
            frozenset(lowest_below.get(unit, ())),
            tuple(right_below.get(unit, ())),
            composed=unit in parents,
        )
        for unit, row in visible.items()
        if row.participation is not None
    }
