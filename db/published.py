"""Queries for published results: of one unit over all waves, or of all units in a wave."""

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON, Row
from sqlmodel import Session, col

from db.results import Result
from db.wave_units import WaveUnit
from db.waves import Wave

Counts = Sequence[int]


@dataclass(frozen=True)
class UnitResults:
    """The published results of one unit: waves, oldest first; histograms by question and wave."""

    waves: Sequence[Row[Any]]
    histograms: Mapping[str, Mapping[UUID, Counts]]


class UnitInWave(NamedTuple):
    """A unit as it was in a wave; `ballots` and what follows are None unless it is published."""

    id: UUID
    parent_id: UUID | None
    name: str
    invited: int | None
    ballots: int | None
    reissued: int | None = None
    covered: int | None = None


@dataclass(frozen=True)
class WaveResults:
    """The published results of a wave: its units, and histograms by question and unit."""

    units: Sequence[UnitInWave]
    histograms: Mapping[str, Mapping[UUID, Counts]]


_CLOSED = col(Wave.state) == "closed"


def of_unit(session: Session, unit_id: UUID) -> UnitResults:
    """Return all published results of one unit, in two queries by key."""
    # By the connection: the session would look for objects in every row.
    connection, unit = session.connection(), {"unit": unit_id}
    counted = connection.execute(_counts_of_unit(connection.dialect.name), unit)
    histograms: dict[str, dict[UUID, Counts]] = {}
    for wave, by_question in counted:
        for question, counts in by_question.items():
            histograms.setdefault(question, {})[wave] = counts
    return UnitResults(connection.execute(_waves_of_unit(), unit).all(), histograms)


@functools.cache
def _counts_of_unit(dialect: str) -> sa.Select[UUID, dict[str, Counts]]:
    """Return the query for a unit's counts by question, one row per wave.

    One document for all questions of a wave takes a third of the time of a row for each.
    """
    question, counts = col(Result.question_id), col(Result.counts)
    if dialect == "sqlite":
        document = sa.func.json_group_object(question, sa.func.json(counts))
    else:
        document = sa.func.json_object_agg(question, counts)
    query = sa.select(col(Result.wave_id), sa.type_coerce(document, JSON))
    return query.where(col(Result.unit_id) == sa.bindparam("unit")).group_by(col(Result.wave_id))


@functools.cache
def _waves_of_unit() -> sa.Select[*tuple[Any, ...]]:
    waves = (
        sa.select(
            col(Wave.id),
            col(Wave.number),
            col(Wave.title),
            col(Wave.opens_on),
            col(Wave.closes_on),
            col(Wave.questions),
            col(Wave.k),
            col(Wave.k_distribution),
            col(Wave.k_comment),
            col(WaveUnit.parent_id),
            col(WaveUnit.name),
            col(WaveUnit.invited),
            col(WaveUnit.ballots),
            col(WaveUnit.reissued),
            col(WaveUnit.covered),
        )
        .join(WaveUnit, col(WaveUnit.wave_id) == col(Wave.id))
        .where(_CLOSED, col(WaveUnit.unit_id) == sa.bindparam("unit"))
    )
    return waves.order_by(col(Wave.closes_on), col(Wave.id))


def of_wave(session: Session, wave_id: UUID, questions: Collection[str]) -> WaveResults:
    """Return the units of a wave, in the order of ids, and their histograms of some questions."""
    query = sa.select(
        col(WaveUnit.unit_id),
        col(WaveUnit.parent_id),
        col(WaveUnit.name),
        col(WaveUnit.invited),
        col(WaveUnit.ballots),
        col(WaveUnit.reissued),
        col(WaveUnit.covered),
    )
    query = query.where(col(WaveUnit.wave_id) == wave_id).order_by(col(WaveUnit.unit_id))
    units = session.execute(query).all()
    # Joined from the units: the key of results is unit and wave, not the wave alone.
    counted = (
        sa.select(col(Result.question_id), col(Result.unit_id), col(Result.counts))
        .join_from(
            WaveUnit,
            Result,
            sa.and_(
                col(Result.unit_id) == col(WaveUnit.unit_id),
                col(Result.wave_id) == col(WaveUnit.wave_id),
            ),
        )
        .where(col(WaveUnit.wave_id) == wave_id, col(Result.question_id).in_(questions))
    )
    histograms: dict[str, dict[UUID, Counts]] = {question: {} for question in questions}
    for question, unit, counts in session.connection().execute(counted):
        histograms[question][unit] = counts
    return WaveResults([UnitInWave(*row) for row in units], histograms)


def of_unit_in_wave(
    session: Session, unit_id: UUID, wave_id: UUID
) -> dict[str, tuple[Counts, int]]:
    """Return (counts, number of skips) by question of one unit in one wave."""
    query = sa.select(col(Result.question_id), col(Result.counts), col(Result.skipped)).where(
        col(Result.unit_id) == unit_id, col(Result.wave_id) == wave_id
    )
    return {question: (counts, skipped) for question, counts, skipped in session.execute(query)}


def not_applicable(session: Session, unit_id: UUID, wave_id: UUID) -> dict[str, tuple[Counts, int]]:
    """Return (counts, number of people to whom it does not apply) by question, where that is told.

    Of one unit in one wave.
    """
    query = sa.select(
        col(Result.question_id), col(Result.counts), col(Result.not_applicable)
    ).where(
        col(Result.unit_id) == unit_id,
        col(Result.wave_id) == wave_id,
        col(Result.not_applicable) > 0,
    )
    return {question: (counts, apart) for question, counts, apart in session.execute(query)}


def closed_waves(session: Session) -> list[tuple[UUID, date]]:
    """Return id and closing day of the counted waves, newest first."""
    query = sa.select(col(Wave.id), col(Wave.closes_on)).where(_CLOSED)
    rows = session.execute(query.order_by(col(Wave.closes_on).desc(), col(Wave.id).desc())).all()
    return [(wave, closed) for wave, closed in rows]


def waves_in_short(session: Session) -> Sequence[Row[Any]]:
    """Return the counted waves, oldest first: id, number, title, days and thresholds."""
    return session.connection().execute(_waves_in_short()).all()


@functools.cache
def _waves_in_short() -> sa.Select[Any]:
    """Return the query for the counted waves, built once."""
    columns: tuple[Any, ...] = (
        *(col(Wave.id), col(Wave.number), col(Wave.title), col(Wave.opens_on), col(Wave.closes_on)),
        *(col(Wave.k), col(Wave.k_distribution), col(Wave.k_comment)),
    )
    return sa.select(*columns).where(_CLOSED).order_by(col(Wave.closes_on), col(Wave.id))
