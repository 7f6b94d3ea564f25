"""The units that files ask for: existing ones with new ones, or those of a file of units. Pure."""

import difflib
from collections.abc import Collection, Mapping
from uuid import UUID

from surveys.names import as_written
from surveys.people.file.faults import Fault, fault
from surveys.people.file.rows import UnitRow, UnitsFile
from surveys.people.importing.matching import match_units
from surveys.people.importing.places import (
    NewPlace,
    Place,
    Places,
    PlannedUnit,
    compared,
    folded,
    parts_of,
)
from surveys.people.importing.row_index import RowIndex, written_path
from surveys.people.importing.state import RosterSnapshot
from surveys.units import FILE_SEPARATOR, Tree, circles, refused_name

_NO_LINE = 0
"""Stands for the whole where the file has no row for it; lines count from 1."""


def as_they_are(roster: RosterSnapshot) -> Places:
    """Return the existing units."""
    return Places({u.id: PlannedUnit(u.parent, u.name, u.key) for u in roster.units})


def with_new_ones(roster: RosterSnapshot, texts: Collection[str]) -> Places:
    """Return the existing units, and new ones for those of `texts` (names or paths) without one.

    A new path starts at the unit that its first names mean, else right below the whole. Nothing is
    renamed, moved or removed: only a file of units can do that. The order of `texts` does not
    matter.
    """
    existing = as_they_are(roster)
    units: dict[Place, PlannedUnit] = dict(existing.units)
    single = []
    for text in sorted(set(texts)):
        if existing.called(text):
            continue
        parts = parts_of(text)
        if len(parts) > 1:
            _add(units, existing, roster.whole.id, parts)
        else:
            single.append(text)
    extended = Places(units)
    for text in single:
        if not extended.called(text):
            _add(units, existing, roster.whole.id, (text,))
    return Places(units)


def _add(
    units: dict[Place, PlannedUnit], existing: Places, whole: UUID, parts: tuple[str, ...]
) -> None:
    """Add the units of a path that do not exist yet; of two spellings the first by alphabet.

    Add nothing where the first names mean more than one unit.
    """
    above: Place = whole
    path: NewPlace = ()
    start = 1 if len(parts) > 1 and folded(parts)[0] == compared(existing.units[whole].name) else 0
    for end in range(len(parts) - 1, start, -1):
        called = existing.called(FILE_SEPARATOR.join(parts[:end]))
        if len(called) > 1:
            return
        if called:
            above, path, start = called[0], folded(existing.path(called[0])[1:]), end
            break
    for name in parts[start:]:
        path = (*path, compared(name))
        spelled = units[path].name if path in units else name
        units[path] = PlannedUnit(above, min(name, spelled))
        above = path


def of_file(
    roster: RosterSnapshot, file: UnitsFile
) -> tuple[Places | None, dict[int, Place], list[Fault]]:
    """Return the units of a file, the place of each line, and what is wrong.

    There are no places if the units do not form one tree.
    """
    faults = list(file.faults)
    above, roots = _parents(roster, file, faults)
    _refuse_two_roots(file, roots, faults)
    _refuse_circles(file, above, faults)
    if faults:
        return None, {}, faults
    paths = _paths(file.rows, above)
    _refuse_twice(file, paths, faults)
    if faults:
        return None, {}, faults
    ids = match_units(roster, file.rows, above)
    places: dict[int, Place] = {line: ids.get(line) or folded(paths[line]) for line in paths}
    _refuse_names(roster, file, ids, faults)
    if faults:
        return None, {}, faults
    keys = {u.id: u.key for u in roster.units}
    stored = {u.id: u.name for u in roster.units}
    units: dict[Place, PlannedUnit] = {}
    for row in file.rows:
        place = places[row.line]
        up = above[row.line]
        key = row.key if "key" in file.columns else keys.get(ids.get(row.line, UUID(int=0)))
        parent = None if row.line in roots else roster.whole.id if up is None else places[up]
        # What differs only in invisible signs is not another name.
        name = stored.get(ids.get(row.line, UUID(int=0)), row.name)
        name = name if as_written(name) == row.name else row.name
        units[place] = PlannedUnit(parent, name, key)
    units.setdefault(roster.whole.id, PlannedUnit(None, roster.whole.name, roster.whole.key))
    return Places(units), places, []


