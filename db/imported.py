"""Imports of aggregates: each source with its waves, and means that no wave can hold.

A mean is that of a whole group of at least five people, on the scale of the question in Peil. It is
never part of a result.
"""

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, CheckConstraint, Row
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many


class ImportedSource(MainTable, table=True):
    """A source of aggregates, such as another tool, and the waves that came from it.

    `mark` is a random number, new with every import, by which readers notice that it was replaced.
    """

    __tablename__ = "imported_source"
    __table_args__ = (WITHOUT_ROWID,)
    source: str = Field(primary_key=True)
    mark: int = Field(sa_type=BigInteger)
    waves: list[str] = Field(sa_type=JSON)


class ImportedMean(MainTable, table=True):
    """The mean of a question, or the share of favourable answers, in one unit on one day.

    `value` is on the scale of the question (5 = good on 1 to 5), or from 0 to 1 for a share.
    """

    __tablename__ = "imported_mean"
    __table_args__ = (
        CheckConstraint("measure IN ('mean', 'favourable')", name="measure"),
        CheckConstraint("answers IS NULL OR answers >= 5", name="answers"),
        WITHOUT_ROWID,
    )
    unit_id: UUID = Field(primary_key=True)
    source: str = Field(primary_key=True, foreign_key="imported_source.source", index=True)
    question_id: str = Field(primary_key=True)
    measured_on: date = Field(primary_key=True)
    measure: str
    value: float
    answers: int | None = None
    sd: float | None = None


def add(session: Session, source: ImportedSource, means: Sequence[Mapping[str, Any]]) -> None:
    """Write a source and its means, each with values for all columns but `source`."""
    insert(session, source)
    insert_many(session, ImportedMean, [{"source": source.source, **mean} for mean in means])


def source_named(session: Session, name: str) -> ImportedSource | None:
    """Return a source by name, or None."""
    return session.get(ImportedSource, name)


def sources(session: Session) -> list[ImportedSource]:
    """Return every source by name."""
    return list(session.exec(select(ImportedSource).order_by(col(ImportedSource.source))))


def remove(session: Session, name: str) -> None:
    """Delete a source and its means; its waves stay."""
    session.execute(sa.delete(ImportedMean).where(col(ImportedMean.source) == name))
    session.execute(sa.delete(ImportedSource).where(col(ImportedSource.source) == name))
    session.expire_all()


def source_between(session: Session, first: date, last: date, but: str) -> str | None:
    """Return a source other than `but` that has means of these days, or None."""
    measured = col(ImportedMean.measured_on)
    query = sa.select(col(ImportedMean.source)).where(
        measured.between(first, last), col(ImportedMean.source) != but
    )
    name: str | None = session.execute(query.limit(1)).scalar()
    return name


def means_of_unit(session: Session, unit_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all means of a unit, by source and from old to new."""
    return session.connection().execute(_means_of_unit(), {"unit": unit_id}).all()


@functools.cache
def _means_of_unit() -> sa.Select[*tuple[Any, ...]]:
    """Return the query for the means of a unit, built once: every page of a unit runs it."""
    query = sa.select(
        col(ImportedMean.source),
        col(ImportedMean.question_id),
        col(ImportedMean.measured_on),
        col(ImportedMean.measure),
        col(ImportedMean.value),
        col(ImportedMean.answers),
        col(ImportedMean.sd),
    ).where(col(ImportedMean.unit_id) == sa.bindparam("unit"))
    return query.order_by(col(ImportedMean.source), col(ImportedMean.measured_on))
