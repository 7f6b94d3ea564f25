"""Files of people and units for tests, and what a database holds of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from uuid import UUID

from db.engine import reading, writing
from db.people import Role
from db.roles import confirm_role, waiting_roles
from surveys.installation import Installation
from surveys.people.file.table import Upload
from surveys.people.importing.importing import Files, apply, plan_import, roster_now
from surveys.people.importing.plan import Plan
from surveys.people.operator import admit
from surveys.people.roles import RoleError
from surveys.units import FILE_SEPARATOR


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Upload:
    """Return a file with these columns and rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([columns, *rows])
    return Upload("people.csv", text.getvalue().encode())


def files(people: str, units: str | None = None) -> Files:
    """Return files with these contents."""
    of_units = None if units is None else Upload("units.csv", units.encode())
    return Files(Upload("people.csv", people.encode()), of_units)


def import_all(installation: Installation, asked: Files, *, only_add: bool = False) -> Plan:
    """Import files as the operator of the server, whatever the limits; return what changed."""
    plan = plan_import(installation, None, asked, only_add=only_add)
    apply(installation, None, plan, beyond_limits=True)
    return plan


def who_works_where(installation: Installation) -> dict[str, tuple[str, str]]:
    """Return name and unit path of everybody, by address."""
    with reading(installation.engine) as session:
        now = roster_now(session)
    return {p.email: (p.name, FILE_SEPARATOR.join(now.paths[p.unit])) for p in now.people}


def roles(installation: Installation) -> set[tuple[str, str, str | None]]:
    """Return address, role and unit path of every role."""
    with reading(installation.engine) as session:
        now = roster_now(session)
    emails: Mapping[object, str] = {p.id: p.email for p in now.people}
    return {
        (emails[h.person], h.role, FILE_SEPARATOR.join(now.paths[h.unit]) if h.unit else None)
        for h in now.access
    }


def unit_paths(installation: Installation) -> set[str]:
    """Return the path of every unit from the whole down."""
    with reading(installation.engine) as session:
        return {FILE_SEPARATOR.join(path) for path in roster_now(session).paths.values()}


def appoint(
    installation: Installation, *, email: str, name: str, role: Role, unit: str | None
) -> UUID:
    """Give a confirmed role as the operator, to somebody new if need be; return the person."""
    try:
        person = admit(installation, email, role=role, unit=unit).person
    except RoleError as refused:
        if refused.code != "unknown":
            raise
        person = admit(installation, email, newcomer=name, role=role, unit=unit).person
    with writing(installation.engine) as session:
        for waiting in waiting_roles(session):
            confirm_role(session, waiting.id)
    return person
