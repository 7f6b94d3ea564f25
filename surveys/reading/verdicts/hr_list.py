"""HR's list: which of all units stand out, and which have something on their own page."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from surveys.reading.verdicts.unit_verdicts import JudgedFamily
from surveys.reading.verdicts.verdict import Listed, Verdict
from surveys.statistics.verdict.cells import Integers
from surveys.statistics.verdict.levels import level_p
from surveys.statistics.verdict.lists import order, outstanding
from surveys.statistics.verdict.year import yearly_p


def list_units(
    families: Sequence[JudgedFamily], verdicts: Mapping[tuple[UUID, str], Verdict]
) -> list[Listed]:
    """Return HR's list: units that stand out among all, then those with something to tell."""
    units = [unit for family in families for unit in family.units]
    if not units:
        return []
    names = list(dict.fromkeys(q.id for family in families for q in family.questions))
    change = np.concatenate([yearly_p(family.model, family.seen) for family in families])
    levels = np.full((len(names), len(units)), np.nan)
    start = 0
    for family in families:
        stop = start + len(family.units)
        for column, question in enumerate(family.questions):
            cells = family.model.family.questions[column]
            p = level_p(cells, family.model.parameters[column], _since(family, column))
            recent = cells.present[:, cells.timing.in_last_year].any(axis=1)
            levels[names.index(question.id), start:stop] = np.where(recent, p, np.nan)
        start = stop
    among = outstanding(change, levels).units
    tells = np.array([_tells(unit, names, verdicts) for unit in units])
    smallest = np.fmin(change, np.fmin.reduce(levels, axis=0))
    smallest = np.where(np.isnan(smallest), 1.0, smallest)
    # What HR reads of a unit is what the unit's own page says.
    among = among & tells
    return [
        Listed(units[row], bool(among[row]), round(float(smallest[row]), 6))
        for row in order(among, smallest, tells)
    ]


def _tells(unit: UUID, names: Sequence[str], verdicts: Mapping[tuple[UUID, str], Verdict]) -> bool:
    """Return whether the unit's own page has something to tell besides the whole's change."""
    return any(
        verdict.is_listed for name in names if (verdict := verdicts.get((unit, name))) is not None
    )


def _since(family: JudgedFamily, column: int) -> Integers:
    """Return the onset of the last known change of each unit, 0 without one."""
    since = np.zeros(len(family.units), dtype=np.int64)
    for change in family.model.family.known(column):
        since[change.unit] = max(since[change.unit], change.onset)
    return since
