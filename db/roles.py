"""Roles before and after they are confirmed; what gives access is in `people.access`: queries."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import Session, col

from db.people import Access, Person


def role_of(session: Session, person_id: UUID, role: str, unit_id: UUID | None) -> Access | None:
    """Return a role of a person for a unit, or for the whole (None), whether confirmed or not."""
    same = (col(Access.person_id) == person_id, col(Access.role) == role)
    of = col(Access.unit_id).is_(None) if unit_id is None else col(Access.unit_id) == unit_id
    confirmed_first = sa.select(Access).where(*same, of).order_by(col(Access.confirmed).desc())
    return session.execute(confirmed_first).scalars().first()


def roles_of(session: Session, person_id: UUID) -> list[Access]:
    """Return every role of a person, whether confirmed or not."""
    of_them = sa.select(Access).where(col(Access.person_id) == person_id)
    return list(session.execute(of_them).scalars())


def confirmed_roles(session: Session) -> list[Row[Any]]:
    """Return id, person's name and address, role and unit of every confirmed role."""
    fields = (col(Access.id), col(Person.name), col(Person.email))
    query = sa.select(*fields, col(Access.role), col(Access.unit_id)).join(
        Person, col(Access.person_id) == col(Person.id)
    )
    return list(session.execute(query.where(col(Access.confirmed))).all())


def waiting_roles(session: Session) -> list[Access]:
    """Return every role that is not confirmed yet."""
    return list(session.execute(sa.select(Access).where(sa.not_(col(Access.confirmed)))).scalars())


def confirm_role(session: Session, role_id: UUID) -> None:
    """Let a role hold from now on."""
    confirmed = sa.update(Access).where(col(Access.id) == role_id).values(confirmed=True)
    session.execute(confirmed)


def let_wait(session: Session, role_ids: Collection[UUID], by: UUID | None) -> None:
    """Let roles wait for a confirmation again, because of a change that somebody made."""
    again = sa.update(Access).where(col(Access.id).in_(role_ids))
    session.execute(again.values(confirmed=False, given_by=by))
