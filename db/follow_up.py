"""Follow-up of results: talks, agreements of teams and events; tables and queries."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, table_of
from db.people import Access, Unit
from db.wave_units import WaveUnit

MAX_BODY_LENGTH = 200
"""Maximum number of characters of an agreement or event: a sentence or two."""

MAX_DETAILS_LENGTH = 1_000
"""Maximum number of characters of the lines that say more about an agreement."""

OUTCOMES = ("keep", "change", "stop")
"""What a team decides when it looks back at an agreement."""


class Agreement(MainTable, table=True):
    """An agreement of a unit, about an indicator or in general; `ended_on` is set at its end.

    `wave_id` is the wave whose talk it was saved with, `outcome` what a later talk decided on it,
    and `learned` what it added. `owner` is a role, never a person. `reminded_on` is the day on
    which the message to look back at it was prepared.
    """

    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_BODY_LENGTH}", name="body"),
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
    wave_id: UUID | None = None
    outcome: str | None = None
    reviewed_on: date | None = None
    details: str | None = None
    owner: str = Field(default="team", sa_column_kwargs={"server_default": "team"})
    template: str | None = None
    learned: str | None = None
    noted_on: date | None = None
    reminded_on: date | None = None


class Event(MainTable, table=True):
    """An event in a unit that may explain its numbers."""

    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_BODY_LENGTH}", name="body"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    body: str
    happened_on: date
    noted_on: date | None = None


class Talk(MainTable, table=True):
    """A talk of a unit about the results of a wave; `outcome` is one line about where it led."""

    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    wave_id: UUID
    held_on: date
    outcome: str | None = None


def _listed(table: type[MainTable], day: str) -> sa.Select[tuple[Any, ...]]:
    """Return the query for the rows of several units, oldest first, which every team page runs.

    It is built once, because building it takes longer than running it.
    """
    columns = table_of(table).columns
    among = columns.unit_id.in_(sa.bindparam("units", expanding=True))
    return sa.select(*columns).where(among).order_by(columns[day], columns.id)


_AGREEMENTS = _listed(Agreement, "starts_on")
_EVENTS = _listed(Event, "happened_on")
_TALKS = _listed(Talk, "held_on")


_NOT_REMINDED = (
    sa.select(*table_of(Agreement).columns)
    .where(
        col(Agreement.ended_on).is_(None),
        col(Agreement.reminded_on).is_(None),
        col(Agreement.review_on) <= sa.bindparam("today"),
    )
    .order_by(col(Agreement.review_on), col(Agreement.id))
)


def agreements(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return the agreements of any of `units`, oldest first."""
    return list(session.connection().execute(_AGREEMENTS, {"units": list(units)}))


def agreement(session: Session, agreement_id: UUID) -> Agreement | None:
    """Return one agreement, or None when there is none with this id."""
    return session.get(Agreement, agreement_id)


def change(session: Session, agreement_id: UUID, **values: date | str | None) -> None:
    """Change columns of an agreement."""
    session.execute(sa.update(Agreement).where(col(Agreement.id) == agreement_id).values(**values))


def not_reminded(session: Session, today: date) -> list[Row[Any]]:
    """Return the agreements that hold, whose day to look back has come, without a message yet.

    Those that were kept have a later day to look back, which is not looked at here.
    """
    return list(session.connection().execute(_NOT_REMINDED, {"today": today}))


def note_reminded(session: Session, agreements: Collection[UUID], today: date) -> None:
    """Store the day of the message to look back at some agreements."""
    query = sa.update(Agreement).where(col(Agreement.id).in_(agreements))
    session.execute(query.values(reminded_on=today))


def units_reminded(session: Session) -> dict[date, set[UUID]]:
    """Return the units with agreements that hold, by the day of the message to look back."""
    columns = col(Agreement.reminded_on), col(Agreement.unit_id)
    query = sa.select(*columns).where(
        col(Agreement.reminded_on).is_not(None), col(Agreement.ended_on).is_(None)
    )
    found: dict[date, set[UUID]] = {}
    for day, unit in session.execute(query):
        found.setdefault(day, set()).add(unit)
    return found


