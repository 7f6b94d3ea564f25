"""Who works here: people from a file, and who gets which role."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from db import people
from db.base import insert
from db.engine import reading, writing
from surveys.errors import N_, PeilError
from surveys.installation.installation import Installation
from surveys.organisation.organisation import root_unit, unit_named
from surveys.tables.delimited_file import DelimitedFileError, read_rows
from surveys.trail import trail
from surveys.units.names import UnitNames

COLUMNS = ("name", "email", "unit")

Role = Literal["manager", "hr", "administrator", "council"]


class RosterError(PeilError):
    """People or roles that do not fit the organisation as it is."""

    texts: ClassVar = {
        "not_set_up": N_("Set up the organisation first: start `peil serve` and open its page."),
        "no_organisation": N_("Set up the organisation or import history first."),
        "council_of_unit": N_("The works council is of the whole organisation, not of a unit."),
        "one_unit": N_("The role {role} is for one unit; {number} units are called “{unit}”."),
    }


@dataclass(frozen=True)
class Added:
    """How many people were added, and how many units there are now."""

    people: int
    units: int


def add_people(installation: Installation, file: Path) -> Added:
    """Add the people of a CSV with the columns name, email and unit; new units are made.

    Nobody is changed or removed. Raises DelimitedFileError, naming the line, for an empty cell or
    an address that is there already, and RosterError before set-up; then nothing was added.
    """
    rows = read_rows(file, COLUMNS)
    twice = Counter(row.cells[1].casefold() for row in rows)
    with writing(installation.engine) as session:
        if (organisation := people.organisation(session)) is None:
            raise RosterError("not_set_up")
        whole = root_unit(session, organisation.name)
        known = people.addresses(session)
        for line, (name, email, unit) in rows:
            if not (name and email and unit):
                raise DelimitedFileError("empty_cell", file=file.name, line=line)
            if "@" not in email:
                raise DelimitedFileError(
                    "address", file=file.name, line=line, column="email", value=email
                )
            if email.casefold() in known or twice[email.casefold()] > 1:
                raise DelimitedFileError(
                    "address_twice", file=file.name, line=line, column="email", value=email
                )
            place = whole if unit == organisation.name else unit_named(session, unit, whole)
            insert(session, people.Person(name=name, email=email, unit_id=place))
        trail.note(session, "people added", f"{len(rows)} people")
        return Added(len(rows), len(people.units(session)))


def names_and_addresses(installation: Installation) -> list[tuple[UUID, str, str]]:
    """Return id, name and mail address of everybody, by name."""
    with reading(installation.engine) as session:
        return people.names_and_addresses(session)


def appoint(
    installation: Installation, *, email: str, name: str, role: Role, unit: str | None
) -> UUID:
    """Give somebody a role, adding them to the organisation as a whole if they are new.

    A manager leads `unit`, which must exist; HR and administrators may be of one unit, the works
    council never is. Raises RosterError.
    """
    with writing(installation.engine) as session:
        if (organisation := people.organisation(session)) is None:
            raise RosterError("no_organisation")
        led: UUID | None = None
        if role == "council" and unit is not None:
            raise RosterError("council_of_unit")
        if role == "manager" or unit is not None:
            found = UnitNames(people.units(session)).called(unit or "")
            if len(found) != 1:
                raise RosterError("one_unit", role=role, number=len(found), unit=unit or "")
            (led,) = found
        person = people.person_with(session, email)
        if person is None:
            place = led or root_unit(session, organisation.name)
            person = people.Person(name=name or email, email=email, unit_id=place)
            insert(session, person)
        held = {(row.role, row.unit_id) for row in people.access(session, person.id)}
        if (role, led) not in held:
            insert(session, people.Access(person_id=person.id, role=role, unit_id=led))
            what = f"{role} of {unit}" if led else role
            trail.note(session, "access given", f"{person.name}: {what}")
        return person.id
