"""The people who work here: a list to search, and everybody's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from db import people
from db import roster as stored
from db.engine import reading
from surveys.access import Reader
from surveys.installation import Installation
from surveys.people.importing.importing import administered_units, check_may_change, units_now
from surveys.people.importing.places import shown
from surveys.units import PAGE_SEPARATOR


@dataclass(frozen=True)
class PersonListed:
    """Somebody who works here, with the path of their unit as shown."""

    id: UUID
    name: str
    email: str
    unit: str


@dataclass(frozen=True)
class PageOfPeople:
    """Some people by name, and how many there are in all."""

    people: Sequence[PersonListed]
    number: int


def find_people(
    installation: Installation, who: Reader, text: str = "", *, page: int = 1, size: int = 50
) -> PageOfPeople:
    """Return a page of the people whom `who` administers, with a text in name, address or key.

    Raises NotAllowedError for a reader who administers nobody.
    """
    check_may_change(who)
    with reading(installation.engine) as session:
        units = units_now(session)
        rows, number = stored.find_people(
            session, text.strip(), administered_units(units, who), (page - 1) * size, size
        )
    listed = [
        PersonListed(person, name, email, shown(units.paths[unit], PAGE_SEPARATOR))
        for person, name, email, unit in rows
    ]
    return PageOfPeople(listed, number)


def names_and_addresses(installation: Installation) -> list[tuple[UUID, str, str]]:
    """Return id, name and e-mail address of everybody, by name."""
    with reading(installation.engine) as session:
        return people.names_and_addresses(session)
