"""Published results of waves: the table, and writing it; `db.published` reads it.

A result row is written once, by the count, and never changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many, table_of
from db.wave_units import WaveUnit
from db.waves import Wave


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


def may_change(session: Session) -> bool:
    """Return whether this process may change results: its role of PostgreSQL may only read them."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    query = sa.text("SELECT has_table_privilege('results.result', 'INSERT')")
    return bool(session.execute(query).scalar_one())


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
