"""The roster as files describe it: each person in a unit, and who leads which. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from surveys.access.mail_address import comparable
from surveys.people.file.faults import Fault, PeopleFileError, fault
from surveys.people.file.rows import PeopleFile, PersonRow, UnitsFile
from surveys.people.importing.places import Place, Places, parts_of
from surveys.people.importing.state import RosterSnapshot
from surveys.people.importing.units import nearest, of_file, with_new_ones
from surveys.units import FILE_SEPARATOR, refused_name

Leaders = dict[Place, dict[str, int]]
"""Comparable addresses of the people who lead each unit, each with the line that says so."""


@dataclass(frozen=True)
class TargetRoster:
    """All that files say, with units found by name; a missing column says nothing."""

    file: str
    columns: frozenset[str]
    places: Places
    people: tuple[tuple[PersonRow, Place], ...]
    leaders: Mapping[Place, Mapping[str, int]]
    has_units_file: bool
    has_heads: bool

    @property
    def says_who_leads(self) -> bool:
        """Whether the files say who leads which unit."""
        return self.has_heads or bool(self.columns & {"leads", "role"})


def target_roster(
    roster: RosterSnapshot, people: PeopleFile, units: UnitsFile | None = None
) -> TargetRoster:
    """Find the units that files mean. Raises PeopleFileError with everything that is wrong."""
    faults: list[Fault] = list(people.faults)
    heads: Leaders = {}
    if units is None:
        texts = {row.unit for row in people.rows if row.unit}
        places: Places | None = with_new_ones(roster, texts)
    else:
        places, by_line, of_units = of_file(roster, units)
        faults += of_units
        known = {comparable(row.email) for row in people.rows}
        for row in units.rows:
            for head in row.heads:
                if comparable(head) not in known:
                    faults.append(fault(units.file, row.line, "head", "unknown_head", value=head))
                if row.line in by_line:
                    heads.setdefault(by_line[row.line], {})[comparable(head)] = row.line
    if places is None:
        raise PeopleFileError(faults)
    finder = _Finder(people.file, places, units is not None, faults)
    placed = tuple(
        (row, place)
        for row in people.rows
        if row.unit and (place := finder.find(row.line, "unit", row.unit)) is not None
    )
    faults += _refused_names(people.file, placed, places)
    leaders = _leaders(placed, finder, heads)
    if faults:
        raise PeopleFileError(faults)
    has_heads = units is not None and "head" in units.columns
    return TargetRoster(
        people.file, people.columns, places, placed, leaders, units is not None, has_heads
    )


def _refused_names(
    file: str, placed: Sequence[tuple[PersonRow, Place]], places: Places
) -> Iterator[Fault]:
    """Yield a fault for each new unit whose name no unit can have, at the first line with it."""
    seen: set[Place] = set()
    for row, place in placed:
        if isinstance(place, UUID) or place in seen:
            continue
        for unit in places.tree.upwards(place):
            if isinstance(unit, UUID) or unit in seen:
                break
            seen.add(unit)
            if (why := refused_name(places.units[unit].name)) is not None:
                yield fault(file, row.line, "unit", why.code, **why.values)


def _leaders(
    placed: tuple[tuple[PersonRow, Place], ...], finder: "_Finder", heads: Leaders
) -> Leaders:
    """Return who leads which unit; a manager without a named unit leads their own."""
    leaders = dict(heads)
    for row, own in placed:
        led = {finder.find(row.line, "leads", text) for text in row.leads}
        if "manager" in row.roles and not row.leads:
            led = {own}
        for place in led:
            if place is not None:
                leaders.setdefault(place, {})[comparable(row.email)] = row.line
    return leaders


class _Finder:
    """Finds units by name, each name once; a name of no or several units is a fault."""

    def __init__(self, file: str, places: Places, is_full: bool, faults: list[Fault]) -> None:
        self._file, self.places, self._is_full, self._faults = file, places, is_full, faults
        self._known: dict[str, list[Place]] = {}

    def find(self, line: int, column: str, text: str) -> Place | None:
        called = self._known.get(text)
        if called is None:
            called = self._known[text] = self.places.called(text)
        if len(called) == 1:
            return called[0]
        self._refuse(line, column, text, called)
        return None

    def _refuse(self, line: int, column: str, text: str, called: list[Place]) -> None:
        parts = parts_of(text)
        for end in range(len(parts) - 1, 0, -1):
            if not called and len(up := self.places.called(FILE_SEPARATOR.join(parts[:end]))) > 1:
                text, called = FILE_SEPARATOR.join(parts[:end]), up
        if called:
            paths = ", ".join(
                sorted(FILE_SEPARATOR.join(self.places.path(place)) for place in called)[:5]
            )
            values = {"value": text, "paths": paths}
            what = "ambiguous_unit"
        elif not self._is_full or column == "leads":
            what, values = "unknown_led", {"value": text}
        elif (near := nearest(self.places, text)) is not None:
            what, values = "near_unit", {"value": text, "near": near}
        else:
            what, values = "unknown_unit", {"value": text}
        self._faults.append(fault(self._file, line, column, what, **values))
