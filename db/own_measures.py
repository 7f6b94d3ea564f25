"""Measures that an organisation wrote, changed or hides: every version is kept."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable


class OwnMeasure(MainTable, table=True):
    """A version of a measure; the newest one holds. Without a `body` it is the catalogue's."""

    __tablename__ = "own_measure"
    __table_args__ = (CheckConstraint("version >= 1", name="version"), WITHOUT_ROWID)
    measure: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    hidden: bool
    body: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True))


@dataclass(frozen=True)
class Version:
    """A version of a measure."""

    measure: str
    number: int
    hidden: bool
    body: dict[str, Any] | None


_NEWEST = (
    sa.select(col(OwnMeasure.measure), sa.func.max(col(OwnMeasure.version)).label("version"))
    .group_by(col(OwnMeasure.measure))
    .subquery()
)
_READ = (
    sa.select(
        col(OwnMeasure.measure),
        col(OwnMeasure.version),
        col(OwnMeasure.hidden),
        col(OwnMeasure.body),
    )
    .join(
        _NEWEST,
        sa.and_(
            col(OwnMeasure.measure) == _NEWEST.c.measure,
            col(OwnMeasure.version) == _NEWEST.c.version,
        ),
    )
    .order_by(col(OwnMeasure.measure))
)
"""The query of every page with measures; it is built once."""


def newest(session: Session) -> list[Version]:
    """Return the newest version of each measure that has any, by id."""
    return [Version(*row) for row in session.connection().execute(_READ)]


def versions_of(session: Session, measure: str) -> list[Version]:
    """Return all versions of a measure, oldest first."""
    columns = (
        col(OwnMeasure.measure),
        col(OwnMeasure.version),
        col(OwnMeasure.hidden),
        col(OwnMeasure.body),
    )
    query = (
        sa.select(*columns)
        .where(col(OwnMeasure.measure) == measure)
        .order_by(col(OwnMeasure.version))
    )
    return [Version(*row) for row in session.connection().execute(query)]


def add(session: Session, measure: str, *, hidden: bool, body: dict[str, Any] | None) -> int:
    """Add the next version of a measure, and return its number."""
    before = versions_of(session, measure)
    number = before[-1].number + 1 if before else 1
    row = {"measure": measure, "version": number, "hidden": hidden, "body": body}
    session.execute(sa.insert(OwnMeasure), row)
    return number
