"""The audit trail: who read or changed what, by day. Entries are added, never changed.

Nothing about answers is in it: neither that somebody answered, nor how many did.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, insert_many


class AuditEntry(MainTable, table=True):
    """One thing that was done; without a person it was done from the command line or by itself.

    The day is the database's own, so nobody can forget it or give another one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    noted_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    person_id: UUID | None = None
    action: str
    subject: str


class Chosen(NamedTuple):
    """Some actions by name, or all others than these."""

    names: tuple[str, ...]
    all_others: bool = False


Actions = Chosen | None
"""Which actions are asked for; None for all."""


def add(session: Session, action: str, subject: str, by: UUID | None, key: UUID) -> None:
    """Note something; IntegrityError when `key` was noted already."""
    values = {"id": key, "person_id": by, "action": action, "subject": subject}
    session.execute(sa.insert(AuditEntry), values)


def add_all(session: Session, done: Iterable[tuple[str, str]], by: UUID | None) -> None:
    """Note many things at once, each an action and its subject."""
    rows = [
        {"id": uuid4(), "person_id": by, "action": action, "subject": subject}
        for action, subject in done
    ]
    insert_many(session, AuditEntry, rows)


def entries(session: Session) -> list[AuditEntry]:
    """Return everything that was noted, from new to old; within a day in no order."""
    return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.noted_on).desc())))


def is_noted(session: Session, action: str, subject: str) -> bool:
    """Return whether something was noted."""
    same = (col(AuditEntry.action) == action) & (col(AuditEntry.subject) == subject)
    return bool(session.execute(sa.select(sa.exists().where(same))).scalar())


def matching(
    session: Session, actions: Actions, *, skip: int = 0, at_most: int | None = None
) -> list[AuditEntry]:
    """Return what was noted of some actions, from new to old; within a day by action and person."""
    found = select(AuditEntry).where(*_only(actions))
    within_a_day = (AuditEntry.action, AuditEntry.person_id, AuditEntry.subject, AuditEntry.id)
    found = found.order_by(col(AuditEntry.noted_on).desc(), *map(col, within_a_day))
    return list(session.exec(found.offset(skip).limit(at_most)))


def count(session: Session, actions: Actions) -> int:
    """Return how much was noted of some actions."""
    found = sa.select(sa.func.count()).select_from(AuditEntry).where(*_only(actions))
    return int(session.execute(found).scalar_one())


def _only(actions: Actions) -> list[sa.ColumnElement[bool]]:
    action = col(AuditEntry.action)
    if actions is None:
        return []
    return [action.not_in(actions.names) if actions.all_others else action.in_(actions.names)]


def forget(session: Session, before: date) -> None:
    """Delete what was noted before a day."""
    session.execute(sa.delete(AuditEntry).where(col(AuditEntry.noted_on) < before))
