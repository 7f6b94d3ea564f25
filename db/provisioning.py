"""Queries and changes for the provisioning of people, a page or a few of them at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import Session, col

from db.administered import about, forget_changes_of
from db.base import insert_many, table_of
from db.directory import GroupMember
from db.people import Access, Person, SignIn, Unit
from db.roster import RosterChange

Column = Literal["id", "key", "user_name", "email", "unit_id", "name", "member"]

_MAX_IDS_PER_STATEMENT = 500
"""Maximum number of ids in one statement; both databases accept more, but not any number."""


@dataclass(frozen=True)
class Equal:
    """The condition that a column equals a value: a UUID for `id`, `unit_id` and `member`."""

    column: Column
    value: str | UUID


@dataclass(frozen=True)
class Several:
    """The condition that all, or any, of some conditions hold; without any, `all` is true."""

    how: Literal["all", "any"]
    conditions: tuple["Condition", ...]


Condition = Equal | Several


def people_page(
    session: Session, condition: Condition, *, first: int, number: int
) -> list[Row[Any]]:
    """Return a page of the people who meet a condition, in the order of ids, with their units.

    The row has the columns of `Person`, `unit_name`, and `above`: None in the whole organisation.
    """
    # The ids alone come from an index, however many are skipped.
    ids = sa.select(col(Person.id)).where(_person_clause(condition)).order_by(col(Person.id))
    page = ids.offset(first).limit(number).subquery()
    query = _people().where(col(Person.id).in_(sa.select(page.c.id))).order_by(col(Person.id))
    return list(session.execute(query).all())


def others_with(session: Session, person_id: UUID, equals: Iterable[Equal]) -> dict[Column, UUID]:
    """Return who else has any of these values, by its column; one query each, so by index."""
    others: dict[Column, UUID] = {}
    for equal in equals:
        query = sa.select(col(Person.id)).where(_person_clause(equal), col(Person.id) != person_id)
        other = session.execute(query.limit(1)).scalar_one_or_none()
        if other is not None:
            others.setdefault(equal.column, other)
    return others


def number_of_people(session: Session, condition: Condition) -> int:
    """Return the number of people who meet a condition."""
    query = sa.select(sa.func.count()).select_from(Person).where(_person_clause(condition))
    return int(session.execute(query).scalar_one())


def people_with(session: Session, ids: Collection[UUID]) -> list[Row[Any]]:
    """Return the people with these ids who exist, with their units as in `people_page`."""
    rows: list[Row[Any]] = []
    for some in _portions(ids):
        rows += session.execute(_people().where(col(Person.id).in_(some))).all()
    return rows


def members(session: Session, units: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Return unit, id and name of every person in these units, in the order of ids.

    Those who work there, and those whom the directory has put into them and into another one too.
    """
    working = sa.select(col(Person.unit_id), col(Person.id), col(Person.name))
    named = sa.select(col(GroupMember.unit_id), col(Person.id), col(Person.name)).join(
        GroupMember, col(GroupMember.person_id) == col(Person.id)
    )
    query = sa.union(
        working.where(col(Person.unit_id).in_(units)),
        named.where(col(GroupMember.unit_id).in_(units)),
    )
    return sorted((tuple(row) for row in session.execute(query).all()), key=lambda row: row[1])


