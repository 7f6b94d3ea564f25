"""Waves: table and queries; which is open, which were counted, and with what numbers.

Nothing is finer than a wave: no time of an answer, no order of arrival, no link to a person.
"""

import functools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, Engine, Index, text
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many
from db.comments import COMMENT
from db.engine import on_postgresql, raw_read_cursor, read_connection
from db.imported import ImportedSource
from db.wave_units import WaveUnit


class Wave(MainTable, table=True):
    """One round of the pulse, or one imported from history (without a number).

    Goes from draft to open to closed, never back; triggers refuse everything else.
    """

    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("k >= 5 AND k_distribution >= 10 AND k_comment >= 10", name="thresholds"),
        CheckConstraint("k_distribution >= k AND k_comment >= k", name="order_of_thresholds"),
        CheckConstraint("opens_on <= closes_on", name="dates"),
        Index(
            "ix_wave_one_open",
            "state",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int | None = Field(default=None, unique=True)
    title: str | None = None
    state: str = "draft"
    opens_on: date
    closes_on: date
    period: str
    questions: list[str] = Field(sa_type=JSON)
    open_questions: list[str] = Field(
        default_factory=lambda: [COMMENT],
        sa_type=JSON,
        sa_column_kwargs={"server_default": f'["{COMMENT}"]'},
    )
    """The open questions it asks, by id."""
    k: int = 5
    k_distribution: int = 10
    k_comment: int = 10
    public_key: bytes | None = None
    imported_after: int | None = None
    """Number of the last wave that was counted when answers were imported as this one (or 0)."""


_OPEN = sa.select(col(Wave.id)).where(col(Wave.state) == "open")


def open_wave(session: Session) -> Wave | None:
    """Return the open wave, or None."""
    return session.exec(select(Wave).where(Wave.state == "open")).one_or_none()


def open_wave_id(engine: Engine) -> UUID | None:
    """Return the id of the open wave, or None, in the fastest way that the database offers.

    Every run of the answer page asks for it, many at the same time.
    """
    if on_postgresql(engine):
        with read_connection(engine) as connection:
            return connection.execute(_OPEN).scalar()
    with raw_read_cursor(engine) as cursor:
        row = cursor.execute("SELECT id FROM wave WHERE state = 'open'").fetchone()
        return UUID(row[0]) if row else None


def wave(session: Session, wave_id: UUID) -> Wave:
    """Return a wave. Raises NoResultFound when there is none with this id."""
    return session.get_one(Wave, wave_id)


def number_counted(session: Session) -> int:
    """Return how many waves were counted; imported ones, which have no number, are left out."""
    counted = (col(Wave.state) == "closed") & col(Wave.number).is_not(None)
    return int(session.execute(sa.select(sa.func.count()).where(counted)).scalar_one())


def last_wave(session: Session) -> Wave | None:
    """Return the wave with the latest closing day, or None."""
    return session.exec(
        select(Wave).order_by(col(Wave.closes_on).desc(), col(Wave.id).desc()).limit(1)
    ).first()


def last_number(session: Session) -> int:
    """Return the highest wave number so far, or 0."""
    number = sa.select(col(Wave.number)).where(col(Wave.number).is_not(None))
    return session.execute(number.order_by(col(Wave.number).desc()).limit(1)).scalar() or 0


def last_numbered(session: Session) -> Wave | None:
    """Return the last wave of the programme, open or closed; imported history does not count."""
    numbered = select(Wave).where(col(Wave.number).is_not(None))
    return session.exec(numbered.order_by(col(Wave.number).desc()).limit(1)).first()


def last_counted(session: Session, number: int) -> list[Wave]:
    """Return the last counted waves of the programme, newest first, at most `number`."""
    counted = select(Wave).where(col(Wave.number).is_not(None), Wave.state == "closed")
    return list(session.exec(counted.order_by(col(Wave.number).desc()).limit(number)))


def add_wave(session: Session, wave: Wave, units: Iterable[Mapping[str, Any]]) -> None:
    """Write a wave, and the tree of units as it is now.

    Each of `units` has `unit_id`, `parent_id`, `name`, `invited`, and `leaders` where that matters;
    all else is known after the count.
    """
    insert(session, wave)
    later = ("ballots", "reissued", "covered", "leaders")
    uncounted = {"wave_id": wave.id, **dict.fromkeys(later)}
    rows = [{**uncounted, **unit} for unit in units]
    insert_many(session, WaveUnit, rows)


def open_draft(
    session: Session,
    wave: Wave,
    questions: list[str],
    open_questions: list[str],
    public_key: bytes,
) -> None:
    """Turn a draft into an open wave, which from then on can only be closed.

    `questions` and `open_questions` are ids, in the order of the answer page.
    """
    wave.questions = questions
    wave.open_questions = open_questions
    wave.public_key = public_key
    wave.state = "open"
    session.flush()


def closed_waves(session: Session) -> list[Wave]:
    """Return every counted wave, oldest first."""
    return list(
        session.exec(
            select(Wave).where(Wave.state == "closed").order_by(col(Wave.closes_on), col(Wave.id))
        )
    )


def edition(session: Session) -> tuple[int, date | None, date | None, int]:
    """Return the number of counted waves, the closing days of the first and the last, and imports.

    The last number changes with every import and removal of aggregates.
    """
    number, first, last, imports = session.connection().execute(_edition()).one()
    return number, first, last, int(imports)


@functools.cache
def _edition() -> sa.Select[int, date | None, date | None, int]:
    """Return the query for the edition, built once: every page runs it."""
    day = col(Wave.closes_on)
    marks = sa.select(sa.func.coalesce(sa.func.sum(col(ImportedSource.mark)), 0)).scalar_subquery()
    counted = sa.select(sa.func.count(), sa.func.min(day), sa.func.max(day), marks)
    return counted.where(col(Wave.state) == "closed")
