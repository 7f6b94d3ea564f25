"""Why a unit does not talk about the results of a wave, in one line; table and queries."""

import functools
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert
from db.follow_up import MAX_BODY_LENGTH


class TalkReason(MainTable, table=True):
    """Why a unit does not talk about the results of a wave."""

    __tablename__ = "talk_reason"
    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_BODY_LENGTH}", name="body"),
        WITHOUT_ROWID,
    )
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id")
    wave_id: UUID = Field(primary_key=True)
    body: str
    noted_on: date


def reasons_about(session: Session, wave: UUID) -> dict[UUID, str]:
    """Return the reason of each unit that does not talk about the results of a wave."""
    query = sa.select(col(TalkReason.unit_id), col(TalkReason.body))
    return dict(session.execute(query.where(col(TalkReason.wave_id) == wave)).all())


def reasons_of(session: Session, unit: UUID) -> Mapping[UUID, str]:
    """Return the reasons of a unit by wave."""
    rows = session.connection().execute(_of_unit(), {"unit": unit})
    return dict(rows.all())


@functools.cache
def _of_unit() -> sa.Select[UUID, str]:
    """Return the query for the reasons of a unit, built once: every team page runs it."""
    query = sa.select(col(TalkReason.wave_id), col(TalkReason.body))
    return query.where(col(TalkReason.unit_id) == sa.bindparam("unit"))


def write(session: Session, unit: UUID, wave: UUID, body: str, noted_on: date) -> None:
    """Store a reason in the place of an earlier one."""
    withdraw(session, unit, wave)
    insert(session, TalkReason(unit_id=unit, wave_id=wave, body=body, noted_on=noted_on))


def withdraw(session: Session, unit: UUID, wave: UUID) -> bool:
    """Delete a reason; return whether there was one."""
    of_wave = col(TalkReason.unit_id) == unit, col(TalkReason.wave_id) == wave
    gone: Any = session.execute(sa.delete(TalkReason).where(*of_wave))
    return bool(gone.rowcount)


def forget(session: Session, before: date) -> int:
    """Delete the reasons that were noted before a day; return the number."""
    gone: Any = session.execute(sa.delete(TalkReason).where(col(TalkReason.noted_on) < before))
    return int(gone.rowcount)
