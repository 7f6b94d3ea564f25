"""The delivery status of messages: queries on the table `message`, to monitor and to settle them.

No table that is read here tells whether somebody answered, so no message can depend on it.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from db.messages import Invitation, Message
from db.outbox import settle
from db.people import Person
from db.waves import Wave

_CHANNEL = sa.func.lower(sa.func.coalesce(col(Person.channel), sa.literal_column("'mail'")))
"""The name of somebody's channel in lower case; a literal, so that PostgreSQL can group by it."""


class Listed(NamedTuple):
    """A message that needs attention."""

    wave: UUID
    number: int | None
    person: UUID
    name: str
    email: str
    kind: str
    state: str
    fault: str | None
    links: int


def state_of(session: Session, wave_id: UUID, person: UUID, kind: str) -> str | None:
    """Return the state of a message, or None when there is none."""
    message = session.get(Message, (wave_id, person, kind))
    return message.state if message else None


def links_of(session: Session, wave_id: UUID, person: UUID) -> int:
    """Return how many links to a wave somebody has been handed that may still work."""
    invitation = session.get(Invitation, (wave_id, person))
    return invitation.links if invitation else 0


def listed(session: Session, states: Collection[str]) -> list[Listed]:
    """Return the messages in some states, by kind and name."""
    query = (
        sa.select(
            col(Message.wave_id),
            col(Wave.number),
            col(Message.person_id),
            col(Person.name),
            col(Person.email),
            col(Message.kind),
            col(Message.state),
            col(Message.fault),
            sa.func.coalesce(col(Invitation.links), 0),
        )
        .join(Person, col(Person.id) == col(Message.person_id))
        .outerjoin(
            Invitation,
            (col(Invitation.wave_id) == col(Message.wave_id))
            & (col(Invitation.person_id) == col(Message.person_id)),
        )
        .join(Wave, col(Wave.id) == col(Message.wave_id))
        .where(col(Message.state).in_(states))
        .order_by(col(Message.kind), col(Person.name))
    )
    return [Listed(*row) for row in session.execute(query)]


def counts(session: Session) -> dict[tuple[UUID, str], dict[str, int]]:
    """Return the number of messages in each state, by wave and kind."""
    columns = (col(Message.wave_id), col(Message.kind), col(Message.state))
    by_kind: dict[tuple[UUID, str], dict[str, int]] = {}
    for wave, kind, state, number in session.execute(
        sa.select(*columns, sa.func.count()).group_by(*columns)
    ):
        by_kind.setdefault((wave, kind), {})[state] = number
    return by_kind


def number_unsent(session: Session) -> int:
    """Return the number of messages that wait, failed, or may not have arrived."""
    unsent = col(Message.state) != "sent"
    return int(session.execute(sa.select(sa.func.count()).where(unsent)).scalar_one())


def waiting_by_channel(session: Session) -> dict[str, int]:
    """Return the number of waiting messages by the name of the channel in lower case."""
    counted = counts_by_channel(session)
    return {channel: n for (channel, state), n in counted.items() if state == "waiting"}


def counts_by_channel(session: Session) -> dict[tuple[str, str], int]:
    """Return the number of messages by the name of the channel in lower case, and by state."""
    columns = (_CHANNEL, col(Message.state))
    query = (
        sa.select(*columns, sa.func.count())
        .select_from(Message)
        .join(Person, col(Person.id) == col(Message.person_id))
        .group_by(*columns)
    )
    return {(channel, state): number for channel, state, number in session.execute(query)}


def people_by_channel(session: Session) -> dict[str, int]:
    """Return how many people use each channel, by its name in lower case."""
    query = sa.select(_CHANNEL, sa.func.count()).select_from(Person).group_by(_CHANNEL)
    return dict(session.execute(query).all())


def addressed(session: Session, emails: Iterable[str]) -> dict[str, set[str]]:
    """Return the states of all messages by mail to some addresses; empty for anybody who has none.

    `emails` are in lower case. Addresses of nobody are left out.
    """
    small = sa.func.lower(col(Person.email))
    query = (
        sa.select(small, col(Message.state))
        .select_from(Person)
        .outerjoin(Message, col(Message.person_id) == col(Person.id))
        .where(small.in_(list(emails)))
    )
    states: dict[str, set[str]] = {}
    for email, state in session.execute(query):
        states.setdefault(email, set()).update({state} - {None})
    return states


def mark_bounced(session: Session, emails: Iterable[str], fault: str) -> set[str]:
    """Mark messages to some e-mail addresses as failed; return the addresses that had any.

    `emails` are in lower case. Only people who get their messages by mail are considered.
    """
    small = sa.func.lower(col(Person.email))
    query = (
        sa.select(col(Message.wave_id), col(Message.person_id), col(Message.kind), small)
        .join(Person, col(Person.id) == col(Message.person_id))
        .where(col(Message.state) == "sent", small.in_(list(emails)))
        .where(col(Person.channel).is_(None) | (sa.func.lower(col(Person.channel)) == "mail"))
    )
    rows = session.execute(query).all()
    for wave, person, kind, _ in rows:
        settle(session, wave, kind, [person], "failed", fault=fault)
    return {email for *_, email in rows}
