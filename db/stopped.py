"""Unattended runs that stopped because they would remove too much: table and queries."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col

from db.base import MainTable
from db.people import Person, Unit
from db.roster import RosterChange


class StoppedSync(MainTable, table=True):
    """A folder or directory whose changes wait for an administrator; `limits` says why."""

    __tablename__ = "stopped_sync"
    __table_args__ = (CheckConstraint("source IN ('folder', 'directory')", name="source"),)
    source: str = Field(primary_key=True)
    noted_on: date
    limits: list[Any] = Field(sa_type=JSON)
    told: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    allowed_on: date | None = None


def stopped(session: Session) -> list[StoppedSync]:
    """Return what has stopped, by source."""
    in_order = sa.select(StoppedSync).order_by(col(StoppedSync.source))
    return list(session.execute(in_order).scalars())


def forget(session: Session, source: str) -> None:
    """Delete that a source has stopped."""
    session.execute(sa.delete(StoppedSync).where(col(StoppedSync.source) == source))


def today(session: Session) -> date:
    """Return the day by which changes of the roster are noted: that of the database."""
    day: date = session.execute(sa.select(sa.func.current_date())).scalar_one()
    return day


def went_since(session: Session, day: date) -> list[tuple[str, str | None]]:
    """Return kind and former unit of everybody who left or moved since a day."""
    gone = sa.select(col(RosterChange.kind), col(RosterChange.from_unit)).where(
        col(RosterChange.noted_on) >= day, col(RosterChange.kind) != "joined"
    )
    return [tuple(row) for row in session.execute(gone).all()]


def sizes(session: Session) -> list[tuple[str, bool, int]]:
    """Return name, whether it is the whole, and the number of people of every unit with people."""
    query = (
        sa.select(col(Unit.name), col(Unit.parent_id).is_(None), sa.func.count())
        .join(Person, col(Person.unit_id) == col(Unit.id))
        .group_by(col(Unit.id), col(Unit.name), col(Unit.parent_id))
    )
    return [tuple(row) for row in session.execute(query).all()]
