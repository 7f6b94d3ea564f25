"""Matches the units of a file with existing ones: by key, by position, then by name. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from surveys.people.file.rows import UnitRow
from surveys.people.importing.places import compared
from surveys.people.importing.state import RosterSnapshot, UnitNow


def match_units(
    roster: RosterSnapshot, rows: Sequence[UnitRow], above: Mapping[int, int | None]
) -> dict[int, UUID]:
    """Return the existing unit of each line that has one; `above` is the line of the unit above.

    A unit with the same key is the same, wherever it lies and whatever it is called. Without one,
    it is the same if it has the same name under the same unit, or if it is the only one of its name
    that is left on both sides: then it has moved. Two units with different keys are never the same.
    """
    matched = {row.line: roster.whole.id for row in rows if not row.parent}
    left = {unit.id: unit for unit in roster.units if unit.id not in matched.values()}

    def take(row: UnitRow, unit: UnitNow) -> None:
        matched[row.line] = unit.id
        del left[unit.id]

    by_key = {unit.key: unit for unit in left.values() if unit.key is not None}
    for row in rows:
        if row.line not in matched and row.key in by_key and by_key[row.key].id in left:
            take(row, by_key[row.key])
    _by_position(roster, rows, above, matched, left)
    names_left = Counter(compared(unit.name) for unit in left.values())
    open_rows = [row for row in rows if row.line not in matched]
    names_open = Counter(compared(row.name) for row in open_rows)
    alone = {compared(u.name): u for u in left.values() if names_left[compared(u.name)] == 1}
    for row in open_rows:
        unit = alone.get(compared(row.name))
        if unit is not None and names_open[compared(row.name)] == 1 and _may_be(row, unit):
            take(row, unit)
    return matched


def _by_position(
    roster: RosterSnapshot,
    rows: Sequence[UnitRow],
    above: Mapping[int, int | None],
    matched: dict[int, UUID],
    left: dict[UUID, UnitNow],
) -> None:
    """Match units with the same name under the same unit, from the whole down."""
    below: dict[int | None, list[UnitRow]] = {}
    for row in rows:
        if row.parent:
            below.setdefault(above[row.line], []).append(row)
    children: dict[tuple[UUID | None, str], list[UnitNow]] = {}
    for unit in roster.units:
        children.setdefault((unit.parent, compared(unit.name)), []).append(unit)
    root = next((row.line for row in rows if not row.parent), None)
    waiting: list[tuple[int | None, UUID]] = [(root, roster.whole.id)]
    while waiting:
        line, unit_id = waiting.pop()
        for row in below.get(line, []):
            if row.line not in matched:
                same = children.get((unit_id, compared(row.name)), [])
                may_be = [unit for unit in same if unit.id in left and _may_be(row, unit)]
                if may_be:
                    # Of two with one name, the one whose history would be lost.
                    chosen = min(may_be, key=lambda u: (u.id not in roster.needed, str(u.id)))
                    matched[row.line] = chosen.id
                    del left[chosen.id]
            if row.line in matched:
                waiting.append((row.line, matched[row.line]))


def _may_be(row: UnitRow, unit: UnitNow) -> bool:
    return row.key is None or unit.key is None or row.key == unit.key