def units_below(session: Session, units: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Return parent, id and name of all units directly below these, in the order of ids."""
    of = sa.select(col(Unit.parent_id), col(Unit.id), col(Unit.name))
    query = of.where(col(Unit.parent_id).in_(units)).order_by(col(Unit.id))
    return [tuple(row) for row in session.execute(query).all()]


def units_page(
    session: Session, condition: Condition, *, first: int, number: int
) -> list[Row[Any]]:
    """Return a page of the units below the root that meet a condition, in the order of ids."""
    columns = (col(Unit.id), col(Unit.parent_id), col(Unit.name), col(Unit.key))
    query = sa.select(*columns).where(_unit_clause(condition)).order_by(col(Unit.id))
    return list(session.execute(query.offset(first).limit(number)).all())


def number_of_units(session: Session, condition: Condition) -> int:
    """Return the number of units below the root that meet a condition."""
    query = sa.select(sa.func.count()).select_from(Unit).where(_unit_clause(condition))
    return int(session.execute(query).scalar_one())


def root_unit(session: Session) -> Row[tuple[UUID, str]] | None:
    """Return id and name of the unit that stands for the organisation; None before set-up."""
    query = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.parent_id).is_(None))
    return session.execute(query).one_or_none()


def unit_with(session: Session, unit_id: UUID) -> Unit | None:
    """Return a unit, or None when there is none with this id."""
    return session.get(Unit, unit_id)


def move_people(session: Session, ids: Collection[UUID], unit: UUID) -> None:
    """Move people to a unit."""
    for some in _portions(ids):
        session.execute(sa.update(Person).where(col(Person.id).in_(some)).values(unit_id=unit))


def remove_person(session: Session, person_id: UUID) -> None:
    """Delete a person with their roles and sign-ins; their token in the open wave stays."""
    forget_changes_of(session, [about(person_id)])
    session.execute(sa.delete(SignIn).where(col(SignIn.person_id) == person_id))
    session.execute(sa.delete(Access).where(col(Access.person_id) == person_id))
    session.execute(sa.delete(Person).where(col(Person.id) == person_id))


def has_past(session: Session, unit_id: UUID) -> bool:
    """Return whether a unit has follow-up or imported averages that would be lost with it."""
    tables = Person.metadata.tables
    names = ("agreement", "event", "talk", "talk_reason", "reply", "experiment_unit")
    kept = [tables[name] for name in (*names, "imported_mean")]
    exists = [sa.exists().where(table.c.unit_id == unit_id) for table in kept]
    return bool(session.execute(sa.select(sa.or_(*exists))).scalar())


def close_unit(session: Session, unit_id: UUID) -> None:
    """Delete every role for a unit, and its key in the organisation's own files."""
    session.execute(sa.delete(Access).where(col(Access.unit_id) == unit_id))
    session.execute(sa.update(Unit).where(col(Unit.id) == unit_id).values(key=None))


def remove_unit(session: Session, unit_id: UUID) -> None:
    """Delete a unit. Raises IntegrityError while anything refers to it."""
    session.execute(sa.delete(Unit).where(col(Unit.id) == unit_id))


def note_changes(session: Session, changes: Iterable[Mapping[str, Any]]) -> None:
    """Store who joined, moved or left, each with `kind`, `name`, units and open wave."""
    insert_many(session, RosterChange, [{**change, "id": uuid4()} for change in changes])


def _people() -> sa.Select[Any]:
    whose = col(Person.unit_id) == col(Unit.id)
    named: tuple[Any, ...] = (col(Unit.name).label("unit_name"), col(Unit.parent_id).label("above"))
    return sa.select(*table_of(Person).columns, *named).join(Unit, whose)


def _person_clause(condition: Condition) -> sa.ColumnElement[bool]:
    if isinstance(condition, Several):
        return _joined(condition, [_person_clause(part) for part in condition.conditions])
    value = condition.value
    if condition.column == "user_name":
        # People from a file have no user name yet and are identified by their e-mail address.
        by_address = sa.and_(
            col(Person.user_name).is_(None), sa.func.lower(col(Person.email)) == value
        )
        return sa.or_(col(Person.user_name) == value, by_address)
    if condition.column == "email":
        return sa.func.lower(col(Person.email)) == value
    columns = {"id": col(Person.id), "key": col(Person.key), "unit_id": col(Person.unit_id)}
    return columns[condition.column] == value


def _unit_clause(condition: Condition) -> sa.ColumnElement[bool]:
    return sa.and_(col(Unit.parent_id).is_not(None), _of_unit(condition))


def _of_unit(condition: Condition) -> sa.ColumnElement[bool]:
    if isinstance(condition, Several):
        return _joined(condition, [_of_unit(part) for part in condition.conditions])
    if condition.column == "member":
        works_there = sa.select(col(Person.unit_id)).where(col(Person.id) == condition.value)
        named = sa.select(col(GroupMember.unit_id)).where(
            col(GroupMember.person_id) == condition.value
        )
        return sa.or_(col(Unit.id).in_(works_there), col(Unit.id).in_(named))
    columns = {"id": col(Unit.id), "key": col(Unit.key), "name": col(Unit.name)}
    return columns[condition.column] == condition.value


def _joined(condition: Several, clauses: list[Any]) -> sa.ColumnElement[bool]:
    if condition.how == "all":
        return sa.and_(sa.true(), *clauses)
    return sa.or_(sa.false(), *clauses)


def _portions(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    in_order = sorted(ids)
    return (
        in_order[i : i + _MAX_IDS_PER_STATEMENT]
        for i in range(0, len(in_order), _MAX_IDS_PER_STATEMENT)
    )
