"""Where people's ballots count, as confirmed by HR or the works council: tables and queries.

Rows are added, never changed; they go when their person leaves.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many
from db.people import Organisation, Person


class Place(NamedTuple):
    """The unit in which somebody's ballot counts, and the address at which messages reach them."""

    person: UUID
    unit: UUID
    address: str


class ConfirmedPlace(MainTable, table=True):
    """A place that somebody confirmed; only the last one of a person, by `number`, is valid.

    `before_wave` is the number of the wave that was to open next.
    """

    __tablename__ = "confirmed_place"
    __table_args__ = (WITHOUT_ROWID,)
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    unit_id: UUID
    address: str
    before_wave: int
    confirmed_by: UUID


class PlaceChange(MainTable, table=True):
    """Somebody who changed a person's place after confirmation `number` (0: before the first)."""

    __tablename__ = "place_change"
    __table_args__ = (WITHOUT_ROWID,)
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    changed_by: UUID = Field(primary_key=True)


class Confirmed(NamedTuple):
    """The last confirmed place of a person, and its number."""

    place: Place
    number: int


def address_of(email: str, channel: str | None, channel_address: str | None) -> str:
    """Return all that decides where messages to somebody go, as one text."""
    return email if channel is None else f"{email} ({channel}: {channel_address or email})"


def work_places(session: Session) -> list[Place]:
    """Return everybody with the unit they work in, and their address as `address_of` puts it."""
    person = (
        *(col(Person.id), col(Person.unit_id), col(Person.email)),
        *(col(Person.channel), col(Person.channel_address)),
    )
    rows = session.connection().execute(sa.select(*person)).all()
    return [Place(row[0], row[1], address_of(*row[2:])) for row in rows]


def last_confirmed(session: Session, before_wave: int | None = None) -> dict[UUID, Confirmed]:
    """Return the last confirmed place of each person who has one.

    With `before_wave`, only what was confirmed before that wave opened is considered.
    """
    columns = (
        *(col(ConfirmedPlace.person_id), col(ConfirmedPlace.unit_id)),
        *(col(ConfirmedPlace.address), col(ConfirmedPlace.number)),
    )
    query = sa.select(*columns).order_by(col(ConfirmedPlace.number))
    if before_wave is not None:
        query = query.where(col(ConfirmedPlace.before_wave) <= before_wave)
    rows = session.connection().execute(query).all()
    # A later row replaces the earlier ones of the same person.
    return {row[0]: Confirmed(Place(*row[:3]), row[3]) for row in rows}


def changed_by(session: Session) -> dict[tuple[UUID, int], set[UUID]]:
    """Return who changed each person's place, by person and number of confirmations then."""
    columns = (
        *(col(PlaceChange.person_id), col(PlaceChange.number)),
        col(PlaceChange.changed_by),
    )
    changes: dict[tuple[UUID, int], set[UUID]] = {}
    for person, number, by in session.connection().execute(sa.select(*columns)).all():
        changes.setdefault((person, number), set()).add(by)
    return changes


def note_changes(session: Session, people: Collection[UUID], by: UUID) -> None:
    """Note who changed the places of some people, once between two confirmations."""
    confirmed, known = last_confirmed(session), changed_by(session)
    keys = {(one, confirmed[one].number if one in confirmed else 0) for one in people}
    rows = [
        {"person_id": person, "number": number, "changed_by": by}
        for person, number in keys
        if by not in known.get((person, number), ())
    ]
    insert_many(session, PlaceChange, rows)


def confirm(session: Session, places: Iterable[Confirmed], before_wave: int, by: UUID) -> None:
    """Store confirmed places; the number of each is one more than that of the one before."""
    rows = [
        {
            "person_id": confirmed.place.person,
            "number": confirmed.number,
            "unit_id": confirmed.place.unit,
            "address": confirmed.place.address,
            "before_wave": before_wave,
            "confirmed_by": by,
        }
        for confirmed in places
    ]
    insert_many(session, ConfirmedPlace, rows)


def is_any_confirmed(session: Session) -> bool:
    """Return whether anybody's place was ever confirmed."""
    return bool(session.execute(sa.select(sa.exists(sa.select(ConfirmedPlace)))).scalar())


def own_confirmations(session: Session) -> int:
    """Return the number of places that were confirmed by somebody who had changed them."""
    same = (
        (col(PlaceChange.person_id) == col(ConfirmedPlace.person_id))
        & (col(PlaceChange.number) == col(ConfirmedPlace.number) - 1)
        & (col(PlaceChange.changed_by) == col(ConfirmedPlace.confirmed_by))
    )
    query = sa.select(sa.func.count()).select_from(ConfirmedPlace).join(PlaceChange, same)
    return int(session.execute(query).scalar_one())


def confirmed_from(session: Session) -> int | None:
    """Return the wave from which places are confirmed; 0: switched off, None: not decided yet."""
    return session.execute(sa.select(col(Organisation.confirmed_from))).scalar_one_or_none()


def set_confirmed_from(session: Session, wave: int) -> None:
    """Store the wave from which places are confirmed, 0 for none."""
    session.execute(sa.update(Organisation).values(confirmed_from=wave))
