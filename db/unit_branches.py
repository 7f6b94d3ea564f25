"""Queries for a part of the tree of units: all above some of them, or their whole branches.

What one reader may see is mostly a small part of a large organisation; both go by key.
"""

import functools
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from db.people import Unit, UnitRow


def upwards(session: Session, units: Collection[UUID]) -> list[UnitRow]:
    """Return some units and all above them, in no particular order, each once."""
    return _rows(session, _walk(down=False), units)


def branches(session: Session, units: Collection[UUID]) -> list[UnitRow]:
    """Return some units and all above and below them, in no particular order, each once."""
    above = upwards(session, units)
    known = {row.id for row in above}
    below = _rows(session, _walk(down=True), units)
    return [*above, *(row for row in below if row.id not in known)]


def _rows(
    session: Session, query: sa.Select[UUID, UUID | None, str], units: Collection[UUID]
) -> list[UnitRow]:
    if not units:
        return []
    rows = session.connection().execute(query, {"units": list(units)})
    return [UnitRow(unit, parent, name) for unit, parent, name in rows]


@functools.cache
def _walk(*, down: bool) -> sa.Select[UUID, UUID | None, str]:
    """Return the query for all that is below or above units, built once: pages run it."""
    row = sa.select(col(Unit.id), col(Unit.parent_id), col(Unit.name))
    start = row.where(col(Unit.id).in_(sa.bindparam("units", expanding=True)))
    walk = start.cte("walk", recursive=True)
    next_one = col(Unit.parent_id) == walk.c.id if down else col(Unit.id) == walk.c.parent_id
    # UNION removes duplicates, so the recursion ends even where units form a circle.
    walk = walk.union(row.where(next_one))
    return sa.select(walk.c.id, walk.c.parent_id, walk.c.name)
