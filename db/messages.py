"""Invitations to a wave, and messages about it: tables and queries.

They never tell whether somebody answered. All but results messages are deleted at the count.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col

from db.base import WITHOUT_ROWID, MainTable, UTCDateTime, insert_many

KINDS = (
    "kind IN ('invitation', 'results', 'talk', 'reply') OR kind LIKE 'reminder-%' "
    "OR kind LIKE 'count-%' OR kind LIKE 'review-%'"
)
STATES = ("waiting", "sending", "sent", "failed")
AFTER_COUNT = ("results", "talk", "reply")
"""Kinds of messages about the results of a wave that has been counted."""


class Invitation(MainTable, table=True):
    """An invitation of a person to a wave, and the unit in which their ballot counts."""

    __table_args__ = (WITHOUT_ROWID,)
    wave_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(
        primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    unit_id: UUID
    links: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many links were handed out and not withdrawn; a second one counts as reissued."""


class Message(MainTable, table=True):
    """One message to one person about a wave.

    `kind` is invitation, reminder-1, …, results, for leaders talk, reply and review- with the day,
    or for keepers count- with the day.

    `sending` is written before a message leaves and `sent` after: what a crash leaves in between is
    uncertain, and a person decides.
    """

    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        WITHOUT_ROWID,
    )
    wave_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(
        primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    kind: str = Field(primary_key=True)
    state: str = "waiting"
    attempts: int = 0
    fault: str | None = None
    try_after: datetime | None = Field(default=None, sa_type=UTCDateTime)
    """Not before then a message that was not taken is tried again."""


class MessageText(MainTable, table=True):
    """The changed text of a kind of message in one language."""

    __tablename__ = "message_text"
    kind: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    subject: str
    body: str


def follows_count(kind: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a kind of message is about a wave that has been counted."""
    return sa.or_(kind.in_(AFTER_COUNT), kind.like("review-%"))


def invite(
    session: Session, wave_id: UUID, counts_in: Mapping[UUID, UUID], *, links: int = 0
) -> None:
    """Store the invitations to a wave; `counts_in` has the unit of the ballot by person.

    `links` is the number of links that each of them has been handed already.
    """
    rows = [
        {"wave_id": wave_id, "person_id": person, "unit_id": unit, "links": links}
        for person, unit in counts_in.items()
    ]
    insert_many(session, Invitation, rows)


def number_invited(session: Session, wave_id: UUID, unit_id: UUID) -> int:
    """Return the number of people who are invited by a link and whose ballot counts in a unit."""
    of_unit = (col(Invitation.wave_id) == wave_id, col(Invitation.unit_id) == unit_id)
    query = sa.select(sa.func.count()).select_from(Invitation).where(*of_unit)
    return int(session.execute(query).scalar_one())


def ballot_units(session: Session, wave_id: UUID) -> dict[UUID, UUID]:
    """Return the unit of the ballot of everybody who is invited to a wave by a personal link."""
    query = sa.select(col(Invitation.person_id), col(Invitation.unit_id))
    return dict(session.execute(query.where(col(Invitation.wave_id) == wave_id)).all())


def prepare(session: Session, wave_id: UUID, people: Iterable[UUID], kind: str) -> None:
    """Store one kind of message about a wave as waiting, for each of some people."""
    rows = [
        {
            "wave_id": wave_id,
            "person_id": person,
            "kind": kind,
            "state": "waiting",
            "attempts": 0,
        }
        for person in people
    ]
    insert_many(session, Message, rows)


def forget(session: Session, wave_id: UUID) -> None:
    """Delete the invitations to a wave, and every message about it."""
    session.execute(sa.delete(Invitation).where(col(Invitation.wave_id) == wave_id))
    session.execute(sa.delete(Message).where(col(Message.wave_id) == wave_id))


def texts(session: Session) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return subject and body of every changed text, by kind and language."""
    query = sa.select(
        col(MessageText.kind),
        col(MessageText.language),
        col(MessageText.subject),
        col(MessageText.body),
    )
    return {(kind, lang): (subject, body) for kind, lang, subject, body in session.execute(query)}


def write_text(session: Session, kind: str, language: str, text: tuple[str, str] | None) -> None:
    """Store the text of a kind of message in one language; None restores the default."""
    if text is None:
        session.execute(
            sa.delete(MessageText).where(
                col(MessageText.kind) == kind, col(MessageText.language) == language
            )
        )
        return
    session.merge(MessageText(kind=kind, language=language, subject=text[0], body=text[1]))
