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
