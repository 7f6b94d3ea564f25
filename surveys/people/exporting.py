"""The list of people as a file, or one person of it: what an import of the same columns reads.

Everybody has a row, with the columns that an import knows. Roles for one unit other than a
manager's have no column; an import leaves them as they are.
"""

from typing import Literal
from uuid import UUID

from db.engine import writing
from surveys import trail
from surveys.access import Reader
from surveys.installation import Installation
from surveys.people.details import PersonError
from surveys.people.file.columns import PEOPLE
from surveys.people.file.rows import SEVERAL
from surveys.people.importing.importing import administered_units, check_may_change, roster_now
from surveys.people.importing.places import Places, shown
from surveys.people.importing.state import PersonNow, RosterSnapshot
from surveys.people.importing.units import as_they_are
from surveys.tables.spreadsheet_cells import as_csv, as_workbook
from surveys.units import FILE_SEPARATOR

FileType = Literal["csv", "xlsx"]


def export_people(
    installation: Installation, who: Reader, file_type: FileType, person: UUID | None = None
) -> bytes:
    """Return everybody whom `who` administers as a file, or one person; note it in the trail.

    Administrators of some units get no column of roles, which they cannot import either. Raises
    PersonError, NotAllowedError.
    """
    check_may_change(who)
    with writing(installation.engine) as session:
        roster = roster_now(session)
        scope = administered_units(roster, who)
        people = [
            one
            for one in roster.people
            if (scope is None or one.unit in scope) and person in {None, one.id}
        ]
        if person is not None and not people:
            raise PersonError("gone")
        units = [shown(roster.paths[unit]) for unit in sorted(who.administered_units, key=str)]
        of = "everybody" if scope is None else ", ".join(units)
        subject = of if person is None else people[0].name
        trail.note(session, "people exported", subject, who.known_as)
    columns = [column for column in PEOPLE.every if scope is None or column != "role"]
    cells = _Cells(roster, scope)
    in_order = sorted(people, key=lambda one: (one.name, one.email))
    rows = [[cells.of(one, column) for column in columns] for one in in_order]
    return as_csv(columns, rows) if file_type == "csv" else as_workbook(columns, rows)


class _Cells:
    """The cells of people, with units by the shortest path that means them."""

    def __init__(self, roster: RosterSnapshot, scope: frozenset[UUID] | None) -> None:
        self._places: Places = as_they_are(roster)
        self._paths = {unit: self._path(unit, path) for unit, path in roster.paths.items()}
        self._roles: dict[UUID, list[str]] = {}
        self._leads: dict[UUID, list[str]] = {}
        for held in roster.access:
            if held.unit is None:
                self._roles.setdefault(held.person, []).append(held.role)
            elif held.role == "manager" and (scope is None or held.unit in scope):
                self._leads.setdefault(held.person, []).append(self._paths[held.unit])

    def _path(self, unit: UUID, path: tuple[str, ...]) -> str:
        short = shown(path)
        return short if self._places.called(short) == [unit] else FILE_SEPARATOR.join(path)

    def of(self, person: PersonNow, column: str) -> str:
        if column == "unit":
            return self._paths[person.unit]
        if column in {"role", "leads"}:
            held = (self._roles if column == "role" else self._leads).get(person.id, [])
            return f" {SEVERAL} ".join(sorted(set(held)))
        value = getattr(person, column)
        if column == "send_at":
            return f"{value:%H:%M}" if value else ""
        return value or ""