def withdraw_talk(session: Session, unit: UUID, wave: UUID) -> None:
    """Delete the talk of a unit about a wave, and an agreement saved with it, unless reviewed."""
    session.execute(sa.delete(Talk).where(col(Talk.unit_id) == unit, col(Talk.wave_id) == wave))
    saved = col(Agreement.unit_id) == unit, col(Agreement.wave_id) == wave
    session.execute(sa.delete(Agreement).where(*saved, col(Agreement.reviewed_on).is_(None)))


def change_talk(session: Session, unit: UUID, wave: UUID, **values: date | str | None) -> None:
    """Change columns of the talk of a unit about a wave."""
    about = col(Talk.unit_id) == unit, col(Talk.wave_id) == wave
    session.execute(sa.update(Talk).where(*about).values(**values))


def events(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return the events of any of `units`, oldest first."""
    return list(session.connection().execute(_EVENTS, {"units": list(units)}))


def event(session: Session, event_id: UUID) -> Event | None:
    """Return one event, or None when there is none with this id."""
    return session.get(Event, event_id)


def change_event(session: Session, event_id: UUID, body: str, happened_on: date) -> None:
    """Change what happened, and when."""
    changed = sa.update(Event).where(col(Event.id) == event_id)
    session.execute(changed.values(body=body, happened_on=happened_on))


def remove_event(session: Session, event_id: UUID) -> None:
    """Delete an event."""
    session.execute(sa.delete(Event).where(col(Event.id) == event_id))


def talks(session: Session, units: Collection[UUID]) -> list[Row[Any]]:
    """Return the talks of any of `units`, oldest first."""
    return list(session.connection().execute(_TALKS, {"units": list(units)}))


def talked_about(session: Session, waves: Collection[UUID]) -> set[UUID]:
    """Return the units that have talked about the results of any of `waves`."""
    query = sa.select(col(Talk.unit_id)).where(col(Talk.wave_id).in_(waves))
    return set(session.execute(query).scalars())


def led_units(session: Session, wave: UUID) -> list[tuple[UUID, str, bool]]:
    """Return id, name and whether it talked about a wave, of each led unit published in it."""
    rows = session.connection().execute(_LED, {"wave": wave})
    return [(unit, name, bool(talked)) for unit, name, talked in rows]


def number_talked(session: Session, wave: UUID) -> tuple[int, int]:
    """Return how many led units that are published in a wave talked about it, and their number."""
    led = _LED.subquery()
    counted = sa.select(sa.func.sum(sa.cast(led.c.talked, sa.Integer)), sa.func.count())
    talked, units = session.connection().execute(counted, {"wave": wave}).one()
    return int(talked or 0), int(units)


def _led() -> sa.Select[UUID, str, bool]:
    """Return the query for the led units that are published in a wave."""
    talked = sa.exists().where(
        col(Talk.unit_id) == col(WaveUnit.unit_id), col(Talk.wave_id) == col(WaveUnit.wave_id)
    )
    led = sa.select(col(Access.unit_id)).where(col(Access.role) == "manager", col(Access.confirmed))
    return (
        sa.select(col(WaveUnit.unit_id), col(Unit.name), talked.label("talked"))
        .join(Unit, col(Unit.id) == col(WaveUnit.unit_id))
        .where(col(WaveUnit.wave_id) == sa.bindparam("wave"))
        .where(col(WaveUnit.ballots).is_not(None), col(WaveUnit.unit_id).in_(led))
    )


_LED = _led()


def forget(session: Session, before: date) -> int:
    """Delete agreements that ended, and events and talks, before a day; return the number."""
    over = sa.func.coalesce(col(Agreement.ended_on), col(Agreement.review_on))
    gone = session.execute(sa.delete(Agreement).where(over < before))
    old = session.execute(sa.delete(Event).where(col(Event.happened_on) < before))
    talked = session.execute(sa.delete(Talk).where(col(Talk.held_on) < before))
    return sum(int(getattr(deleted, "rowcount", 0)) for deleted in (gone, old, talked))
