"""Cuts a wave into published parts that do not overlap, for a mean that is fair to all. Pure."""

from collections.abc import Mapping
from uuid import UUID

import numpy as np

from db.published import Counts, UnitInWave, WaveResults
from surveys.statistics.histogram import Floats

LEAST = 2
"""A part with fewer answers joins what is around it."""


def strata(wave: WaveResults, question: str) -> list[tuple[Counts, int]]:
    """Return the answers to a question, and the people, of each part of a wave.

    What is left of a published unit without the published ones below it is a part of its own; it is
    a sum over atoms, so no number about fewer people than the thresholds allow. Where it is unknown
    how many were invited, everybody counts as much as everybody else.
    """
    given = {unit: counts for unit, counts in wave.histograms[question].items() if sum(counts)}
    if not given:
        return []
    units = {unit.id: unit for unit in wave.units}
    all_known = all(units[unit].invited is not None for unit in given)
    people = {u: (units[u].invited or 0) if all_known else sum(given[u]) for u in given}
    above = {unit: _published_above(units, unit, given) for unit in given}
    left: dict[UUID, Floats] = {u: np.array(counts, dtype=float) for u, counts in given.items()}
    rest = dict(people)
    for unit, over in above.items():
        if over is not None:
            left[over] = left[over] - np.array(given[unit], dtype=float)
            rest[over] -= people[unit]
    for unit in sorted(above, key=lambda u: _depth(u, above), reverse=True):
        over = above[unit]
        if left[unit].sum() >= LEAST or len(left) == 1:
            continue
        # The root has nothing above it, so it joins the smallest part.
        joined = over if over is not None else min(left.keys() - {unit}, key=lambda u: rest[u])
        left[joined] = left[joined] + left.pop(unit)
        rest[joined] += rest[unit]
    return [(counts.astype(int).tolist(), rest[unit]) for unit, counts in left.items()]


def _published_above(
    units: Mapping[UUID, UnitInWave], unit: UUID, given: Mapping[UUID, Counts]
) -> UUID | None:
    above = units[unit].parent_id
    while above is not None and above not in given:
        above = units[above].parent_id
    return above


def _depth(unit: UUID, above: Mapping[UUID, UUID | None]) -> int:
    depth, over = 0, above[unit]
    while over is not None:
        depth, over = depth + 1, above[over]
    return depth
