"""Waves and their published results: tables and queries.

Nothing is finer than a wave: no time of an answer, no order of arrival, no link to a person. A
result row is written once, by the count, and never changed.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, Engine, Index, Row, text
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, insert, insert_many, table_of
from db.comments import COMMENT
from db.engine import on_postgresql, raw_read_cursor, read_connection
from db.imported import ImportedSource


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


class WaveUnit(MainTable, table=True):
    """A unit as it was when the wave opened; `ballots` is set only when the unit is published.

    Those ballots are the ones in its numbers. `covered` is the number of people invited in the
    groups that they come from, `reissued` the number of tokens among them beyond one for each of
    these people. A wave that an older version counted has neither. `leaders` are the people invited
    in the unit itself, without the units below it, who led a unit; none where it did not matter.
    """

    __tablename__ = "wave_unit"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id", index=True)
    parent_id: UUID | None = None
    name: str
    invited: int | None = None
    ballots: int | None = None
    reissued: int | None = None
    covered: int | None = None
    leaders: int | None = None


class Result(MainTable, table=True):
    """The published histogram of one question: one count per oriented option, last = good.

    `not_applicable` is the number of people who said that it does not apply to them, where that may
    be told; None where it was no choice.
    """

    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True)
    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    question_id: str = Field(primary_key=True)
    counts: list[int] = Field(sa_type=JSON)
    skipped: int
    not_applicable: int | None = None


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


def may_change(session: Session) -> bool:
    """Return whether this process may change results: its role of PostgreSQL may only read them."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    query = sa.text("SELECT has_table_privilege('results.result', 'INSERT')")
    return bool(session.execute(query).scalar_one())


def last_counted(session: Session, number: int) -> list[Wave]:
    """Return the last counted waves of the programme, newest first, at most `number`."""
    counted = select(Wave).where(col(Wave.number).is_not(None), Wave.state == "closed")
    return list(session.exec(counted.order_by(col(Wave.number).desc()).limit(number)))


def published_units(session: Session, wave_id: UUID) -> dict[UUID, str]:
    """Return the name, at the time, of each unit that is published in a wave."""
    query = sa.select(col(WaveUnit.unit_id), col(WaveUnit.name)).where(
        col(WaveUnit.wave_id) == wave_id, col(WaveUnit.ballots).is_not(None)
    )
    return dict(session.execute(query).all())


def add_wave(session: Session, wave: Wave, units: Iterable[Mapping[str, Any]]) -> None:
    """Write a wave and the tree of units as it is now."""
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
    """Turn a draft into an open wave, which from then on can only be closed."""
    wave.questions = questions
    wave.open_questions = open_questions
    wave.public_key = public_key
    wave.state = "open"
    session.flush()


def tree(session: Session, wave_id: UUID) -> dict[UUID, UUID | None]:
    """Return the parent of each unit as it was when the wave opened."""
    query = sa.select(col(WaveUnit.unit_id), col(WaveUnit.parent_id))
    return dict(session.execute(query.where(col(WaveUnit.wave_id) == wave_id)).all())


def unit_name(session: Session, wave_id: UUID, unit_id: UUID) -> str | None:
    """Return the name of a unit as it was in a wave, or None if it was not part of it."""
    row = session.get(WaveUnit, (unit_id, wave_id))
    return row.name if row else None


def wave_unit(session: Session, wave_id: UUID, unit_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return a unit as it was when the wave opened. Raises NoResultFound if it did not exist."""
    query = sa.select(*table_of(WaveUnit).columns)
    query = query.where(col(WaveUnit.unit_id) == unit_id, col(WaveUnit.wave_id) == wave_id)
    return session.connection().execute(query).one()


def own_leaders(session: Session, wave_id: UUID) -> dict[UUID, int]:
    """Return the number of invited people in each unit itself who led a unit; none if unknown."""
    query = sa.select(col(WaveUnit.unit_id), col(WaveUnit.leaders))
    known = query.where(col(WaveUnit.wave_id) == wave_id, col(WaveUnit.leaders).is_not(None))
    return {unit: leaders for unit, leaders in session.execute(known) if leaders is not None}


def own_invited(session: Session, wave_id: UUID, unit_id: UUID | None = None) -> dict[UUID, int]:
    """Return the number of people invited in each unit itself, without the units below it.

    With `unit_id`, for that unit only.
    """
    above = col(WaveUnit.parent_id)
    # Summed first: joined row by row, each unit would look at all others.
    below = (
        sa.select(above, sa.func.sum(col(WaveUnit.invited)).label("invited"))
        .where(col(WaveUnit.wave_id) == wave_id, above.is_not(None))
        .group_by(above)
    )
    if unit_id is not None:
        below = below.where(above == unit_id)
    others = below.subquery("below")
    number = sa.func.coalesce(col(WaveUnit.invited), 0) - sa.func.coalesce(others.c.invited, 0)
    query = (
        sa.select(col(WaveUnit.unit_id), number)
        .outerjoin(others, others.c.parent_id == col(WaveUnit.unit_id))
        .where(col(WaveUnit.wave_id) == wave_id)
    )
    if unit_id is not None:
        query = query.where(col(WaveUnit.unit_id) == unit_id)
    return {unit: int(number) for unit, number in session.execute(query).all()}


def path_in_wave(session: Session, wave_id: UUID, unit_id: UUID) -> list[WaveUnit]:
    """Return a unit and those above it as they were in a wave, from the unit upwards."""
    path: list[WaveUnit] = []
    above: UUID | None = unit_id
    while above is not None and (row := session.get(WaveUnit, (above, wave_id))) is not None:
        path.append(row)
        above = row.parent_id
    return path


def publish(
    session: Session,
    wave_id: UUID,
    ballots: Mapping[UUID, tuple[int, int, int | None]],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Write the results of a wave, all at once, and close it.

    `ballots` has the numbers of ballots, of reissued tokens, and of people behind the numbers by
    published unit; each of `rows` has `unit_id`, `question_id`, `counts`, `skipped` and
    `not_applicable`.
    """
    if ballots:
        table = table_of(WaveUnit)
        of_unit = sa.and_(table.c.wave_id == wave_id, table.c.unit_id == sa.bindparam("published"))
        counted = table.update().where(of_unit)
        counted = counted.values(
            ballots=sa.bindparam("cast"),
            reissued=sa.bindparam("again"),
            covered=sa.bindparam("behind"),
        )
        rows_of_units = [
            {"published": unit, "cast": cast, "again": again, "behind": behind}
            for unit, (cast, again, behind) in ballots.items()
        ]
        session.connection().execute(counted, rows_of_units)
    insert_many(session, Result, [{"wave_id": wave_id, **row} for row in rows])
    session.execute(sa.update(Wave).where(col(Wave.id) == wave_id).values(state="closed"))


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
