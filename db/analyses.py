"""Analyses of whole ballots made during a count, as they may be published: table and queries.

Only outcomes about large groups are stored, never a row of answers that belong together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many
from db.waves import Wave

SIDES = "sides"
"""The kind of the outcomes that set leaders and others of the organisation side by side."""


class Analysis(MainTable, table=True):
    """The outcome of an analysis for one unit in one wave: its kind, subject and numbers."""

    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    outcome: dict[str, Any] = Field(sa_type=JSON)


def write(session: Session, wave_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the outcomes of a wave; each row has `unit_id`, `kind`, `subject` and `outcome`."""
    insert_many(session, Analysis, [{"wave_id": wave_id, **row} for row in rows])


def of_unit(session: Session, unit_id: UUID, wave_id: UUID) -> list[tuple[str, str, Any]]:
    """Return the outcomes for a unit in a wave, each as (kind, subject, numbers)."""
    query = sa.select(col(Analysis.kind), col(Analysis.subject), col(Analysis.outcome))
    of_wave = sa.and_(col(Analysis.unit_id) == unit_id, col(Analysis.wave_id) == wave_id)
    return [
        (kind, subject, outcome) for kind, subject, outcome in session.execute(query.where(of_wave))
    ]


def newest_of_kind(session: Session, kind: str) -> tuple[UUID, dict[UUID, dict[str, Any]]] | None:
    """Return the newest wave with outcomes of one kind, and those by unit and subject; or None."""
    of_kind = col(Analysis.kind) == kind
    newest_wave = (
        sa.select(col(Wave.id))
        .join(Analysis, col(Wave.id) == col(Analysis.wave_id))
        .where(of_kind)
        .order_by(col(Wave.closes_on).desc(), col(Wave.id).desc())
        .limit(1)
    )
    if (wave := session.execute(newest_wave).scalar()) is None:
        return None
    columns = (col(Analysis.unit_id), col(Analysis.subject), col(Analysis.outcome))
    query = sa.select(*columns).where(of_kind, col(Analysis.wave_id) == wave)
    by_unit: dict[UUID, dict[str, Any]] = {}
    for unit, subject, outcome in session.execute(query):
        by_unit.setdefault(unit, {})[subject] = outcome
    return wave, by_unit


def newest(session: Session, kind: str, subjects: Iterable[str]) -> dict[str, list[Any]]:
    """Return the numbers of one kind by subject, newest wave first."""
    query = (
        sa.select(col(Analysis.subject), col(Analysis.outcome))
        .join(Wave, col(Wave.id) == col(Analysis.wave_id))
        .where(col(Analysis.kind) == kind, col(Analysis.subject).in_(list(subjects)))
        .order_by(col(Wave.closes_on).desc(), col(Wave.id).desc())
    )
    by_subject: dict[str, list[Any]] = {}
    for subject, outcome in session.execute(query):
        by_subject.setdefault(subject, []).append(outcome)
    return by_subject
