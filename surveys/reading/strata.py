"""Division of a wave into published parts that do not overlap, for a weighted mean. Pure."""

from uuid import UUID

import numpy as np

from db.published import Counts, WaveResults
from surveys.statistics.histogram import Floats
from surveys.units import Tree

MIN_ANSWERS_IN_STRATUM = 2
"""Minimum number of answers of a part; a smaller one joins the part above it."""


def strata(wave: WaveResults, tree: Tree[UUID], question: str) -> list[tuple[Counts, int]]:
    """Return the answers to a question, and the people, of each part of a wave; `tree` is its tree.

    A published unit without the published units below it is a part of its own, and a sum of atoms:
    no number is about fewer people than the thresholds allow. The counts are the stored ones. Where
    the number of invited people is unknown, every answer counts the same.
    """
    counted = {unit: counts for unit, counts in wave.histograms[question].items() if sum(counts)}
    if not counted:
        return []
    units = {unit.id: unit for unit in wave.units}
    all_known = all(units[unit].invited is not None for unit in counted)
    people = {u: (units[u].invited or 0) if all_known else sum(counted[u]) for u in counted}
    above = {
        unit: next((u for u in tree.upwards(unit) if u in counted and u != unit), None)
        for unit in counted
    }
    left: dict[UUID, Floats] = {u: np.array(counts, dtype=float) for u, counts in counted.items()}
    rest = dict(people)
    for unit, parent in above.items():
        if parent is not None:
            left[parent] = left[parent] - np.array(counted[unit], dtype=float)
            rest[parent] -= people[unit]
    for unit in sorted(above, key=tree.depth, reverse=True):
        parent = above[unit]
        if left[unit].sum() >= MIN_ANSWERS_IN_STRATUM or len(left) == 1:
            continue
        # Nothing published lies above the root, so it joins the smallest part.
        joined = parent if parent is not None else min(left.keys() - {unit}, key=lambda u: rest[u])
        left[joined] = left[joined] + left.pop(unit)
        rest[joined] += rest[unit]
    return [(counts.astype(int).tolist(), rest[unit]) for unit, counts in left.items()]
