"""The units that a file asks for: those that are there with new ones, or those of a file. Pure."""

import difflib
from collections.abc import Collection, Mapping
from uuid import UUID

from surveys.people.file.faults import Fault, fault
from surveys.people.file.rows import UnitRow, UnitsFile
from surveys.people.importing.matching import match_units
from surveys.people.importing.places import NewPlace, Place, Places, PlannedUnit, folded, parts_of
from surveys.people.importing.state import RosterNow
from surveys.people.importing.written import Written, shown_as_written
from surveys.units.names import BETWEEN


def as_they_are(now: RosterNow) -> Places:
    """Return the units that are there."""
    return Places({u.id: PlannedUnit(u.parent, u.name, u.key) for u in now.units})


def with_new_ones(now: RosterNow, texts: Collection[str]) -> Places:
    """Return the units that are there, and those that `texts` (names or paths) mean besides.

    A new path starts at the unit that its first names mean, else right below the whole. Nothing is
    renamed, moved or removed: only a file of units can say so. The order of `texts` is nothing.
    """
    there = as_they_are(now)
    units: dict[Place, PlannedUnit] = dict(there.units)
    single = []
    for text in sorted(set(texts)):
        if there.called(text):
            continue
        parts = parts_of(text)
        if len(parts) > 1:
            _add(units, there, now.whole.id, parts)
        else:
            single.append(text)
    extended = Places(units)
    for text in single:
        if not extended.called(text):
            _add(units, there, now.whole.id, (text,))
    return Places(units)


def _add(
    units: dict[Place, PlannedUnit], there: Places, whole: UUID, parts: tuple[str, ...]
) -> None:
    """Add the units of a path that are not there yet; of two spellings the first by alphabet.

    Adds nothing where the first names mean more than one unit.
    """
    above: Place = whole
    path: NewPlace = ()
    start = 1 if len(parts) > 1 and folded(parts)[0] == there.units[whole].name.casefold() else 0
    for end in range(len(parts) - 1, start, -1):
        found = there.called(BETWEEN.join(parts[:end]))
        if len(found) > 1:
            return
        if found:
            above, path, start = found[0], folded(there.path(found[0])[1:]), end
            break
    for name in parts[start:]:
        path = (*path, name.casefold())
        spelled = units[path].name if path in units else name
        units[path] = PlannedUnit(above, min(name, spelled))
        above = path


def of_file(now: RosterNow, file: UnitsFile) -> tuple[Places | None, dict[int, Place], list[Fault]]:
    """Return the units of a file, the place of each line, and what is wrong.

    There are no places while anything is wrong with how the units lie.
    """
    found = list(file.faults)
    above, roots = _parents(now, file, found)
    _refuse_two_roots(file, roots, found)
    _refuse_circles(file, above, found)
    if found:
        return None, {}, found
    paths = _paths(file.rows, above)
    _refuse_twice(file, paths, found)
    if found:
        return None, {}, found
    ids = match_units(now, file.rows, above)
    places: dict[int, Place] = {line: ids.get(line) or folded(paths[line]) for line in paths}
    keys = {u.id: u.key for u in now.units}
    units: dict[Place, PlannedUnit] = {}
    for row in file.rows:
        place = places[row.line]
        up = above[row.line]
        key = row.key if "key" in file.columns else keys.get(ids.get(row.line, UUID(int=0)))
        parent = None if row.line in roots else now.whole.id if up is None else places[up]
        units[place] = PlannedUnit(parent, row.name, key)
    units.setdefault(now.whole.id, PlannedUnit(None, now.whole.name, now.whole.key))
    return Places(units), places, []


def _parents(
    now: RosterNow, file: UnitsFile, found: list[Fault]
) -> tuple[dict[int, int | None], list[int]]:
    """Return the line of the unit above each (None: the whole, without a row), and the roots."""
    rows = {row.line: row for row in file.rows}
    written = Written(file.rows)
    above: dict[int, int | None] = {}
    roots = []
    whole = now.whole.name.casefold()
    for row in file.rows:
        if not row.parent:
            roots.append(row.line)
            above[row.line] = None
            continue
        lines = written.called(row.parent)
        if len(lines) > 1:
            paths = ", ".join(sorted(shown_as_written(rows[n]) for n in lines))
            found.append(
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
        elif row.parent.casefold() == whole:
            above[row.line] = None
        else:
            found.append(fault(file.file, row.line, "parent", "unknown_parent", value=row.parent))
    implicit = [line for line, up in above.items() if up is None and line not in roots]
    if implicit and roots:
        line = roots[0]
        found.append(
            fault(
                file.file,
                line,
                "parent",
                "two_roots",
                value=rows[line].name,
                other=now.whole.name,
            )
        )
    return above, roots


def _refuse_two_roots(file: UnitsFile, roots: list[int], found: list[Fault]) -> None:
    names = {row.line: row.name for row in file.rows}
    for line in roots[1:]:
        other = names[roots[0]]
        found.append(fault(file.file, line, "parent", "two_roots", value=names[line], other=other))


def _refuse_circles(file: UnitsFile, above: Mapping[int, int | None], found: list[Fault]) -> None:
    names = {row.line: row.name for row in file.rows}
    done: set[int] = set()
    for start in sorted(above):
        path: list[int] = []
        here: int | None = start
        on_path: set[int] = set()
        while here is not None and here not in done and here not in on_path:
            path.append(here)
            on_path.add(here)
            here = above.get(here)
        if here is not None and here in on_path:
            circle = path[path.index(here) :]
            units = ", ".join(names[line] for line in sorted(circle))
            found.append(fault(file.file, min(circle), "parent", "circle", units=units))
        done |= on_path


def _paths(
    rows: tuple[UnitRow, ...], above: Mapping[int, int | None]
) -> dict[int, tuple[str, ...]]:
    """Return the names from right below the whole down to each unit."""
    names = {row.line: row.name for row in rows}
    roots = {row.line for row in rows if not row.parent}
    found: dict[int, tuple[str, ...]] = dict.fromkeys(roots, ())
    for row in rows:
        climb: list[int] = []
        here: int | None = row.line
        while here is not None and here not in found:
            climb.append(here)
            here = above[here]
        path = found[here] if here is not None else ()
        for line in reversed(climb):
            path = (*path, names[line])
            found[line] = path
    return found


def _refuse_twice(
    file: UnitsFile, paths: Mapping[int, tuple[str, ...]], found: list[Fault]
) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row in file.rows:
        path = folded(paths[row.line])
        if first.setdefault(path, row.line) != row.line:
            shown = BETWEEN.join(paths[row.line]) or row.name
            found.append(
                fault(file.file, row.line, "unit", "unit_twice", value=shown, first=first[path])
            )


def nearest(places: Places, text: str) -> str | None:
    """Return the name of a unit that a misspelt one may mean."""
    names = sorted({unit.name for unit in places.units.values()})
    return next(iter(difflib.get_close_matches(text, names, 1)), None)
