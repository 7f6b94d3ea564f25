"""Comments, as they may be published: table and queries.

A comment is written by the count and never changed; its id is random, and nothing links it to
scores or to another comment.
"""

import secrets
from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many

COMMENT = "comment"
"""The open question of an ordinary wave, and of every wave before there were others."""


class Comment(MainTable, table=True):
    """A comment at the unit where it is shown; rows are stored in the order of their random ids.

    `question` is the open question that it answers. What one person wrote to several has nothing in
    common: no id, no place, no order.
    """

    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    id: bytes = Field(primary_key=True, max_length=16)
    question: str = Field(default=COMMENT, sa_column_kwargs={"server_default": COMMENT})
    body: str


def write(session: Session, wave_id: UUID, comments: Iterable[tuple[UUID, str, str]]) -> None:
    """Write the comments of a wave, each passed as (unit, open question, text)."""
    rows = [
        {
            "unit_id": unit,
            "wave_id": wave_id,
            "id": secrets.token_bytes(16),
            "question": question,
            "body": body,
        }
        for unit, question, body in comments
    ]
    insert_many(session, Comment, rows)


def of_units(session: Session, wave_id: UUID, units: Collection[UUID]) -> list[tuple[str, str]]:
    """Return the comments shown at any of `units` in a wave, each after its open question.

    They are in the order of their random ids.
    """
    query = sa.select(col(Comment.question), col(Comment.body)).where(
        col(Comment.wave_id) == wave_id, col(Comment.unit_id).in_(units)
    )
    return [(question, body) for question, body in session.execute(query.order_by(col(Comment.id)))]


def with_ids(
    session: Session, wave: UUID, units: Collection[UUID], first: int = 0, most: int | None = None
) -> list[tuple[bytes, str]]:
    """Return id and text of the comments shown at any of `units`, in the order of random ids.

    Of these, at most `most` from number `first` on.
    """
    query = sa.select(col(Comment.id), col(Comment.body)).where(
        col(Comment.wave_id) == wave, col(Comment.unit_id).in_(units)
    )
    part = query.order_by(col(Comment.id)).limit(most).offset(first or None)
    return [(row[0], row[1]) for row in session.execute(part)]


def number_of(session: Session, wave: UUID, units: Collection[UUID]) -> int:
    """Return how many comments are shown at any of `units`, without reading them."""
    shown = col(Comment.wave_id) == wave, col(Comment.unit_id).in_(units)
    return session.scalar(sa.select(sa.func.count()).where(*shown)) or 0


def numbers_by_wave(session: Session) -> dict[UUID, int]:
    """Return how many comments each wave has; waves without any are left out."""
    wave = col(Comment.wave_id)
    rows = session.execute(sa.select(wave, sa.func.count()).group_by(wave))
    return {row[0]: row[1] for row in rows}


def texts_of(session: Session, wave: UUID) -> list[str]:
    """Return what all comments of a wave say, in no particular order."""
    query = sa.select(col(Comment.body)).where(col(Comment.wave_id) == wave)
    return list(session.execute(query).scalars())


def places_of(session: Session, wave: UUID) -> list[tuple[bytes, UUID, str]]:
    """Return id, unit and open question of every comment of a wave."""
    query = sa.select(col(Comment.id), col(Comment.unit_id), col(Comment.question))
    rows = session.execute(query.where(col(Comment.wave_id) == wave))
    return [(row[0], row[1], row[2]) for row in rows]
