"""Themes of comments: the codebook, who codes a wave, codes, counts, quotes and replies.

Codes lead to the comment alone, and vanish with it. Counts and quotes stay as long as results.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many, table_of
from db.comments import Comment

FIRST, SECOND = "first", "second"
"""The two coders of a wave."""

MAX_LENGTH = 280
"""Maximum number of characters of a quote, and of a reply to a theme."""

ALL = ""
"""The theme of a count of all comments that were coded."""


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


class ThemeCount(MainTable, table=True):
    """How many comments of a unit and the units below it have a theme; `ALL`: were coded at all."""

    __tablename__ = "theme_count"
    __table_args__ = (CheckConstraint("number >= 0", name="number"), WITHOUT_ROWID)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True)
    question: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    number: int


class Quote(MainTable, table=True):
    """What people wrote about a theme in a wave, in the words of HR; of the whole organisation."""

    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_LENGTH}", name="body"),
        WITHOUT_ROWID,
    )
    wave_id: UUID = Field(primary_key=True)
    id: bytes = Field(primary_key=True, max_length=16)
    theme: str
    body: str


class ThemeReply(MainTable, table=True):
    """What the leader of a unit replies to a theme of a wave, to everybody in the unit."""

    __tablename__ = "theme_reply"
    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_LENGTH}", name="body"),
        WITHOUT_ROWID,
    )
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    body: str
    noted_on: date


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


def comments_of(
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


def number_of_comments(session: Session, wave: UUID, units: Collection[UUID]) -> int:
    """Return how many comments are shown at any of `units`, without reading them."""
    shown = col(Comment.wave_id) == wave, col(Comment.unit_id).in_(units)
    return session.scalar(sa.select(sa.func.count()).where(*shown)) or 0


def numbers_of_codes(session: Session) -> dict[tuple[UUID, str], int]:
    """Return how many comments each coder has read, by wave and coder."""
    by = col(CommentCode.wave_id), col(CommentCode.coder)
    rows = session.execute(sa.select(*by, sa.func.count()).group_by(*by))
    return {(wave, coder): number for wave, coder, number in rows}


def numbers_of_comments(session: Session) -> dict[UUID, int]:
    """Return how many comments each wave has; those with none are left out."""
    wave = col(Comment.wave_id)
    rows = session.execute(sa.select(wave, sa.func.count()).group_by(wave))
    return {row[0]: row[1] for row in rows}


def counted_waves(session: Session) -> set[UUID]:
    """Return the waves of which comments were counted by theme."""
    return set(session.scalars(sa.select(col(ThemeCount.wave_id)).distinct()))


def texts_of(session: Session, wave: UUID) -> list[str]:
    """Return what all comments of a wave say, in no particular order."""
    query = sa.select(col(Comment.body)).where(col(Comment.wave_id) == wave)
    return list(session.execute(query).scalars())


def places_of(session: Session, wave: UUID) -> list[tuple[bytes, UUID, str]]:
    """Return id, unit and open question of every comment of a wave."""
    query = sa.select(col(Comment.id), col(Comment.unit_id), col(Comment.question))
    rows = session.execute(query.where(col(Comment.wave_id) == wave))
    return [(row[0], row[1], row[2]) for row in rows]


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


def write_counts(
    session: Session, wave: UUID, counts: Iterable[tuple[UUID, str, str, int]]
) -> None:
    """Write (unit, question, theme, number) of a wave, in the place of earlier counts."""
    session.execute(sa.delete(ThemeCount).where(col(ThemeCount.wave_id) == wave))
    rows = [
        {"unit_id": unit, "wave_id": wave, "question": question, "theme": theme, "number": number}
        for unit, question, theme, number in counts
    ]
    insert_many(session, ThemeCount, rows)


def counts_of(session: Session, unit: UUID) -> dict[tuple[UUID, str], dict[str, int]]:
    """Return the counts of a unit by wave and question, each by theme."""
    query = sa.select(
        col(ThemeCount.wave_id),
        col(ThemeCount.question),
        col(ThemeCount.theme),
        col(ThemeCount.number),
    ).where(col(ThemeCount.unit_id) == unit)
    found: dict[tuple[UUID, str], dict[str, int]] = {}
    for wave, question, theme, number in session.execute(query):
        found.setdefault((wave, question), {})[theme] = number
    return found


def quotes_of(session: Session, wave: UUID) -> list[tuple[bytes, str, str]]:
    """Return id, theme and words of the quotes of a wave, in the order of random ids."""
    query = sa.select(col(Quote.id), col(Quote.theme), col(Quote.body))
    rows = session.execute(query.where(col(Quote.wave_id) == wave).order_by(col(Quote.id)))
    return [(row[0], row[1], row[2]) for row in rows]


def add_quote(session: Session, wave: UUID, theme: str, body: str) -> None:
    """Add a quote; nothing links it to a comment."""
    insert(session, Quote(wave_id=wave, id=secrets.token_bytes(16), theme=theme, body=body))


def remove_quote(session: Session, wave: UUID, quote: bytes) -> str | None:
    """Delete a quote and return its words; None when it is gone already."""
    row = session.get(Quote, (wave, quote))
    if row is None:
        return None
    words = row.body
    session.delete(row)
    return words


def replies_of(session: Session, unit: UUID) -> list[tuple[UUID, str, str]]:
    """Return wave, theme and words of the replies of a unit to themes."""
    query = sa.select(col(ThemeReply.wave_id), col(ThemeReply.theme), col(ThemeReply.body))
    rows = session.execute(query.where(col(ThemeReply.unit_id) == unit))
    return [(row[0], row[1], row[2]) for row in rows]


def write_reply(
    session: Session, unit: UUID, wave: UUID, theme: str, body: str, noted_on: date
) -> None:
    """Store a reply in the place of an earlier one; without words, take that one back."""
    one = (
        col(ThemeReply.unit_id) == unit,
        col(ThemeReply.wave_id) == wave,
        col(ThemeReply.theme) == theme,
    )
    session.execute(sa.delete(ThemeReply).where(*one))
    if body:
        row = ThemeReply(unit_id=unit, wave_id=wave, theme=theme, body=body, noted_on=noted_on)
        insert(session, row)


def delete_codes(session: Session, waves: Collection[UUID]) -> None:
    """Delete the codes of waves whose comments are deleted; their counts stay."""
    for table in (CommentCode, CommentCoder):
        session.execute(sa.delete(table).where(col(table.wave_id).in_(waves)))


def delete_of_waves(session: Session, waves: Collection[UUID]) -> None:
    """Delete everything about the comments of waves whose results are deleted."""
    delete_codes(session, waves)
    for table in (ThemeCount, Quote, ThemeReply):
        session.execute(sa.delete(table).where(col(table.wave_id).in_(waves)))
