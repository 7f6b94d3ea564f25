"""The audit trail: who read or changed what, by day. Entries are added, never changed.

It contains nothing about answers: neither that somebody answered, nor how many people did.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, insert_many
from db.people import Person


class AuditEntry(MainTable, table=True):
    """One action; without a person it was done on the command line or by the clock.

    The database sets the day, so that no code can omit it or set another one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    noted_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    person_id: UUID | None = None
    action: str
    subject: str


class Chosen(NamedTuple):
    """A selection of actions by name, or of all others."""

    names: tuple[str, ...]
    all_others: bool = False


Actions = Chosen | None
"""A selection of actions; None for all."""


def add(session: Session, action: str, subject: str, by: UUID | None, key: UUID) -> None:
    """Note an action. Raises IntegrityError when there is an entry with this key."""
    values = {"id": key, "person_id": by, "action": action, "subject": subject}
    session.execute(sa.insert(AuditEntry), values)


def add_all(session: Session, done: Iterable[tuple[str, str]], by: UUID | None) -> None:
    """Note many actions at once, each as (action, subject)."""
    rows = [
        {"id": uuid4(), "person_id": by, "action": action, "subject": subject}
        for action, subject in done
    ]
    insert_many(session, AuditEntry, rows)


def entries(session: Session) -> list[AuditEntry]:
    """Return all entries, newest first; within a day in no particular order."""
    return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.noted_on).desc())))


def is_noted(session: Session, action: str, subject: str) -> bool:
    """Return whether an action on a subject was noted."""
    same = (col(AuditEntry.action) == action) & (col(AuditEntry.subject) == subject)
    return bool(session.execute(sa.select(sa.exists().where(same))).scalar())


def last_day_of(session: Session, action: str) -> date | None:
    """Return the last day on which an action was noted, or None."""
    last = sa.select(sa.func.max(col(AuditEntry.noted_on))).where(col(AuditEntry.action) == action)
    return session.execute(last).scalar()


def who_did_last(session: Session, action: str, subject: str) -> list[str]:
    """Return the names of those who did an action on a subject on the last day it was noted."""
    same = (col(AuditEntry.action) == action, col(AuditEntry.subject) == subject)
    last = sa.select(sa.func.max(col(AuditEntry.noted_on))).where(*same).scalar_subquery()
    query = (
        sa.select(col(Person.name))
        .join(AuditEntry, col(AuditEntry.person_id) == col(Person.id))
        .where(*same, col(AuditEntry.noted_on) == last)
        .distinct()
    )
    return list(session.execute(query).scalars())


def matching(
    session: Session, actions: Actions, *, skip: int = 0, at_most: int | None = None
) -> list[AuditEntry]:
    """Return the entries of some actions, newest first; within a day by action and person.

    Shorter subjects come first, so that wave 2 is on a page before wave 10.
    """
    query = select(AuditEntry).where(*_only(actions))
    query = query.order_by(
        col(AuditEntry.noted_on).desc(),
        col(AuditEntry.action),
        col(AuditEntry.person_id),
        sa.func.length(AuditEntry.subject),
        col(AuditEntry.subject),
        col(AuditEntry.id),
    )
    return list(session.exec(query.offset(skip).limit(at_most)))


def count(session: Session, actions: Actions) -> int:
    """Return the number of entries of some actions."""
    query = sa.select(sa.func.count()).select_from(AuditEntry).where(*_only(actions))
    return int(session.execute(query).scalar_one())


def _only(actions: Actions) -> list[sa.ColumnElement[bool]]:
    action = col(AuditEntry.action)
    if actions is None:
        return []
    return [action.not_in(actions.names) if actions.all_others else action.in_(actions.names)]


def forget(session: Session, before: date) -> None:
    """Delete the entries noted before a day."""
    session.execute(sa.delete(AuditEntry).where(col(AuditEntry.noted_on) < before))
