"""What is told of themes of comments: counts by unit, quotes of the whole, replies of leaders.

All of it stays as long as results.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many

MAX_LENGTH = 280
"""Maximum number of characters of a quote, and of a reply to a theme."""

ALL = ""
"""The theme of a count of all comments that were coded."""


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


def counted_waves(session: Session) -> set[UUID]:
    """Return the waves of which comments were counted by theme."""
    return set(session.scalars(sa.select(col(ThemeCount.wave_id)).distinct()))


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


def delete_of_waves(session: Session, waves: Collection[UUID]) -> None:
    """Delete counts, quotes and replies of waves whose results are deleted."""
    for table in (ThemeCount, Quote, ThemeReply):
        session.execute(sa.delete(table).where(col(table.wave_id).in_(waves)))
