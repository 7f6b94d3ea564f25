"""The rhythm of the programme, closed periods, and the last run of the clock: tables, queries."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, UTCDateTime, insert

STATES = ("running", "paused", "ended")


class Programme(MainTable, table=True):
    """The one programme of this installation: when waves open, for how long, and reminders.

    `rule` is an RFC 5545 recurrence rule; `opens_at` is in the organisation's time zone;
    `reminders` has days after opening; `brought_forward` a block number by wave number.
    `open_questions` says, by number, which waves ask the open questions at the end of a round
    and which do not, where that was chosen. `waits_for_talks` says whether a wave waits for talks
    about the results of the one before.
    """

    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint("open_days BETWEEN 1 AND 60", name="open_days"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    rule: str
    starts_on: date
    opens_at: time
    open_days: int
    period: str
    state: str = "running"
    reminders: list[int] = Field(default_factory=list, sa_type=JSON)
    brought_forward: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    waits_for_talks: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    open_questions: dict[str, bool] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )


class ClosedPeriod(MainTable, table=True):
    """Days on which no wave opens, such as a summer break."""

    __tablename__ = "closed_period"
    __table_args__ = (CheckConstraint("first_on <= last_on", name="dates"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    first_on: date
    last_on: date


class LaterStart(MainTable, table=True):
    """The day from which a unit takes part, with all below it, where that is not the first."""

    __tablename__ = "later_start"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id", ondelete="CASCADE")
    starts_on: date


class Clock(MainTable, table=True):
    """The last run of the clock, what it could not do, and what it learned of an open wave.

    `paces` has what it knows of the pace of each channel, `so_far` the participation of the open
    wave, rounded: the wave, the day, and the share that has answered. `failing` has the steps that
    fail, since when and why; `took` has by step how many seconds it took last, rounded up to what
    tells no number of answers.
    """

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_ran_at: datetime = Field(sa_type=UTCDateTime)
    paces: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
    so_far: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    failing: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
    took: dict[str, int] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )


def programme(session: Session) -> Programme | None:
    """Return the programme, or None before it was set up."""
    return session.get(Programme, 1)


def brought_forward(session: Session) -> dict[int, int]:
    """Return the block of each wave that does not ask its own, by wave number."""
    row = programme(session)
    return {int(number): block for number, block in row.brought_forward.items()} if row else {}


def asks_open_questions(session: Session, wave_number: int) -> bool | None:
    """Return whether a wave was chosen to ask the open questions, or not to; None: neither."""
    row = programme(session)
    return row.open_questions.get(str(wave_number)) if row else None


def save(session: Session, row: Programme) -> None:
    """Save the programme, whether there was one before or not."""
    session.merge(row)
    session.flush()


def add_closed_period(session: Session, row: ClosedPeriod) -> None:
    """Save a closed period."""
    insert(session, row)


def remove_closed_period(session: Session, period_id: UUID) -> str | None:
    """Delete a closed period and return its name; None when there is none with this id."""
    row = session.get(ClosedPeriod, period_id)
    if row is None:
        return None
    session.delete(row)
    return row.name


def closed_periods(session: Session) -> list[ClosedPeriod]:
    """Return the closed periods, earliest first."""
    return list(session.exec(select(ClosedPeriod).order_by(col(ClosedPeriod.first_on))))


def later_starts(session: Session) -> dict[UUID, date]:
    """Return the day from which each unit takes part that does not from the first, by unit."""
    return {row.unit_id: row.starts_on for row in session.exec(select(LaterStart))}


def start_later(session: Session, unit: UUID, starts_on: date | None) -> None:
    """Store from which day a unit takes part; None: as the units above it."""
    row = session.get(LaterStart, unit)
    if starts_on is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(LaterStart(unit_id=unit, starts_on=starts_on))
    else:
        row.starts_on = starts_on


def last_run(session: Session) -> datetime | None:
    """Return when the clock last ran, or None if it never did."""
    row = session.get(Clock, 1)
    return row.last_ran_at if row else None


def clock(session: Session) -> Clock | None:
    """Return what is known of the clock, or None if it never ran."""
    return session.get(Clock, 1)


def note_run(
    session: Session, now: datetime, failing: Mapping[str, Any], took: Mapping[str, int]
) -> None:
    """Store the time of this run of the clock, what fails in it, and how long its steps took."""
    row = session.get(Clock, 1) or Clock(last_ran_at=now)
    row.last_ran_at, row.failing, row.took = now, dict(failing), {**row.took, **took}
    session.add(row)


def write_failing(session: Session, failing: Mapping[str, Any], now: datetime) -> None:
    """Store what fails in the clock, and who was told of it."""
    row = session.get(Clock, 1) or Clock(last_ran_at=now)
    row.failing = dict(failing)
    session.add(row)


def paces(session: Session) -> Mapping[str, Any]:
    """Return what is known of the pace of each channel, by its name."""
    row = session.get(Clock, 1)
    return row.paces if row else {}


def so_far(session: Session) -> Mapping[str, Any] | None:
    """Return what the clock last learned of the participation of an open wave."""
    row = session.get(Clock, 1)
    return row.so_far if row else None


def write_so_far(session: Session, known: Mapping[str, Any] | None, now: datetime) -> None:
    """Store the participation of the open wave, rounded; None when there is none."""
    row = session.get(Clock, 1) or Clock(last_ran_at=now)
    row.so_far = None if known is None else dict(known)
    session.add(row)


def write_paces(session: Session, known: Mapping[str, Any], now: datetime) -> None:
    """Store what is known of the pace of each channel."""
    row = session.get(Clock, 1) or Clock(last_ran_at=now)
    row.paces = dict(known)
    session.add(row)
