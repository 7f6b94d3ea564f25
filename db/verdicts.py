"""Verdicts as they were worked out from published results, and the register of told changes.

Nothing in them is more than published numbers say. All of it can be worked out anew but for the
register: what was told stays told.
"""

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many

_AT_ONCE = 500
"""Verdicts that are written in one statement, so that their stored form takes little memory."""


class VerdictEdition(MainTable, table=True):
    """What the verdicts were worked out from, in one row: `key` names it, '' is outdated.

    `judged_through` is the closing day of the newest wave that was judged; `content` has HR's list.
    """

    __tablename__ = "verdict_edition"
    __table_args__ = (WITHOUT_ROWID,)
    key: str = Field(primary_key=True)
    judged_through: date
    content: dict[str, Any] = Field(sa_type=JSON)


class StoredVerdict(MainTable, table=True):
    """The verdict on one question of one unit; its line over the waves apart.

    A point of the line is a list that begins with the place of its wave among the `waves` of the
    edition's content: ids and names in each of them would be most of a large database.
    """

    __tablename__ = "verdict"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    line: list[Any] = Field(sa_type=JSON)


class ToldChange(MainTable, table=True):
    """A row of the register: a change that was told to readers, never taken back."""

    __tablename__ = "told_change"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    confirmed_wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    onset_wave_id: UUID = Field(foreign_key="wave.id")
    better: bool


def edition(session: Session) -> tuple[str, date, dict[str, Any]] | None:
    """Return key, last judged closing day and content of the edition, or None."""
    row = session.connection().execute(_edition()).first()
    return None if row is None else (row[0], row[1], row[2])


@functools.cache
def _edition() -> sa.Select[str, date, dict[str, Any]]:
    """Return the query for the edition, built once."""
    return sa.select(
        col(VerdictEdition.key), col(VerdictEdition.judged_through), col(VerdictEdition.content)
    )


def edition_key(session: Session) -> str | None:
    """Return the key of the edition alone: its content may be large, and every page asks."""
    key: str | None = session.connection().execute(_edition_key()).scalar()
    return key


@functools.cache
def _edition_key() -> sa.Select[str]:
    return sa.select(col(VerdictEdition.key))


def edition_waves(session: Session) -> list[str]:
    """Return the ids of the waves of all lines, in the order in which points name them."""
    return list(session.connection().execute(_edition_waves()).scalar() or ())


@functools.cache
def _edition_waves() -> sa.Select[list[str]]:
    return sa.select(col(VerdictEdition.content)["waves"])


def of_unit(session: Session, unit: UUID) -> list[tuple[dict[str, Any], list[Any]]]:
    """Return content and line of the verdicts on one unit."""
    rows = session.connection().execute(_of_unit(), {"unit": unit})
    return [(content, line) for content, line in rows]


@functools.cache
def _of_unit() -> sa.Select[dict[str, Any], list[Any]]:
    query = sa.select(col(StoredVerdict.content), col(StoredVerdict.line))
    return query.where(col(StoredVerdict.unit_id) == sa.bindparam("unit"))


def contents(session: Session) -> list[dict[str, Any]]:
    """Return the contents of all verdicts, without lines."""
    query = sa.select(col(StoredVerdict.content))
    return list(session.connection().execute(query).scalars())


def lines(session: Session) -> Iterator[tuple[UUID, str, list[Any]]]:
    """Yield unit, question and line of all verdicts; together they may be large."""
    query = sa.select(
        col(StoredVerdict.unit_id), col(StoredVerdict.question_id), col(StoredVerdict.line)
    )
    options = {"stream_results": True, "yield_per": _AT_ONCE}
    for row in session.connection().execute(query, execution_options=options):
        yield row.unit_id, row.question_id, row.line


def register(session: Session) -> list[ToldChange]:
    """Return all changes that were told, in the order of their keys."""
    query = sa.select(ToldChange).order_by(
        col(ToldChange.unit_id), col(ToldChange.question_id), col(ToldChange.confirmed_wave_id)
    )
    return list(session.execute(query).scalars())


def replace(
    session: Session,
    new_edition: VerdictEdition,
    verdicts: Iterable[Mapping[str, Any]],
    told: Sequence[Mapping[str, Any]],
) -> None:
    """Replace edition and verdicts, and add told changes to the register, in one transaction.

    Each verdict has `unit_id`, `question_id`, `content` and `line`; each told change the columns of
    `ToldChange`.
    """
    session.execute(sa.delete(StoredVerdict))
    for some in batched(verdicts, _AT_ONCE):
        insert_many(session, StoredVerdict, some)
    insert_many(session, ToldChange, list(told))
    session.execute(sa.delete(VerdictEdition))
    insert(session, new_edition)


def batched(
    rows: Iterable[Mapping[str, Any]], number: int
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield rows in lists of a number of them."""
    left = iter(rows)
    while some := list(islice(left, number)):
        yield some


def delete_of_waves(session: Session, waves: Collection[UUID]) -> None:
    """Delete what verdicts say about waves that are deleted; the others are worked out anew."""
    gone = list(waves)
    either = col(ToldChange.confirmed_wave_id).in_(gone) | col(ToldChange.onset_wave_id).in_(gone)
    session.execute(sa.delete(ToldChange).where(either))
    session.execute(sa.delete(StoredVerdict))
    session.execute(sa.update(VerdictEdition).values(key="", content={}))
