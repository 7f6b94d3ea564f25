"""The roster, read and changed as a whole, and the list of its changes: table and queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col

from db.administered import about, forget_changes_of
from db.base import WITHOUT_ROWID, MainTable, table_of
from db.experiments import ExperimentUnit
from db.follow_up import Agreement, Event, Talk
from db.held import HeldRole
from db.imported import ImportedMean
from db.people import Access, Person, SignIn, Unit
from db.replies import Reply
from db.slips import Slip
from db.talk_reasons import TalkReason
from db.wave_units import WaveUnit
from db.waves import Wave

KINDS = ("joined", "moved", "left")

Values = Mapping[str, Any]


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


def all_units(session: Session) -> Sequence[Any]:
    """Return id, parent, name and key of every unit, in the order of ids."""
    unit = (col(Unit.id), col(Unit.parent_id), col(Unit.name), col(Unit.key))
    return session.connection().execute(sa.select(*unit).order_by(col(Unit.id))).all()


def all_people(session: Session) -> Sequence[Any]:
    """Return all details of every person, in the order of ids."""
    person = (
        *(col(Person.id), col(Person.name), col(Person.email), col(Person.unit_id)),
        *(col(Person.language), col(Person.key), col(Person.channel)),
        *(col(Person.channel_address), col(Person.send_at)),
    )
    return session.connection().execute(sa.select(*person).order_by(col(Person.id))).all()


def all_access(session: Session) -> Sequence[Any]:
    """Return every role by id: person, role, unit, whether confirmed, whether given by a list."""
    access = (
        *(col(Access.id), col(Access.person_id), col(Access.role), col(Access.unit_id)),
        *(col(Access.confirmed), col(Access.by_list)),
    )
    return session.connection().execute(sa.select(*access).order_by(col(Access.id))).all()


def find_people(
    session: Session, text: str, units: Collection[UUID] | None, first: int, most: int
) -> tuple[Sequence[Any], int]:
    """Return id, name, address and unit of matching people by name, and the number of all matches.

    People match with `text` in name, address or key, and in one of `units` unless that is None.
    Returns at most `most` people, after skipping `first`.
    """
    fields = (col(Person.name), col(Person.email), col(Person.key))
    match = sa.or_(*(field.icontains(text, autoescape=True) for field in fields))
    if units is not None:
        match = sa.and_(match, col(Person.unit_id).in_(units))
    query = sa.select(
        col(Person.id), col(Person.name), col(Person.email), col(Person.unit_id)
    ).where(match)
    in_order = query.order_by(col(Person.name), col(Person.email)).offset(first).limit(most)
    number = sa.select(sa.func.count()).select_from(Person).where(match)
    connection = session.connection()
    return connection.execute(in_order).all(), connection.execute(number).scalar_one()


def units_referred_to(session: Session) -> set[UUID]:
    """Return the units with results, also imported ones, an open wave, follow-up or slips.

    Those, too, for which a role of somebody who has left waits for an administrator.
    """
    of_waves = sa.select(col(WaveUnit.unit_id)).join(Wave, col(WaveUnit.wave_id) == col(Wave.id))
    counts = sa.or_(col(WaveUnit.ballots).is_not(None), col(Wave.state) != "closed")
    referred = set(session.execute(of_waves.where(counts).distinct()).scalars())
    referring = (Agreement, Event, Talk, TalkReason, Reply, ExperimentUnit, ImportedMean, Slip)
    for table in referring:
        referred |= set(session.execute(sa.select(col(table.unit_id)).distinct()).scalars())
    held = sa.select(col(HeldRole.unit_id)).where(col(HeldRole.unit_id).is_not(None))
    return referred | set(session.execute(held.distinct()).scalars())


def update(session: Session, model: type[SQLModel], rows: Iterable[Values]) -> None:
    """Update many rows by their `id`; rows may have values for different columns."""
    table = table_of(model)
    alike: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        alike.setdefault(tuple(sorted(row)), []).append(row)
    for columns, some in sorted(alike.items()):
        values: dict[str, Any] = {
            column: sa.bindparam(f"new_{column}") for column in columns if column != "id"
        }
        changed = table.update().where(table.c.id == sa.bindparam("new_id")).values(values)
        session.connection().execute(
            changed, [{f"new_{column}": value for column, value in row.items()} for row in some]
        )


def delete(session: Session, model: type[SQLModel], ids: Sequence[UUID]) -> None:
    """Delete many rows by their id, one after the other in the order passed in."""
    table = table_of(model)
    if ids:
        gone = table.delete().where(table.c.id == sa.bindparam("gone"))
        session.connection().execute(gone, [{"gone": one} for one in ids])


def remove_people(session: Session, ids: Sequence[UUID]) -> None:
    """Delete people with their roles, sign-ins and pending messages."""
    if not ids:
        return
    gone = [{"gone": one} for one in ids]
    forget_changes_of(session, map(about, ids))
    for model in (Access, SignIn):
        table = table_of(model)
        of_them = table.delete().where(table.c.person_id == sa.bindparam("gone"))
        session.connection().execute(of_them, gone)
    delete(session, Person, ids)


def changes(session: Session) -> list[RosterChange]:
    """Return the changes of the roster, newest first; within a day by name."""
    in_order = (
        col(RosterChange.noted_on).desc(),
        col(RosterChange.open_wave),
        col(RosterChange.name),
        col(RosterChange.kind),
    )
    return list(session.execute(sa.select(RosterChange).order_by(*in_order)).scalars())


def forget_changes(session: Session, before: date) -> None:
    """Delete the changes noted before a day."""
    session.execute(sa.delete(RosterChange).where(col(RosterChange.noted_on) < before))
