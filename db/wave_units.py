"""The units of a wave, as they were when it opened: names, tree, and how many were invited."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, table_of


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


def published_units(session: Session, wave_id: UUID) -> dict[UUID, str]:
    """Return the name, at the time, of each unit that is published in a wave."""
    query = sa.select(col(WaveUnit.unit_id), col(WaveUnit.name)).where(
        col(WaveUnit.wave_id) == wave_id, col(WaveUnit.ballots).is_not(None)
    )
    return dict(session.execute(query).all())


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
