"""The organisation, its units and people, their roles and sign-ins: tables and queries."""

import functools
from collections.abc import Collection
from datetime import datetime, time
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Row
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, UTCDateTime, table_of
from db.folding import folded

Role = Literal["manager", "hr", "administrator", "council"]
ROLES: tuple[Role, ...] = get_args(Role)


class Organisation(MainTable, table=True):
    """The one organisation of this installation, with its contacts for support."""

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    counsellor_name: str | None = None
    counsellor_phone: str | None = None
    company_doctor: str | None = None
    own_questions: str | None = None
    time_zone: str = Field(
        default="Europe/Amsterdam", sa_column_kwargs={"server_default": "Europe/Amsterdam"}
    )
    language: str = Field(default="en", sa_column_kwargs={"server_default": "en"})
    country: str | None = None
    confirmed_from: int | None = None
    """The first wave before which places of people were confirmed; 0: switched off."""
    badges_by_chance: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    """Percentage of units that see a badge without cause in a year: 10 or 25."""
    k: int = Field(default=5, sa_column_kwargs={"server_default": "5"})
    k_distribution: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    k_comment: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    health_question: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    start_measurement: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether wave 1 asks every question on the core indicators; fixed once it has opened."""
    asks_who_leads: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether some waves ask who leads people."""
    calendar_token: str | None = None
    """What opens the calendar of waves, without sign-in; None: nothing does."""


class Unit(MainTable, table=True):
    """A team, a department, or the organisation as a whole (the one without a parent)."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    parent_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    name: str
    key: str | None = Field(default=None, unique=True, index=True)
    imported_with: str | None = None
    """The import of earlier results that made it (`db/imported_units.py`); None: none did."""


class Person(MainTable, table=True):
    """An employee and their unit."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    email: str = Field(unique=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    language: str | None = None
    key: str | None = Field(default=None, unique=True, index=True)
    user_name: str | None = Field(default=None, unique=True, index=True)
    """In lower case, to compare; `sent_user_name` is how the directory writes it."""
    sent_user_name: str | None = None
    channel: str | None = None
    channel_address: str | None = None
    send_at: time | None = None


