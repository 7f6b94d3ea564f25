"""What people wrote in their own words, as it may be published: table and queries.

A comment is written by the count and never changed; its number is random, and nothing links it to
scores or to another comment.
"""

import secrets
from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many


class Comment(MainTable, table=True):
    """A comment at the unit where it is shown; rows lie in the order of random numbers."""

    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    id: bytes = Field(primary_key=True, max_length=16)
    body: str


def write(session: Session, wave_id: UUID, comments: Iterable[tuple[UUID, str]]) -> None:
    """Write the comments of a wave, given as (unit, text), in the order given."""
    rows = [
        {"unit_id": unit, "wave_id": wave_id, "id": secrets.token_bytes(16), "body": body}
        for unit, body in comments
    ]
    insert_many(session, Comment, rows)


def of_units(session: Session, wave_id: UUID, units: Collection[UUID]) -> list[str]:
    """Return what is shown at some units, in the order of their random numbers."""
    found = sa.select(col(Comment.body)).where(
        col(Comment.wave_id) == wave_id, col(Comment.unit_id).in_(units)
    )
    return list(session.execute(found.order_by(col(Comment.id))).scalars())
