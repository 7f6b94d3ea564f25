"""What leaders reply to the results of a wave: what people said, and what was done; queries."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, table_of

MAX_REPLY_LENGTH = 280
"""Maximum number of characters of each of the two sentences."""


class Reply(MainTable, table=True):
    """What the leader of a unit replied to the results of a wave, in two sentences."""

    __table_args__ = (
        CheckConstraint(f"length(said) BETWEEN 1 AND {MAX_REPLY_LENGTH}", name="said"),
        CheckConstraint(f"length(did) BETWEEN 1 AND {MAX_REPLY_LENGTH}", name="did"),
        WITHOUT_ROWID,
    )
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id")
    wave_id: UUID = Field(primary_key=True)
    said: str
    did: str
    noted_on: date


_OF_UNITS = (
    sa.select(*table_of(Reply).columns)
    .where(table_of(Reply).columns.unit_id.in_(sa.bindparam("units", expanding=True)))
    .order_by(table_of(Reply).columns.noted_on)
)


def replies(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return the replies of some units, oldest first."""
    return list(session.connection().execute(_OF_UNITS, {"units": list(units)}))


def replies_to(session: Session, wave: UUID) -> dict[UUID, tuple[str, str]]:
    """Return both sentences of each unit that replied to the results of a wave."""
    query = sa.select(col(Reply.unit_id), col(Reply.said), col(Reply.did))
    rows = session.execute(query.where(col(Reply.wave_id) == wave))
    return {unit: (said, did) for unit, said, did in rows}


def reply(session: Session, unit: UUID, wave: UUID) -> Reply | None:
    """Return what a unit was told after a wave, or None."""
    return session.get(Reply, (unit, wave))


def write(session: Session, unit: UUID, wave: UUID, said: str, did: str, noted_on: date) -> None:
    """Store a reply in the place of an earlier one."""
    withdraw(session, unit, wave)
    insert(session, Reply(unit_id=unit, wave_id=wave, said=said, did=did, noted_on=noted_on))


def withdraw(session: Session, unit: UUID, wave: UUID) -> None:
    """Delete a reply."""
    of_wave = col(Reply.unit_id) == unit, col(Reply.wave_id) == wave
    session.execute(sa.delete(Reply).where(*of_wave))


def forget(session: Session, before: date) -> int:
    """Delete the replies that were noted before a day; return the number."""
    gone: Any = session.execute(sa.delete(Reply).where(col(Reply.noted_on) < before))
    return int(gone.rowcount)
