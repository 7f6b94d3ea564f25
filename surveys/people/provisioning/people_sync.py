"""People as an identity provider keeps them: find, add, change, remove; a transaction each.

Somebody who is not active does not work here: they are removed, with their access and sign-ins, and
nothing of them is kept but that they left, and for a time their roles. Active again, they are added
again.
"""

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from scim2_models import Context, NotFoundException
from sqlalchemy import Row
from sqlmodel import Session

from db import people, provisioning
from db.base import insert
from db.engine import reading, writing
from surveys import trail
from surveys.access.mail_address import comparable, spellings
from surveys.people.held_roles import Request, give_back, remove_holding
from surveys.people.provisioning import changes, known_person, notes
from surveys.people.provisioning.details import (
    Details,
    Known,
    as_user,
    details_after,
    details_of,
    to_be_patched,
    without_mark,
)
from surveys.people.provisioning.directory import Directory
from surveys.people.provisioning.filter import of_users
from surveys.people.provisioning.patch import patched_user
from surveys.people.provisioning.places import place_of, whole
from surveys.people.provisioning.resources import POLICY, Employee, User, Workplace
from surveys.people.reading_roles import suspend
from surveys.people.stopping import check_leaving

Resource = TypeVar("Resource")


@dataclass(frozen=True)
class Page(Generic[Resource]):
    """A page of resources, and the number of all that match."""

    total: int
    resources: tuple[Resource, ...]


def find(
    directory: Directory, *, filter_text: str | None, first: int, number: int
) -> Page[User[Workplace]]:
    """Return some of the people that a filter asks for, by id; `first` counts from 0.

    Raises InvalidFilterException.
    """
    condition = of_users(filter_text)
    with reading(directory.installation.engine) as session:
        rows = provisioning.people_page(session, condition, first=first, number=number)
        total = len(rows)
        if first or total >= number:
            total = provisioning.number_of_people(session, condition)
    return Page(total, tuple(_shown(directory, _known(row)) for row in rows))


def get(directory: Directory, person: UUID) -> User[Workplace]:
    """Return a person. Raises NotFoundException for somebody unknown or gone."""
    with reading(directory.installation.engine) as session:
        return _shown(directory, _existing(session, person))


def add(directory: Directory, body: Any) -> User[Workplace]:
    """Add a person and return them; somebody who is not active is not kept.

    Raises SCIMException or ValidationError for invalid details, and for a person who is known.
    """
    described = Employee.model_validate(
        body, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY
    )
    with writing(directory.installation.engine) as session:
        return _keep(session, directory, uuid4(), None, details_of(described))


def put(directory: Directory, person: UUID, body: Any) -> User[Workplace]:
    """Replace the details of a person, or add a leaver again; return them.

    Raises SCIMException or ValidationError.
    """
    described = Employee.model_validate(
        body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=POLICY
    )
    with writing(directory.installation.engine) as session:
        rows = provisioning.people_with(session, [person])
        before = _known(rows[0]) if rows else None
        return _keep(session, directory, person, before, details_of(described, before))


def patch(directory: Directory, person: UUID, body: Any) -> User[Workplace]:
    """Change some details of a person and return them. Raises SCIMException or ValidationError."""
    by_department = directory.unit_from == "department"
    with writing(directory.installation.engine) as session:
        before = _existing(session, person)
        user = to_be_patched(before, directory.address, unit_from_department=by_department)
        patched_user(user, body)
        return _keep(session, directory, person, before, details_after(user, before))


def remove(directory: Directory, person: UUID) -> None:
    """Remove a person who has left. Raises NotFoundException for somebody unknown."""
    with writing(directory.installation.engine) as session:
        _remove(session, _existing(session, person), "deleted")


def _keep(
    session: Session, directory: Directory, person: UUID, before: Known | None, details: Details
) -> User[Workplace]:
    """Write the details of a person and return them as stored."""
    whole(session)
    if not details.active:
        if before is not None:
            _remove(session, before, "inactive")
        return _gone(directory, person, details)
    _refuse_twice(session, person, before, details)
    if details.is_marked:
        notes.note(session, "marked_as_deleted", person=person)
    row = people.person(session, person)
    if row is None:
        _join(session, directory, person, details)
    else:
        _change(session, directory, row, details)
    return _shown(directory, _existing(session, person))


