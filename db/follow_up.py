"""What became of results: talks, what teams agreed on, what happened; tables and queries."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, table_of

LONGEST = 200
"""So many characters are a sentence or two."""


class Agreement(MainTable, table=True):
    """What a unit agreed on, about an indicator or in general; `ended_on` once it is over."""

    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {LONGEST}", name="body"),
        CheckConstraint("review_on >= starts_on", name="review_on"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    indicator: str | None = None
    body: str
    starts_on: date
    review_on: date
    ended_on: date | None = None


class Event(MainTable, table=True):
    """Something that happened to a unit and may explain its numbers."""

    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {LONGEST}", name="body"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    body: str
    happened_on: date


class Talk(MainTable, table=True):
    """That a unit has talked about the results of a wave."""

    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    wave_id: UUID
    held_on: date


def _listed(table: type[MainTable], day: str) -> sa.Select[tuple[Any, ...]]:
    """Make the statement for what some units noted, from old to new; each page of a team asks it.

    Made once, because making it takes longer than running it.
    """
    columns = table_of(table).columns
    among = columns.unit_id.in_(sa.bindparam("units", expanding=True))
    return sa.select(*columns).where(among).order_by(columns[day], columns.id)


_AGREEMENTS = _listed(Agreement, "starts_on")
_EVENTS = _listed(Event, "happened_on")
_TALKS = _listed(Talk, "held_on")


def agreements(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return what some units agreed on, from old to new."""
    return list(session.connection().execute(_AGREEMENTS, {"units": list(units)}))


def agreement(session: Session, agreement_id: UUID) -> Agreement | None:
    """Return one agreement, None where there is none with this id."""
    return session.get(Agreement, agreement_id)


def end(session: Session, agreement_id: UUID, on: date) -> None:
    """Note that an agreement is over."""
    ended = sa.update(Agreement).where(col(Agreement.id) == agreement_id).values(ended_on=on)
    session.execute(ended)


def events(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return what happened to some units, from old to new."""
    return list(session.connection().execute(_EVENTS, {"units": list(units)}))


def talks(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return the talks of some units, from old to new."""
    return list(session.connection().execute(_TALKS, {"units": list(units)}))


def talked_about(session: Session, waves: Collection[UUID]) -> set[UUID]:
    """Return the units that have talked about any of some waves."""
    found = sa.select(col(Talk.unit_id)).where(col(Talk.wave_id).in_(waves))
    return set(session.execute(found).scalars())


def forget(session: Session, before: date) -> int:
    """Delete agreements that were over, events and talks, before a day; return how many."""
    over = sa.func.coalesce(col(Agreement.ended_on), col(Agreement.review_on))
    gone = session.execute(sa.delete(Agreement).where(over < before))
    old = session.execute(sa.delete(Event).where(col(Event.happened_on) < before))
    talked = session.execute(sa.delete(Talk).where(col(Talk.held_on) < before))
    return sum(int(getattr(deleted, "rowcount", 0)) for deleted in (gone, old, talked))
