"""What a directory says of people and groups: memberships, and notes of what was not followed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert_many
from db.people import Person, Unit

_MAX_IDS_PER_STATEMENT = 500


class GroupMember(MainTable, table=True):
    """A person in a group; of several groups the one with the highest number is their unit."""

    __tablename__ = "group_member"
    __table_args__ = (WITHOUT_ROWID,)
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    unit_id: UUID = Field(primary_key=True, foreign_key="unit.id", ondelete="CASCADE", index=True)
    number: int


class DirectoryNote(MainTable, table=True):
    """Something that a directory asked and Peil did not do, once per day, person and group."""

    __tablename__ = "directory_note"
    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    noted_on: date = Field(sa_column_kwargs={"server_default": sa.func.current_date()})
    kind: str
    person_id: UUID | None = Field(
        default=None, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    group_name: str | None = None
    times: int = 1


def memberships(session: Session, people: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Return the groups of each of these people, with the number that says which one is last."""
    of: dict[UUID, dict[UUID, int]] = {person: {} for person in people}
    columns = (col(GroupMember.person_id), col(GroupMember.unit_id), col(GroupMember.number))
    in_order = sorted(people)
    for start in range(0, len(in_order), _MAX_IDS_PER_STATEMENT):
        some = in_order[start : start + _MAX_IDS_PER_STATEMENT]
        query = sa.select(*columns).where(col(GroupMember.person_id).in_(some))
        for person, unit, number in session.execute(query).all():
            of[person][unit] = number
    return of


def remember(session: Session, unit: UUID, numbers: Mapping[UUID, int]) -> None:
    """Store new members of a group with their numbers."""
    insert_many(
        session,
        GroupMember,
        [
            {"person_id": person, "unit_id": unit, "number": number}
            for person, number in numbers.items()
        ],
    )


def forget(session: Session, unit: UUID, people: Collection[UUID]) -> None:
    """Delete the memberships of some people in a group."""
    gone = [{"gone": person} for person in sorted(people)]
    if gone:
        of_unit = sa.delete(GroupMember).where(
            col(GroupMember.unit_id) == unit, col(GroupMember.person_id) == sa.bindparam("gone")
        )
        session.connection().execute(of_unit, gone)


def in_several_groups(session: Session) -> list[Row[Any]]:
    """Return `id`, `name`, `unit_id`, `group_id` and `group_name` of people in several groups.

    A row for each group, that of one person together.
    """
    several = (
        sa.select(col(GroupMember.person_id))
        .group_by(col(GroupMember.person_id))
        .having(sa.func.count() > 1)
    )
    columns: tuple[Any, ...] = (
        *(col(Person.id), col(Person.name), col(Person.unit_id)),
        *(col(Unit.id).label("group_id"), col(Unit.name).label("group_name")),
    )
    query = (
        sa.select(*columns)
        .join_from(GroupMember, Person, col(GroupMember.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(GroupMember.unit_id))
        .where(col(Person.id).in_(several))
        .order_by(col(Person.name), col(Person.id), col(GroupMember.number).desc())
    )
    return list(session.execute(query).all())


def never_named(session: Session, most: int) -> tuple[int, list[str]]:
    """Return how many people no directory has named or put into a group, and some of their names.

    That is nobody where no person at all was synchronised.
    """
    in_group = sa.select(col(GroupMember.person_id))
    alone = (col(Person.user_name).is_(None), col(Person.id).not_in(in_group))
    total = session.execute(sa.select(sa.func.count()).select_from(Person).where(*alone))
    names = sa.select(col(Person.name)).where(*alone).order_by(col(Person.name)).limit(most)
    return int(total.scalar_one()), list(session.execute(names).scalars())


def units_without_group(session: Session, most: int) -> tuple[int, list[str]]:
    """Return how many units with people have no synchronised member, and some of their names."""
    named = sa.select(col(GroupMember.unit_id))
    alone = (
        col(Unit.parent_id).is_not(None),
        col(Unit.id).in_(sa.select(col(Person.unit_id))),
        col(Unit.id).not_in(named),
    )
    total = session.execute(sa.select(sa.func.count()).select_from(Unit).where(*alone))
    names = sa.select(col(Unit.name)).where(*alone).order_by(col(Unit.name)).limit(most)
    return int(total.scalar_one()), list(session.execute(names).scalars())


def note(
    session: Session, kind: str, person: UUID | None, group_name: str | None, most: int
) -> None:
    """Note something, or that it was asked once more today; no new note beyond `most` a day."""
    today = sa.func.current_date()
    same = (
        col(DirectoryNote.noted_on) == today,
        col(DirectoryNote.kind) == kind,
        col(DirectoryNote.person_id).is_not_distinct_from(person),
        col(DirectoryNote.group_name).is_not_distinct_from(group_name),
    )
    again = sa.update(DirectoryNote).where(*same).values(times=col(DirectoryNote.times) + 1)
    if session.connection().execute(again).rowcount:
        return
    of_today = sa.select(sa.func.count()).where(col(DirectoryNote.noted_on) == today)
    if int(session.execute(of_today).scalar_one()) < most:
        values = {"id": uuid4(), "kind": kind, "person_id": person}
        insert_many(session, DirectoryNote, [{**values, "group_name": group_name, "times": 1}])


def is_here(session: Session, person: UUID) -> bool:
    """Return whether a person is in Peil."""
    return session.get(Person, person) is not None


def notes(session: Session) -> list[tuple[date, str, str | None, str | None, int]]:
    """Return day, kind, name of the person, group and times of every note, newest first."""
    columns: tuple[Any, ...] = (
        *(col(DirectoryNote.noted_on), col(DirectoryNote.kind), col(Person.name)),
        *(col(DirectoryNote.group_name), col(DirectoryNote.times)),
    )
    query = sa.select(*columns).join_from(
        DirectoryNote, Person, col(Person.id) == col(DirectoryNote.person_id), isouter=True
    )
    in_order = (
        *(col(DirectoryNote.noted_on).desc(), col(DirectoryNote.kind), col(Person.name)),
        *(col(DirectoryNote.group_name), col(DirectoryNote.id)),
    )
    return [tuple(row) for row in session.execute(query.order_by(*in_order)).all()]


def forget_notes(session: Session, before: date) -> None:
    """Delete the notes of before a day."""
    session.execute(sa.delete(DirectoryNote).where(col(DirectoryNote.noted_on) < before))
