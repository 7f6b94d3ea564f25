"""What administrators chose last: who saved a form, and how files with known headings are read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, table_of


class LastChange(MainTable, table=True):
    """Who saved something last, and a hash of what they left, to recognise later changes by."""

    __tablename__ = "last_change"
    __table_args__ = (WITHOUT_ROWID,)
    thing: str = Field(primary_key=True)
    left_as: bytes = Field(max_length=32)
    changed_by: UUID | None = None


class KeptMapping(MainTable, table=True):
    """How files of a kind with certain headings are read; `headings` is a hash of them.

    `kind` is what is imported: people, answers or aggregates. `name` is for whoever looks through
    the list of mappings, `fields` are the mapping itself.
    """

    __tablename__ = "kept_mapping"
    __table_args__ = (
        CheckConstraint("kind IN ('people', 'answers', 'aggregates')", name="kind"),
        WITHOUT_ROWID,
    )
    kind: str = Field(primary_key=True)
    headings: bytes = Field(primary_key=True, max_length=32)
    name: str
    fields: dict[str, Any] = Field(sa_type=JSON)


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


def kept_mappings(session: Session, kind: str) -> list[KeptMapping]:
    """Return the mappings of a kind by name."""
    query = select(KeptMapping).where(col(KeptMapping.kind) == kind)
    return list(session.exec(query.order_by(col(KeptMapping.name), col(KeptMapping.headings))))


def kept_mapping(session: Session, kind: str, headings: bytes) -> KeptMapping | None:
    """Return how files of a kind with these headings are read, if that is known."""
    return session.get(KeptMapping, (kind, headings))


def keep_mapping(
    session: Session, kind: str, headings: bytes, name: str, fields: Mapping[str, Any]
) -> None:
    """Keep how files with these headings are read, in place of what was kept."""
    forget_mapping(session, kind, headings)
    values = {"kind": kind, "headings": headings, "name": name, "fields": dict(fields)}
    session.execute(sa.insert(KeptMapping), values)


def forget_mapping(session: Session, kind: str, headings: bytes) -> None:
    """Delete a mapping, if it is there."""
    same = (col(KeptMapping.kind) == kind, col(KeptMapping.headings) == headings)
    session.execute(sa.delete(KeptMapping).where(*same))
    session.expire_all()