def _join(session: Session, directory: Directory, person: UUID, details: Details) -> None:
    unit, name = place_of(session, directory, details.department)
    row = people.Person(
        id=person,
        name=details.name,
        email=details.email,
        unit_id=unit,
        language=details.language,
        key=details.key,
        user_name=details.user_name.lower(),
        sent_user_name=details.user_name,
    )
    insert(session, row)
    changes.note(session, [changes.Change("joined", details.name, to_unit=name)])
    give_back(session, row, root=whole(session)[0])


def _change(session: Session, directory: Directory, row: people.Person, details: Details) -> None:
    """Write the details that differ; the unit only where departments are units."""
    before = (row.name, row.email, row.language, row.key, row.user_name)
    name = details.user_name.lower()
    after = (details.name, details.email, details.language, details.key, name)
    row.name, row.email, row.language, row.key, row.user_name = after
    row.sent_user_name = details.user_name
    session.flush()
    if comparable(before[1]) != comparable(row.email):
        suspend(session, row.id, before[0], root=whole(session)[0])
    if before != after:
        trail.note(session, "people changed", f"SCIM: what is known of {details.name}")
    if directory.unit_from != "department":
        return
    was = _existing(session, row.id)
    unit, called = place_of(session, directory, details.department)
    if unit != row.unit_id:
        check_leaving(session, [row.id], leave_peil=False)
        provisioning.move_people(session, [row.id], unit)
        left = was.unit[1] if was.unit else whole(session)[1]
        changes.note(session, [changes.Change("moved", details.name, left, called)])


def _remove(session: Session, before: Known, request: Request) -> None:
    check_leaving(session, [before.id])
    roles = [held.role for held in people.access(session, before.id) if held.unit_id is None]
    remove_holding(session, before.id, request)
    unit = before.unit[1] if before.unit else whole(session)[1]
    changes.note(session, [changes.Change("left", before.name, from_unit=unit)])
    changes.warn_of_last(session, roles)


def _refuse_twice(session: Session, person: UUID, before: Known | None, details: Details) -> None:
    """Raise UniquenessException if somebody else has a new user name, address or number."""
    asked = []
    user_name = details.user_name.lower()
    if before is None or (before.user_name or "").lower() != user_name:
        asked.append(provisioning.Equal("user_name", user_name))
        if before is None and (present := without_mark(user_name)) is not None:
            asked.append(provisioning.Equal("user_name", present))
    if details.key is not None and (before is None or before.key != details.key):
        asked.append(provisioning.Equal("key", details.key))
    if before is None or before.email != details.email:
        asked += [provisioning.Equal("email", form) for form in spellings(details.email)]
    if others := provisioning.others_with(session, person, asked):
        raise known_person.refusal(others)


def _existing(session: Session, person: UUID) -> Known:
    rows = provisioning.people_with(session, [person])
    if not rows:
        raise NotFoundException(detail="there is nobody with this id")
    return _known(rows[0])


def _known(row: Row[Any]) -> Known:
    unit = None if row.above is None else (row.unit_id, row.unit_name)
    user_name = row.sent_user_name or row.user_name
    if user_name == row.email.lower() and row.sent_user_name is None:
        # Of earlier versions, which kept small letters only.
        user_name = None if row.user_name is None else row.email
    return Known(row.id, row.name, row.email, user_name, row.key, row.language, unit)


def _shown(directory: Directory, known: Known) -> User[Workplace]:
    by_department = directory.unit_from == "department"
    if known.unit is not None and not by_department:
        unit, name = known.unit
        known = replace(known, unit=(unit, directory.unit_prefix + name))
    return as_user(known, directory.address, unit_from_department=by_department)


def _gone(directory: Directory, person: UUID, details: Details) -> User[Workplace]:
    """Return an inactive person as described; nothing of them is kept."""
    d = details
    known = Known(person, d.name, d.email, d.user_name, d.key, d.language, None)
    user = _shown(directory, known)
    user.active = False
    return user