def _parents(
    roster: RosterSnapshot, file: UnitsFile, faults: list[Fault]
) -> tuple[dict[int, int | None], list[int]]:
    """Return the line of the unit above each (None: the whole, without a row), and the roots."""
    rows = {row.line: row for row in file.rows}
    index = RowIndex(file.rows)
    above: dict[int, int | None] = {}
    roots = []
    whole = compared(roster.whole.name)
    for row in file.rows:
        if not row.parent:
            roots.append(row.line)
            above[row.line] = None
            continue
        lines = index.lines_of(row.parent)
        if len(lines) > 1:
            paths = ", ".join(sorted(written_path(rows[n]) for n in lines))
            faults.append(
                fault(
                    file.file,
                    row.line,
                    "parent",
                    "ambiguous_unit",
                    value=row.parent,
                    paths=paths,
                )
            )
        elif lines:
            above[row.line] = lines[0]
        elif compared(row.parent) == whole:
            above[row.line] = None
        else:
            faults.append(fault(file.file, row.line, "parent", "unknown_parent", value=row.parent))
    implicit = [line for line, up in above.items() if up is None and line not in roots]
    if implicit and roots:
        line = roots[0]
        faults.append(
            fault(
                file.file,
                line,
                "parent",
                "two_roots",
                value=rows[line].name,
                other=roster.whole.name,
            )
        )
    return above, roots


def _refuse_two_roots(file: UnitsFile, roots: list[int], faults: list[Fault]) -> None:
    names = {row.line: row.name for row in file.rows}
    for line in roots[1:]:
        other = names[roots[0]]
        faults.append(fault(file.file, line, "parent", "two_roots", value=names[line], other=other))


def _refuse_circles(file: UnitsFile, above: Mapping[int, int | None], faults: list[Fault]) -> None:
    names = {row.line: row.name for row in file.rows}
    for circle in circles(above):
        units = ", ".join(names[line] for line in sorted(circle))
        faults.append(fault(file.file, min(circle), "parent", "circle", units=units))


def _paths(
    rows: tuple[UnitRow, ...], above: Mapping[int, int | None]
) -> dict[int, tuple[str, ...]]:
    """Return the names from right below the whole down to each unit; none for the whole."""
    names = {row.line: row.name for row in rows}
    root = next((row.line for row in rows if not row.parent), _NO_LINE)
    tree = Tree({line: root if up is None else up for line, up in above.items()} | {root: None})
    return {line: tuple(names[unit] for unit in tree.path(line)[1:]) for line in names}


def _refuse_twice(
    file: UnitsFile, paths: Mapping[int, tuple[str, ...]], faults: list[Fault]
) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row in file.rows:
        path = folded(paths[row.line])
        if first.setdefault(path, row.line) != row.line:
            shown = FILE_SEPARATOR.join(paths[row.line]) or row.name
            faults.append(
                fault(file.file, row.line, "unit", "unit_twice", value=shown, first=first[path])
            )


def _refuse_names(
    roster: RosterSnapshot, file: UnitsFile, ids: Mapping[int, UUID], faults: list[Fault]
) -> None:
    """Note a fault for each new or changed name that no unit can have."""
    stored = {unit.id: compared(unit.name) for unit in roster.units}
    for row in file.rows:
        is_kept = row.line in ids and stored[ids[row.line]] == compared(row.name)
        if not is_kept and (why := refused_name(row.name)) is not None:
            faults.append(fault(file.file, row.line, "unit", why.code, **why.values))


def nearest(places: Places, text: str) -> str | None:
    """Return the name of a unit that a misspelt one may mean."""
    names = sorted({unit.name for unit in places.units.values()})
    return next(iter(difflib.get_close_matches(text, names, 1)), None)
