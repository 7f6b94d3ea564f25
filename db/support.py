"""Whom people of a unit can talk to, where that is somebody else than in the units above it."""

import functools
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable


class UnitContacts(MainTable, table=True):
    """The contacts of a unit and of all below it without their own; gone with the unit."""

    __tablename__ = "unit_contacts"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id", ondelete="CASCADE")
    counsellor_name: str
    counsellor_phone: str
    company_doctor: str | None = None


def of_units(session: Session) -> list[tuple[UUID, str, str, str | None]]:
    """Return unit, counsellor, phone and company doctor of every unit with contacts of its own."""
    rows = session.connection().execute(_of_units())
    return [(unit, name, phone, doctor) for unit, name, phone, doctor in rows]


@functools.cache
def _of_units() -> sa.Select[UUID, str, str, str | None]:
    """Return the query for all of them, built once: every page of results runs it."""
    return sa.select(
        col(UnitContacts.unit_id),
        col(UnitContacts.counsellor_name),
        col(UnitContacts.counsellor_phone),
        col(UnitContacts.company_doctor),
    )


def replace(session: Session, unit: UUID, contacts: tuple[str, str, str | None] | None) -> None:
    """Store the contacts of a unit in place of those it had; None: it has none of its own."""
    session.execute(sa.delete(UnitContacts).where(col(UnitContacts.unit_id) == unit))
    if contacts is not None:
        name, phone, doctor = contacts
        values = {"counsellor_name": name, "counsellor_phone": phone, "company_doctor": doctor}
        session.execute(sa.insert(UnitContacts), {"unit_id": unit, **values})