class Access(MainTable, table=True):
    """A role for a unit and all below it, or for the whole organisation; managers have a unit.

    Until it is confirmed it gives nothing: `access` and `who_has` leave it out. Anybody who writes
    a role without saying that it is confirmed has written one that waits.
    """

    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("role <> 'manager' OR unit_id IS NOT NULL", name="unit"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: str
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    confirmed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    given_by: UUID | None = None
    """Who gave it, or changed how its holder signs in; None: the server."""
    by_list: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether an imported list gave it; what was given by hand no list takes away unasked."""


class SignIn(MainTable, table=True):
    """A link that signs somebody in, or a session that it opened: only the hash of its secret."""

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("kind IN ('link', 'session')", name="kind"), WITHOUT_ROWID)
    hash: bytes = Field(primary_key=True, max_length=32)
    kind: str
    person_id: UUID = Field(foreign_key="person.id", index=True)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    reusable: bool = False
    browser: bytes | None = None


class UnitRow(NamedTuple):
    """The columns of a unit that most queries need."""

    id: UUID
    parent_id: UUID | None
    name: str


def organisation(session: Session) -> Organisation | None:
    """Return the organisation, or None before it was set up."""
    return session.get(Organisation, 1)


Facts = Row[*tuple[Any, ...]]
"""The row of the organisation, read-only."""


def facts_of_organisation(session: Session) -> Facts | None:
    """Return the row of the organisation, as every page needs it; None before set-up."""
    return session.connection().execute(_facts()).one_or_none()


@functools.cache
def _facts() -> sa.Select[*tuple[Any, ...]]:
    """Return the query for the row, built once: every page runs it."""
    return sa.select(*table_of(Organisation).columns)


def move_unit(session: Session, unit_id: UUID, parent_id: UUID) -> None:
    """Put a unit, and all below it, under another one."""
    session.execute(sa.update(Unit).where(col(Unit.id) == unit_id).values(parent_id=parent_id))


def units(session: Session) -> list[UnitRow]:
    """Return every unit, in no particular order."""
    rows = session.connection().execute(_units())
    return [UnitRow(unit, parent, name) for unit, parent, name in rows]


@functools.cache
def _units() -> sa.Select[UUID, UUID | None, str]:
    """Return the query for all units, built once: every page of results runs it."""
    return sa.select(col(Unit.id), col(Unit.parent_id), col(Unit.name))


def path_to(session: Session, unit_id: UUID) -> list[UUID]:
    """Return a unit and those above it, in no particular order; [] for an unknown unit."""
    return list(session.connection().execute(_path(), {"unit": unit_id}).scalars())


@functools.cache
def _path() -> sa.Select[UUID]:
    """Return the query for a path, built once: every page runs it, some several times."""
    unit_and_parent = sa.select(col(Unit.id), col(Unit.parent_id))
    start = unit_and_parent.where(col(Unit.id) == sa.bindparam("unit"))
    path = start.cte("path", recursive=True)
    # UNION removes duplicates, so the recursion ends even where units form a circle.
    path = path.union(unit_and_parent.where(col(Unit.id) == path.c.parent_id))
    return sa.select(path.c.id)


def head_counts(session: Session) -> dict[UUID, int]:
    """Return the number of people in each unit itself, without the units below."""
    unit = col(Person.unit_id)
    return dict(session.execute(sa.select(unit, sa.func.count()).group_by(unit)).all())


def everybody(session: Session) -> list[Row[tuple[UUID, UUID]]]:
    """Return id and unit of every person."""
    return list(session.execute(sa.select(col(Person.id), col(Person.unit_id))).all())


def names_and_addresses(session: Session) -> list[tuple[UUID, str, str]]:
    """Return id, name and e-mail address of every person, in the order of names."""
    query = sa.select(col(Person.id), col(Person.name), col(Person.email))
    return [tuple(row) for row in session.execute(query.order_by(col(Person.name))).all()]


def names_among(session: Session, words: Collection[str]) -> dict[str, bool]:
    """Return those of the folded `words` that are part of a person's name, and whether the first.

    On PostgreSQL by a function, because the answering role may not read the table of people.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = sa.text("SELECT word, is_first FROM results.names_among(:words)")
        return dict(session.execute(query, {"words": list(words)}).all())
    known: dict[str, bool] = {}
    for name in session.execute(sa.select(col(Person.name))).scalars():
        for position, part in enumerate(folded(name).split()):
            for word in part.split("-"):
                if word in words:
                    known[word] = known.get(word, False) or position == 0
    return known


def person_with(session: Session, *emails: str) -> Person | None:
    """Return the person with one of some e-mail addresses, ignoring case, or None."""
    same = sa.func.lower(col(Person.email)).in_([email.lower() for email in emails])
    return session.execute(sa.select(Person).where(same)).scalar_one_or_none()


def person(session: Session, person_id: UUID) -> Person | None:
    """Return a person, or None when they have left."""
    return session.get(Person, person_id)


def access(session: Session, person_id: UUID) -> list[Row[tuple[str, UUID | None]]]:
    """Return role and unit of every confirmed role that a person has."""
    query = sa.select(col(Access.role), col(Access.unit_id)).where(
        col(Access.person_id) == person_id, col(Access.confirmed)
    )
    return list(session.execute(query).all())


def who_has(session: Session, role: str) -> list[Row[tuple[UUID, str, UUID | None]]]:
    """Return id, name and unit of every person with a confirmed role, in the order of names."""
    query = (
        sa.select(col(Person.id), col(Person.name), col(Access.unit_id))
        .join(Access, col(Access.person_id) == col(Person.id))
        .where(col(Access.role) == role, col(Access.confirmed))
        .order_by(col(Person.name))
    )
    return list(session.execute(query).all())


def sign_in(session: Session, secret_hash: bytes, kind: str) -> SignIn | None:
    """Return a link or session by the hash of its secret, expired or not."""
    row = session.get(SignIn, secret_hash)
    return row if row and row.kind == kind else None


def remove_sign_in(session: Session, secret_hash: bytes) -> None:
    """Revoke a link or session."""
    session.execute(sa.delete(SignIn).where(col(SignIn.hash) == secret_hash))


def remove_expired(session: Session, now: datetime) -> None:
    """Delete expired links and sessions."""
    session.execute(sa.delete(SignIn).where(col(SignIn.expires_at) < now))


def remove_sign_ins(session: Session, person_id: UUID) -> None:
    """Revoke every link and session of a person."""
    session.execute(sa.delete(SignIn).where(col(SignIn.person_id) == person_id))


def end_all_sign_ins(session: Session) -> None:
    """Delete every sign-in and every link that signs somebody in."""
    session.execute(sa.delete(SignIn))


def mailed_link(session: Session, person_id: UUID, after: datetime) -> SignIn | None:
    """Return the unused link that was mailed to a person last, if it expires after a moment."""
    own_links = (col(SignIn.person_id) == person_id, col(SignIn.kind) == "link")
    mailed = (col(SignIn.browser).is_not(None), col(SignIn.expires_at) > after)
    newest = col(SignIn.expires_at).desc()
    query = sa.select(SignIn).where(*own_links, *mailed).order_by(newest).limit(1)
    return session.execute(query).scalar_one_or_none()
