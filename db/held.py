"""What waits because a directory would have ended roles: roles of leavers, units with roles."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many
from db.people import Access, Person, Unit

REQUESTS = ("inactive", "deleted")


class HeldRole(MainTable, table=True):
    """A role of somebody who has left. It gives nothing: `person_id` is nobody any more.

    Name, address, user name and key are what somebody who comes back is recognised by.
    """

    __tablename__ = "held_role"
    __table_args__ = (CheckConstraint(f"request IN {REQUESTS}", name="request"), WITHOUT_ROWID)
    id: UUID = Field(primary_key=True)
    person_id: UUID
    name: str
    email: str
    user_name: str | None = None
    key: str | None = None
    role: str
    unit_id: UUID | None = Field(
        default=None, foreign_key="unit.id", ondelete="CASCADE", index=True
    )
    confirmed: bool
    given_by: UUID | None = None
    by_list: bool
    request: str
    held_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    told_on: date | None = None


class HeldUnit(MainTable, table=True):
    """A unit whose group was deleted, and that stays because roles would end with it."""

    __tablename__ = "held_unit"
    __table_args__ = (WITHOUT_ROWID,)
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id", ondelete="CASCADE")
    held_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    told_on: date | None = None


def hold_roles(session: Session, person: Person, roles: Sequence[Access], request: str) -> None:
    """Keep the roles of a person who is being removed."""
    known = {
        "person_id": person.id,
        "name": person.name,
        "email": person.email,
        "user_name": person.user_name,
        "key": person.key,
        "request": request,
    }
    rows = [
        {
            **known,
            "id": one.id,
            "role": one.role,
            "unit_id": one.unit_id,
            "confirmed": one.confirmed,
            "given_by": one.given_by,
            "by_list": one.by_list,
        }
        for one in roles
    ]
    insert_many(session, HeldRole, rows)


def held_roles(session: Session) -> list[HeldRole]:
    """Return the roles of leavers, by day and name."""
    in_order = (col(HeldRole.held_on), col(HeldRole.name), col(HeldRole.role), col(HeldRole.id))
    return list(session.execute(sa.select(HeldRole).order_by(*in_order)).scalars())


def held_roles_for(session: Session, unit: UUID) -> list[HeldRole]:
    """Return the roles of leavers for a unit, by name."""
    of = sa.select(HeldRole).where(col(HeldRole.unit_id) == unit)
    in_order = of.order_by(col(HeldRole.name), col(HeldRole.role), col(HeldRole.id))
    return list(session.execute(in_order).scalars())


def held_roles_of(session: Session, person: UUID) -> list[HeldRole]:
    """Return the roles that wait of somebody who had an id."""
    of_them = sa.select(HeldRole).where(col(HeldRole.person_id) == person)
    return list(session.execute(of_them.order_by(col(HeldRole.id))).scalars())


def forget_roles(session: Session, ids: Collection[UUID]) -> None:
    """Delete some roles of leavers."""
    session.execute(sa.delete(HeldRole).where(col(HeldRole.id).in_(ids)))


def roles_for(session: Session, unit: UUID) -> list[Row[Any]]:
    """Return id, name of the person and role of every role for a unit, by name."""
    columns = (col(Access.id), col(Person.name), col(Access.role))
    query = (
        sa.select(*columns)
        .join_from(Access, Person, col(Access.person_id) == col(Person.id))
        .where(col(Access.unit_id) == unit)
        .order_by(col(Person.name), col(Access.role), col(Access.id))
    )
    return list(session.execute(query).all())


def hold_unit(session: Session, unit: UUID) -> bool:
    """Note that a unit waits; return whether that is new."""
    if session.get(HeldUnit, unit) is not None:
        return False
    insert_many(session, HeldUnit, [{"unit_id": unit}])
    return True


def held_units(session: Session) -> list[Row[Any]]:
    """Return `unit_id`, `held_on`, `told_on` and the number of `people` in it, by day."""
    number = sa.select(sa.func.count()).where(col(Person.unit_id) == col(HeldUnit.unit_id))
    columns: tuple[Any, ...] = (
        *(col(HeldUnit.unit_id), col(HeldUnit.held_on), col(HeldUnit.told_on)),
        number.scalar_subquery().label("people"),
    )
    query = sa.select(*columns).join(Unit, col(Unit.id) == col(HeldUnit.unit_id))
    return list(session.execute(query.order_by(col(HeldUnit.held_on), col(Unit.name))).all())


def forget_unit(session: Session, unit: UUID) -> bool:
    """Delete that a unit waits; return whether it did."""
    gone = sa.delete(HeldUnit).where(col(HeldUnit.unit_id) == unit)
    return bool(session.connection().execute(gone).rowcount)


def is_untold(session: Session) -> bool:
    """Return whether administrators are to be told: of something new, and not twice on a day."""
    today = sa.func.current_date()
    kinds = [sa.select(col(table.told_on), today.label("today")) for table in (HeldRole, HeldUnit)]
    rows = [row for kind in kinds for row in session.execute(kind).all()]
    told = {row.told_on for row in rows}
    return None in told and not any(row.told_on == row.today for row in rows)


def note_told(session: Session) -> None:
    """Note that administrators were told today of everything that waits."""
    for table in (HeldRole, HeldUnit):
        untold = sa.update(table).where(col(table.told_on).is_(None))
        session.execute(untold.values(told_on=sa.func.current_date()))
