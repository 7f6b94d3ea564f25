"""What administrators chose last: who saved a form, and what a file's columns mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, table_of


class LastChange(MainTable, table=True):
    """Who saved something last, and a hash of what they left, to recognise later changes by."""

    __tablename__ = "last_change"
    __table_args__ = (WITHOUT_ROWID,)
    thing: str = Field(primary_key=True)
    left_as: bytes = Field(max_length=32)
    changed_by: UUID | None = None


class ColumnChoice(MainTable, table=True):
    """What the columns of files with certain headings mean; `headings` is a hash of them."""

    __tablename__ = "column_choice"
    __table_args__ = (WITHOUT_ROWID,)
    headings: bytes = Field(primary_key=True, max_length=32)
    columns: dict[str, list[str]] = Field(sa_type=JSON)


def about(person: UUID) -> str:
    """Return the name of a person's details among the things that are saved."""
    return f"person {person.hex}"


def note_change(session: Session, thing: str, left_as: bytes, by: UUID | None) -> None:
    """Keep who saved something, in the place of the last person."""
    forget_changes_of(session, [thing])
    session.execute(sa.insert(LastChange), {"thing": thing, "left_as": left_as, "changed_by": by})


def changed_by(session: Session, thing: str, left_as: bytes) -> UUID | None:
    """Return who left something as it is; None for the server, and where nobody is known."""
    same = (col(LastChange.thing) == thing, col(LastChange.left_as) == left_as)
    query = sa.select(col(LastChange.changed_by)).where(*same)
    return session.execute(query).scalar_one_or_none()


def forget_changes_of(session: Session, things: Iterable[str]) -> None:
    """Delete who saved some things last."""
    table = table_of(LastChange)
    gone = [{"gone": thing} for thing in things]
    if gone:
        of_them = table.delete().where(table.c.thing == sa.bindparam("gone"))
        session.connection().execute(of_them, gone)


def columns_of(session: Session, headings: bytes) -> Mapping[str, Sequence[str]] | None:
    """Return what the columns of files with these headings mean, if somebody has said so."""
    query = sa.select(col(ColumnChoice.columns)).where(col(ColumnChoice.headings) == headings)
    known: Mapping[str, Any] | None = session.execute(query).scalar_one_or_none()
    return known


def keep_columns(session: Session, headings: bytes, columns: Mapping[str, Sequence[str]]) -> None:
    """Keep what the columns of files with these headings mean, in place of what was kept."""
    session.execute(sa.delete(ColumnChoice).where(col(ColumnChoice.headings) == headings))
    values = {"headings": headings, "columns": {name: list(of) for name, of in columns.items()}}
    session.execute(sa.insert(ColumnChoice), values)
