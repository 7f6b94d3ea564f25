"""Deletion after the retention period: of comments, and of whole waves with their results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session, col

from db import comment_coding, comment_themes, verdicts
from db.analyses import Analysis
from db.comments import Comment
from db.imported import ImportedMean, ImportedSource
from db.results import Result
from db.wave_units import WaveUnit
from db.waves import Wave


@dataclass(frozen=True)
class OldWave:
    """A counted wave by its number or title, and the day it closed."""

    id: UUID
    name: str
    closed_on: date


def waves_closed_by(connection: Connection, day: date) -> list[OldWave]:
    """Return the counted waves that had closed by a day, oldest first."""
    query = sa.select(col(Wave.id), col(Wave.number), col(Wave.title), col(Wave.closes_on))
    query = query.where(col(Wave.state) == "closed", col(Wave.closes_on) <= day)
    rows = connection.execute(query.order_by(col(Wave.closes_on))).all()
    return [OldWave(i, title or f"wave {number}", closed) for i, number, title, closed in rows]


def waves_with_comments(connection: Connection, day: date) -> list[OldWave]:
    """Return the counted waves that had closed by a day and still have comments."""
    commented = connection.execute(sa.select(col(Comment.wave_id)).distinct()).scalars().all()
    return [wave for wave in waves_closed_by(connection, day) if wave.id in commented]


def delete_comments(session: Session, waves: Iterable[UUID]) -> None:
    """Delete all comments of these waves, with their codes."""
    gone = list(waves)
    comment_coding.delete_codes(session, gone)
    session.execute(sa.delete(Comment).where(col(Comment.wave_id).in_(gone)))


def delete_waves(session: Session, waves: Iterable[UUID]) -> None:
    """Delete these waves with everything that was published of them."""
    gone = list(waves)
    verdicts.delete_of_waves(session, gone)
    comment_coding.delete_codes(session, gone)
    comment_themes.delete_of_waves(session, gone)
    for table in (Analysis, Comment, Result, WaveUnit):
        session.execute(sa.delete(table).where(col(table.wave_id).in_(gone)))
    session.execute(sa.delete(Wave).where(col(Wave.id).in_(gone)))


def old_means(connection: Connection, day: date) -> list[tuple[str, date]]:
    """Return source and day of the imported means that were measured by a day, oldest first."""
    measured, source = col(ImportedMean.measured_on), col(ImportedMean.source)
    query = sa.select(source, measured).where(measured <= day).distinct()
    return [(name, on) for name, on in connection.execute(query.order_by(measured, source))]


def delete_means(session: Session, day: date) -> None:
    """Delete the imported means that were measured by a day, and sources of which nothing is left.

    Run it after `delete_waves`.
    """
    session.execute(sa.delete(ImportedMean).where(col(ImportedMean.measured_on) <= day))
    waves = {str(wave) for wave in session.execute(sa.select(col(Wave.id))).scalars()}
    with_means = set(session.execute(sa.select(col(ImportedMean.source)).distinct()).scalars())
    sources = session.execute(sa.select(col(ImportedSource.source), col(ImportedSource.waves)))
    empty = [n for n, of in sources if n not in with_means and waves.isdisjoint(of)]
    session.execute(sa.delete(ImportedSource).where(col(ImportedSource.source).in_(empty)))
