"""Who keeps the key of the open wave, and turns handed to the clock: tables and queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, insert


class Keeping(MainTable, table=True):
    """The names of the keepers of later waves, and whom the open wave waits for.

    The key folder decides; this is what processes know that have none. `sealed_for` and `waits_for`
    are about the wave of that number. `desk_key` is a public key whose private half a clock keeps
    in memory: what a page hands in is sealed for it.
    """

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    keepers: list[str] = Field(default_factory=list, sa_type=JSON)
    wave: int | None = None
    sealed_for: list[str] = Field(default_factory=list, sa_type=JSON)
    waits_for: list[str] = Field(default_factory=list, sa_type=JSON)
    desk_key: bytes | None = None


class HandedIn(MainTable, table=True):
    """A passphrase that a page hands to the clock, sealed, and what the clock answers.

    The sealed passphrase is deleted before it is used.
    """

    __tablename__ = "handed_in"
    __table_args__ = (WITHOUT_ROWID,)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    for_key: bytes
    sealed: bytes | None = None
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


def keeping(session: Session) -> Keeping | None:
    """Return who keeps keys; None before there ever were keepers."""
    return session.get(Keeping, 1)


def save(session: Session, row: Keeping) -> None:
    """Save who keeps keys, whether there was a row before or not."""
    session.merge(row)
    session.flush()


def hand_in(session: Session, row: HandedIn) -> None:
    """Store a sealed passphrase in place of earlier ones of the same person."""
    session.execute(sa.delete(HandedIn).where(col(HandedIn.person_id) == row.person_id))
    insert(session, row)


def handed_in(session: Session) -> Sequence[HandedIn]:
    """Return what is handed in and not yet used."""
    query = sa.select(HandedIn).where(col(HandedIn.sealed).is_not(None))
    return session.execute(query).scalars().all()


def answer(session: Session, handed: UUID, outcome: dict[str, Any] | None) -> None:
    """Delete a sealed passphrase; store its outcome, if that is known by now."""
    change = sa.update(HandedIn).where(col(HandedIn.id) == handed)
    session.execute(change.values(sealed=None, outcome=outcome))


def take_outcome(session: Session, handed: UUID, person: UUID) -> tuple[bool, Any]:
    """Return whether a person's passphrase is still known, and its outcome.

    Deletes it once there is an outcome.
    """
    row = session.get(HandedIn, handed)
    if row is None or row.person_id != person:
        return False, None
    outcome = row.outcome
    if outcome is not None:
        session.execute(sa.delete(HandedIn).where(col(HandedIn.id) == handed))
    return True, outcome


def forget_handed_in(session: Session) -> None:
    """Delete everything that was handed in."""
    session.execute(sa.delete(HandedIn))
