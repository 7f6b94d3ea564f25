"""Queries and changes for synchronising people with elsewhere, a page or a few of them at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Row
from sqlmodel import Session, col

from db.base import insert_many, table_of
from db.people import Access, Person, SignIn, Unit
from db.roster import RosterChange

Column = Literal["id", "key", "user_name", "email", "unit_id", "name", "member"]

_AT_ONCE = 500
"""So many ids go into one statement; both databases take more, but not any number."""


@dataclass(frozen=True)
class Equal:
    """A column that has a value; `id`, `unit_id` and `member` compare with a UUID."""

    column: Column
    value: str | UUID


@dataclass(frozen=True)
class Several:
    """Conditions of which all, or any, hold; True without any for `all`, False for `any`."""

    how: Literal["all", "any"]
    conditions: tuple["Condition", ...]


Condition = Equal | Several


def people_page(
    session: Session, condition: Condition, *, first: int, number: int
) -> list[Row[Any]]:
    """Return some of the people that a condition holds for, by id, each with its unit.

    The row has the columns of `Person`, `unit_name`, and `above`: None in the whole organisation.
    """
    # The ids alone come from an index, however many are passed over.
    ids = sa.select(col(Person.id)).where(_person_clause(condition)).order_by(col(Person.id))
    page = ids.offset(first).limit(number).subquery()
    found = _people().where(col(Person.id).in_(sa.select(page.c.id))).order_by(col(Person.id))
    return list(session.execute(found).all())


def others_with(session: Session, person_id: UUID, equals: Iterable[Equal]) -> bool:
    """Return whether anybody else has one of some values; asked one by one, so by index."""
    for equal in equals:
        found = sa.select(col(Person.id)).where(_person_clause(equal), col(Person.id) != person_id)
        if session.execute(found.limit(1)).scalar_one_or_none() is not None:
            return True
    return False


def number_of_people(session: Session, condition: Condition) -> int:
    """Return how many people a condition holds for."""
    found = sa.select(sa.func.count()).select_from(Person).where(_person_clause(condition))
    return int(session.execute(found).scalar_one())


def people_with(session: Session, ids: Collection[UUID]) -> list[Row[Any]]:
    """Return those of some people who are here, each with its unit as in `people_page`."""
    found: list[Row[Any]] = []
    for some in _portions(ids):
        found += session.execute(_people().where(col(Person.id).in_(some))).all()
    return found


def members(session: Session, units: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Return unit, id and name of everybody in some units, by id."""
    of = sa.select(col(Person.unit_id), col(Person.id), col(Person.name))
    found = of.where(col(Person.unit_id).in_(units)).order_by(col(Person.id))
    return [tuple(row) for row in session.execute(found).all()]


def units_below(session: Session, units: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Return the unit above, id and name of all units right below some, by id."""
    of = sa.select(col(Unit.parent_id), col(Unit.id), col(Unit.name))
    found = of.where(col(Unit.parent_id).in_(units)).order_by(col(Unit.id))
    return [tuple(row) for row in session.execute(found).all()]


def units_page(
    session: Session, condition: Condition, *, first: int, number: int
) -> list[Row[Any]]:
    """Return some of the units below the whole that a condition holds for, by id."""
    columns = (col(Unit.id), col(Unit.parent_id), col(Unit.name), col(Unit.key))
    found = sa.select(*columns).where(_unit_clause(condition)).order_by(col(Unit.id))
    return list(session.execute(found.offset(first).limit(number)).all())


def number_of_units(session: Session, condition: Condition) -> int:
    """Return how many units below the whole a condition holds for."""
    found = sa.select(sa.func.count()).select_from(Unit).where(_unit_clause(condition))
    return int(session.execute(found).scalar_one())


def whole(session: Session) -> Row[tuple[UUID, str]] | None:
    """Return id and name of the unit that is the whole organisation, None before there is one."""
    found = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.parent_id).is_(None))
    return session.execute(found).one_or_none()


def unit_with(session: Session, unit_id: UUID) -> Unit | None:
    """Return a unit, or None where there is none with this id."""
    return session.get(Unit, unit_id)


def units_called(session: Session, name: str) -> list[Row[tuple[UUID, UUID | None]]]:
    """Return id and unit above of every unit with a name."""
    found = sa.select(col(Unit.id), col(Unit.parent_id)).where(col(Unit.name) == name)
    return list(session.execute(found).all())


def move_people(session: Session, ids: Collection[UUID], unit: UUID) -> None:
    """Put people into a unit."""
    for some in _portions(ids):
        session.execute(sa.update(Person).where(col(Person.id).in_(some)).values(unit_id=unit))


def remove_person(session: Session, person_id: UUID) -> None:
    """Forget somebody, with what they may see and every way to sign in; the open wave keeps."""
    session.execute(sa.delete(SignIn).where(col(SignIn.person_id) == person_id))
    session.execute(sa.delete(Access).where(col(Access.person_id) == person_id))
    session.execute(sa.delete(Person).where(col(Person.id) == person_id))


def has_past(session: Session, unit_id: UUID) -> bool:
    """Return whether something is kept about a unit that would be lost with it."""
    tables = Person.metadata.tables
    kept = (tables["agreement"], tables["event"], tables["talk"])
    there = [sa.exists().where(table.c.unit_id == unit_id) for table in kept]
    return bool(session.execute(sa.select(sa.or_(*there))).scalar())


def close_unit(session: Session, unit_id: UUID) -> None:
    """Take away every role for a unit, and its number in the organisation's own files."""
    session.execute(sa.delete(Access).where(col(Access.unit_id) == unit_id))
    session.execute(sa.update(Unit).where(col(Unit.id) == unit_id).values(key=None))


def remove_unit(session: Session, unit_id: UUID) -> None:
    """Forget a unit; IntegrityError while anything refers to it."""
    session.execute(sa.delete(Unit).where(col(Unit.id) == unit_id))


def note_changes(session: Session, changes: Iterable[Mapping[str, Any]]) -> None:
    """Write down who joined, moved or left, each with `kind`, `name`, units and open wave."""
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
        # Who came by file has no user name yet and is known by the mail address.
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
        return col(Unit.id).in_(works_there)
    columns = {"id": col(Unit.id), "key": col(Unit.key), "name": col(Unit.name)}
    return columns[condition.column] == condition.value


def _joined(condition: Several, clauses: list[Any]) -> sa.ColumnElement[bool]:
    if condition.how == "all":
        return sa.and_(sa.true(), *clauses)
    return sa.or_(sa.false(), *clauses)


def _portions(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    in_order = sorted(ids)
    return (in_order[i : i + _AT_ONCE] for i in range(0, len(in_order), _AT_ONCE))
