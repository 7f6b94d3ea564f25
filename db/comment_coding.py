"""Coding comments: themes that an organisation made or changed, who codes a wave, what they coded.

Codes lead to the comment alone, and vanish with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many, table_of

FIRST, SECOND = "first", "second"
"""The two coders of a wave."""


class OwnTheme(MainTable, table=True):
    """A version of a theme of the codebook; the newest holds. Without a `body` it is Peil's own."""

    __tablename__ = "own_theme"
    __table_args__ = (CheckConstraint("version >= 1", name="version"), WITHOUT_ROWID)
    theme: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    hidden: bool
    body: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True))


class CommentCoder(MainTable, table=True):
    """Who codes the comments of a wave, as the first or the second coder."""

    __tablename__ = "comment_coder"
    __table_args__ = (CheckConstraint("coder IN ('first', 'second')", name="coder"), WITHOUT_ROWID)
    wave_id: UUID = Field(primary_key=True)
    coder: str = Field(primary_key=True)
    person_id: UUID


class CommentCode(MainTable, table=True):
    """The themes that a coder gave a comment; none, once it was read and has no theme."""

    __tablename__ = "comment_code"
    __table_args__ = (CheckConstraint("coder IN ('first', 'second')", name="coder"), WITHOUT_ROWID)
    wave_id: UUID = Field(primary_key=True)
    coder: str = Field(primary_key=True)
    comment_id: bytes = Field(primary_key=True, max_length=16)
    themes: list[str] = Field(sa_type=JSON)


@dataclass(frozen=True)
class Version:
    """A version of a theme."""

    theme: str
    number: int
    hidden: bool
    body: dict[str, Any] | None


def versions(session: Session) -> list[Version]:
    """Return all versions of all changed themes, oldest first."""
    columns = table_of(OwnTheme).columns
    query = sa.select(columns.theme, columns.version, columns.hidden, columns.body)
    rows = session.connection().execute(query.order_by(columns.theme, columns.version))
    return [Version(*row) for row in rows]


def add_version(
    session: Session, theme: str, number: int, *, hidden: bool, body: dict[str, Any] | None
) -> None:
    """Add a version of a theme."""
    insert(session, OwnTheme(theme=theme, version=number, hidden=hidden, body=body))


def numbers_of_codes(session: Session) -> dict[tuple[UUID, str], int]:
    """Return how many comments each coder has read, by wave and coder."""
    by = col(CommentCode.wave_id), col(CommentCode.coder)
    rows = session.execute(sa.select(*by, sa.func.count()).group_by(*by))
    return {(wave, coder): number for wave, coder, number in rows}


def coders(session: Session, wave: UUID) -> dict[str, UUID]:
    """Return who codes a wave, by first and second."""
    query = sa.select(col(CommentCoder.coder), col(CommentCoder.person_id))
    rows = session.execute(query.where(col(CommentCoder.wave_id) == wave))
    return {row[0]: row[1] for row in rows}


def put_coder(session: Session, wave: UUID, coder: str, person: UUID) -> None:
    """Let somebody code a wave, in the place of the person who did before."""
    one = col(CommentCoder.wave_id) == wave, col(CommentCoder.coder) == coder
    session.execute(sa.delete(CommentCoder).where(*one))
    insert(session, CommentCoder(wave_id=wave, coder=coder, person_id=person))


def codes_of(
    session: Session, wave: UUID, coder: str, comments: Collection[bytes] | None = None
) -> dict[bytes, tuple[str, ...]]:
    """Return the themes that a coder gave each comment, or each of some comments, by its id."""
    query = sa.select(col(CommentCode.comment_id), col(CommentCode.themes)).where(
        col(CommentCode.wave_id) == wave, col(CommentCode.coder) == coder
    )
    if comments is not None:
        query = query.where(col(CommentCode.comment_id).in_(comments))
    return {comment: tuple(themes) for comment, themes in session.execute(query)}


def write_codes(
    session: Session, wave: UUID, coder: str, themes: Mapping[bytes, Sequence[str]]
) -> None:
    """Write the themes that a coder gave some comments, in the place of earlier ones."""
    session.execute(
        sa.delete(CommentCode).where(
            col(CommentCode.wave_id) == wave,
            col(CommentCode.coder) == coder,
            col(CommentCode.comment_id).in_(list(themes)),
        )
    )
    rows = [
        {"wave_id": wave, "coder": coder, "comment_id": comment, "themes": list(given)}
        for comment, given in themes.items()
    ]
    insert_many(session, CommentCode, rows)


def delete_codes(session: Session, waves: Collection[UUID]) -> None:
    """Delete the codes of waves whose comments are deleted; their counts stay."""
    for table in (CommentCode, CommentCoder):
        session.execute(sa.delete(table).where(col(table.wave_id).in_(waves)))
