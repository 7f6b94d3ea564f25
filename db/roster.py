"""Who joined, moved or left, for the works council to see: table and queries."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from db.base import WITHOUT_ROWID, MainTable

KINDS = ("joined", "moved", "left")


class RosterChange(MainTable, table=True):
    """Somebody who joined, moved or left; `open_wave` is the wave that was open on that day."""

    __tablename__ = "roster_change"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"), WITHOUT_ROWID)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    noted_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    open_wave: int | None = None
    kind: str
    name: str
    from_unit: str | None = None
    to_unit: str | None = None
