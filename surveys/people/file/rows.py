"""Turns the cells of a file into people and units, and names every cell that cannot be right. Pure.

A column that is not in the file says nothing; an empty cell of a column that is there says "none".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time

from db.people import Role
from surveys.access.mail_address import MailAddressError, comparable, parse
from surveys.errors import Phrase
from surveys.names import as_written, same_name
from surveys.people.file.columns import CHANNELS, LANGUAGES, PEOPLE, ROLE_NAMES, UNITS
from surveys.people.file.faults import Fault, fault
from surveys.people.file.mapping import ColumnChoice, is_number
from surveys.people.file.table import Table, Upload, read_table
from surveys.tables.encodings import Encoding
from surveys.units import has_markup

SEVERAL = "|"
"""Separates the roles of a person, the units they lead, or the people who lead a unit."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_POWER = re.compile(r"\d([.,]\d+)?[eE]\+\d{2,3}")
"""How a spreadsheet shows a number that is longer than its cell."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
"""How a date of a workbook is read."""


@dataclass(frozen=True)
class PersonRow:
    """A person as a file has them; units are as written. The line is not part of the identity."""

    line: int = field(compare=False)
    name: str
    email: str
    unit: str
    key: str | None = None
    language: str | None = None
    roles: frozenset[Role] = frozenset()
    leads: frozenset[str] = frozenset()
    channel: str | None = None
    channel_address: str | None = None
    send_at: time | None = None


@dataclass(frozen=True)
class UnitRow:
    """A unit as a file has it; `parent` is a name, path or key as written, "" for the whole."""

    line: int
    name: str
    parent: str
    key: str | None = None
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeopleFile:
    """All people of a file, and which columns it has."""

    file: str
    columns: frozenset[str]
    rows: tuple[PersonRow, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Phrase, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """What each column is called in the file."""


@dataclass(frozen=True)
class UnitsFile:
    """All units of a file, and which columns it has."""

    file: str
    columns: frozenset[str]
    rows: tuple[UnitRow, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Phrase, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


def read_people(
    upload: Upload,
    channels: Collection[str] = CHANNELS,
    encoding: Encoding = "auto",
    choice: ColumnChoice | None = None,
) -> PeopleFile:
    """Return the people of a file and its faults; `choice` says what its columns mean.

    Without it they have the names that we know. Raises PeopleFileError if nothing can be read.
    """
    table = read_table(upload, PEOPLE, encoding, choice)
    faults = list(table.faults)
    units: dict[str, str] = {}
    rows = []
    for line, cells in table.rows:
        reader = _Cells(table, line, cells, faults)
        reader.refuse_empty("name", "email", "unit")
        reader.refuse_number("name")
        reader.refuse_markup("name")
        reader.refuse_damaged_key()
        unit = units.get(cells["unit"])
        if unit is None:
            unit = units[cells["unit"]] = as_written(cells["unit"])
        rows.append(
            PersonRow(
                line=line,
                name=as_written(cells["name"]),
                email=reader.address("email") or "",
                unit=unit,
                key=as_written(cells.get("key", "")) or None,
                language=reader.one_of("language", LANGUAGES, "unknown_language"),
                roles=reader.roles(),
                leads=reader.several("leads"),
                channel=reader.channel(channels),
                channel_address=reader.channel_address(),
                send_at=reader.time_of_day(),
            )
        )
    faults += _repeated(table, "email", "address_twice")
    faults += _repeated(table, "key", "key_twice")
    return PeopleFile(
        table.file, table.columns, tuple(rows), tuple(faults), tuple(table.notes), table.titles
    )


def read_units(upload: Upload, encoding: Encoding = "auto") -> UnitsFile:
    """Return the units of a file and its faults. Raises PeopleFileError if nothing can be read."""
    table = read_table(upload, UNITS, encoding)
    faults = list(table.faults)
    rows = []
    for line, cells in table.rows:
        reader = _Cells(table, line, cells, faults)
        reader.refuse_empty("unit")
        reader.refuse_damaged_key()
        key = as_written(cells.get("key", "")) or None
        unit, parent = as_written(cells["unit"]), as_written(cells["parent"])
        rows.append(UnitRow(line, unit, parent, key, reader.addresses("head")))
    faults += _repeated(table, "key", "key_twice")
    return UnitsFile(
        table.file, table.columns, tuple(rows), tuple(faults), tuple(table.notes), table.titles
    )


def _repeated(table: Table, column: str, what: str) -> list[Fault]:
    """Return a fault for each cell of a column that repeats an earlier one."""
    first: dict[str, int] = {}
    faults = []
    for line, cells in table.rows:
        cell = cells.get(column, "")
        folded = comparable(cell) if column == "email" else cell
        if cell and first.setdefault(folded, line) != line:
            where = fault(table.file, line, column, what, value=cell, first=first[folded])
            faults.append(where)
    return faults


class _Cells:
    """The cells of one row; a cell that cannot be right becomes a fault and counts as empty."""

    def __init__(
        self, table: Table, line: int, cells: Mapping[str, str], faults: list[Fault]
    ) -> None:
        self._file, self._merged = table.file, table.merged
        self._line, self._cells, self._faults = line, cells, faults

    def _refuse(self, column: str, what: str, **values: object) -> None:
        self._faults.append(fault(self._file, self._line, column, what, **values))

    def refuse_empty(self, *columns: str) -> None:
        for column in columns:
            if not self._cells[column] and (self._line, column) not in self._merged:
                self._refuse(column, "empty_cell")

    def refuse_number(self, column: str) -> None:
        """Refuse a number where a name has to be: a list of numbers invites nobody by name."""
        if is_number(cell := self._cells[column]):
            self._refuse(column, "name_is_number", value=cell)

    def refuse_markup(self, column: str) -> None:
        """Refuse a name with `&amp;` and the like: it would stand so in every message."""
        cell = self._cells[column]
        if "&" in cell and has_markup(cell):
            self._refuse(column, "name_with_markup", value=cell)

    def refuse_damaged_key(self) -> None:
        """Refuse a key that a spreadsheet has made a power of ten or a date."""
        cell = self._cells.get("key", "")
        if _POWER.fullmatch(cell):
            self._refuse("key", "key_shortened", value=cell)
        elif _DATE.fullmatch(cell):
            self._refuse("key", "key_is_date", value=cell)

    def address(self, column: str) -> str | None:
        """Return the address in a cell as it is stored."""
        return next(iter(self.addresses(column)), None)

    def addresses(self, column: str) -> tuple[str, ...]:
        """Return the addresses in a cell as they are stored; only a head may be several."""
        cell = self._cells.get(column)
        parts = (cell.split(SEVERAL) if column == "head" else [cell]) if cell else []
        return tuple(self._parsed(column, part.strip()) for part in parts if part.strip())

    def _parsed(self, column: str, text: str) -> str:
        try:
            return parse(text).text
        except MailAddressError as error:
            self._refuse(column, error.code, **error.values)
            return text

    def one_of(self, column: str, known: Mapping[str, str], what: str) -> str | None:
        cell = self._cells.get(column, "")
        meant = known.get(cell) or known.get(same_name(cell))
        if cell and meant is None:
            self._refuse(column, what, value=cell)
        return meant

    def several(self, column: str) -> frozenset[str]:
        cell = self._cells.get(column)
        if not cell:
            return frozenset()
        return frozenset(as_written(part) for part in cell.split(SEVERAL) if part.strip())

    def roles(self) -> frozenset[Role]:
        asked = self.several("role")
        for role in sorted(asked):
            if same_name(role) not in ROLE_NAMES:
                self._refuse("role", "unknown_role", value=role)
        return frozenset(
            ROLE_NAMES[same_name(role)] for role in asked if same_name(role) in ROLE_NAMES
        )

    def channel(self, known: Collection[str]) -> str | None:
        cell = self._cells.get("channel", "").lower()
        if cell and cell not in known:
            self._refuse("channel", "unknown_channel", value=cell, known=", ".join(known))
        if cell not in {"", "mail"} and not self._cells.get("channel_address"):
            self._refuse("channel_address", "empty_cell")
        return cell or None

    def channel_address(self) -> str | None:
        cell = self._cells.get("channel_address")
        if cell and re.search(r"[\s,/]", cell):
            self._refuse("channel_address", "no_channel_address")
        return cell or None

    def time_of_day(self) -> time | None:
        cell = self._cells.get("send_at")
        if not cell:
            return None
        if (match := _TIME.fullmatch(cell)) is None:
            self._refuse("send_at", "unknown_time", value=cell)
            return None
        return time(int(match[1]), int(match[2]))
