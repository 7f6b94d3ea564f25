"""Paper slips for the next wave: hashes of their codes, which go into its box when it opens."""

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many


class Slip(MainTable, table=True):
    """The right to cast one ballot in the next wave, for anybody who gets the slip."""

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


def replace(session: Session, unit_id: UUID, hashes: Iterable[bytes]) -> None:
    """Replace the slips of a unit; those printed before become invalid."""
    session.execute(sa.delete(Slip).where(col(Slip.unit_id) == unit_id))
    rows = [{"hash": secret_hash, "unit_id": unit_id} for secret_hash in hashes]
    insert_many(session, Slip, rows)


def withdraw_but_for(session: Session, units: Collection[UUID]) -> None:
    """Delete the slips of all units except `units`, because those others no longer exist."""
    gone = set(per_unit(session)) - set(units)
    if gone:
        session.execute(sa.delete(Slip).where(col(Slip.unit_id).in_(gone)))


def per_unit(session: Session) -> dict[UUID, int]:
    """Return the number of slips of each unit that has some."""
    unit = col(Slip.unit_id)
    return dict(session.execute(sa.select(unit, sa.func.count()).group_by(unit)).all())


def take_out(session: Session) -> list[tuple[bytes, UUID]]:
    """Delete all slips and return their (hash, unit)."""
    rows = session.execute(sa.select(col(Slip.hash), col(Slip.unit_id))).all()
    session.execute(sa.delete(Slip))
    return [(secret_hash, unit) for secret_hash, unit in rows]
