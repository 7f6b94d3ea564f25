"""Roles of people whom a directory has removed: they give nothing, and wait for an administrator.

Anybody who is deactivated or deleted in the directory is nobody in Peil from that moment, so
nothing of theirs opens anything. Their roles are kept apart for at most `KEPT_FOR`, with as much
of the person as they are recognised by when they come back. An administrator ends them before, or
gives the unit another leader.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from db import held as stored
from db import people, provisioning, roster
from db import roles as roles_stored
from db.base import insert
from db.engine import reading, writing
from surveys import trail
from surveys.access import Reader, check_administers
from surveys.access.mail_address import comparable
from surveys.installation import Installation
from surveys.people.importing.places import shown
from surveys.people.importing.state import RosterSnapshot, UnitNow
from surveys.people.role_rules import in_words, needs_confirmation
from surveys.units import FILE_SEPARATOR, PAGE_SEPARATOR

KEPT_FOR = timedelta(days=30)
"""How long a role of somebody who has left waits: as long as directories keep deleted accounts."""

Request = Literal["inactive", "deleted"]
"""What the directory said of somebody."""


@dataclass(frozen=True)
class HeldRole:
    """A role that waits, with its former holder and the unit's path as shown (None: the whole)."""

    id: UUID
    name: str
    email: str
    role: str
    unit: str | None
    request: Request
    held_on: date

    @property
    def ends_on(self) -> date:
        """The first day on which it is not kept any more."""
        return self.held_on + KEPT_FOR + timedelta(days=1)


def held_roles(installation: Installation) -> list[HeldRole]:
    """Return the roles that wait, by day and name."""
    with reading(installation.engine) as session:
        rows = stored.held_roles(session)
        paths = unit_paths(session, PAGE_SEPARATOR) if rows else {}
        return [
            HeldRole(
                row.id,
                row.name,
                row.email,
                row.role,
                paths[row.unit_id] if row.unit_id else None,
                "deleted" if row.request == "deleted" else "inactive",
                row.held_on,
            )
            for row in rows
        ]


def remove_holding(session: Session, person: UUID, request: Request) -> None:
    """Remove somebody with all that gives access, at once; their roles wait from now on."""
    row, roles = people.person(session, person), roles_stored.roles_of(session, person)
    if row is not None and roles:
        stored.hold_roles(session, row, roles, request)
        _note(session, "access held", stored.held_roles_of(session, person))
    provisioning.remove_person(session, person)


def give_back(session: Session, person: people.Person, *, root: UUID) -> None:
    """Let somebody who has come back have the roles that wait for them.

    They are the same person if the directory says so by their id here or by its own number, and
    name and address are the same. A role that reads waits for a confirmation, as after a change of
    address: between leaving and coming back somebody else may have got the mailbox.
    """
    mine = [row for row in stored.held_roles(session) if _is_of(row, person)]
    for row in mine:
        own = row.given_by == row.person_id
        waits = needs_confirmation(row.role, row.unit_id, root=root, by_holder=own)
        confirmed = row.confirmed and not waits
        insert(
            session,
            people.Access(
                id=row.id,
                person_id=person.id,
                role=row.role,
                unit_id=row.unit_id,
                confirmed=confirmed,
                given_by=person.id if own else row.given_by,
                by_list=row.by_list,
            ),
        )
        _note(session, "access given" if confirmed else "access proposed", [row])
    stored.forget_roles(session, [row.id for row in mine])


def end(installation: Installation, who: Reader, ids: Collection[UUID]) -> None:
    """End some roles that wait; those that are gone already change nothing.

    Raises NotAllowedError.
    """
    check_administers(who)
    with writing(installation.engine) as session:
        rows = [row for row in stored.held_roles(session) if row.id in set(ids)]
        end_in(session, rows, who.person)


def end_in(session: Session, rows: Iterable[stored.HeldRole], by: UUID | None) -> None:
    """End roles that wait, within a transaction, and note by whom."""
    ended = list(rows)
    _note(session, "access taken", ended, by)
    stored.forget_roles(session, [row.id for row in ended])


def succeed(session: Session, units: Iterable[UUID], by: UUID | None) -> None:
    """End what waits of former managers of units that have got another one."""
    for unit in units:
        rows = stored.held_roles_for(session, unit)
        end_in(session, [row for row in rows if row.role == "manager"], by)


def forget_old(session: Session, today: date) -> None:
    """End the roles that have waited longer than `KEPT_FOR`."""
    rows = [row for row in stored.held_roles(session) if row.held_on + KEPT_FOR < today]
    end_in(session, rows, None)


def _is_of(row: stored.HeldRole, person: people.Person) -> bool:
    is_known = row.person_id == person.id or (row.key is not None and row.key == person.key)
    user_name = row.user_name or row.email.lower()
    same_name = user_name == person.user_name
    return is_known and same_name and comparable(row.email) == comparable(person.email)


def _note(
    session: Session,
    action: trail.Action,
    rows: Iterable[stored.HeldRole],
    by: UUID | None = None,
) -> None:
    known = list(rows)
    paths = unit_paths(session) if known else {}
    words = [
        in_words(row.name, row.role, paths[row.unit_id] if row.unit_id else None) for row in known
    ]
    trail.note_all(session, [(action, one) for one in words], by)


def unit_paths(session: Session, separator: str = FILE_SEPARATOR) -> dict[UUID, str]:
    """Return the path of every unit as it is shown."""
    units = tuple(UnitNow._make(row) for row in roster.all_units(session))
    paths = RosterSnapshot(units, (), ()).paths
    return {unit: shown(path, separator) for unit, path in paths.items()}
