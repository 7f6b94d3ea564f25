"""The messages to be sent: queries on the table `message`.

No table that is read here tells whether somebody answered, so no message can depend on it.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
import sqlalchemy.orm
from sqlmodel import Session, col

from db.base import table_of
from db.confirmations import Place, address_of
from db.messages import AFTER_COUNT, Invitation, Message, follows_count
from db.people import Person
from db.waves import Wave

_TABLE = table_of(Message)


class Waiting(NamedTuple):
    """A message to be sent, and the time of day its recipient prefers."""

    wave: UUID
    person: UUID
    kind: str
    send_at: time | None
    channel: str | None = None
    attempts: int = 0


class Recipient(NamedTuple):
    """The data for one message; the unit is that of the ballot, or else of the person."""

    person: UUID
    name: str
    email: str
    channel: str | None
    channel_address: str | None
    language: str | None
    unit: UUID
    attempts: int
    invited_at_attempt: int | None
    """The attempt at which their invitation was sent; None without such a message."""
    links: int = 0
    """How many links to the wave they have been handed that may still work."""

    @property
    def place(self) -> Place:
        """The unit of the ballot and the address of the message."""
        address = address_of(self.email, self.channel, self.channel_address)
        return Place(self.person, self.unit, address)


def waiting(
    session: Session, wave_id: UUID, now: datetime, *, with_invitations: bool
) -> list[Waiting]:
    """Return the messages about a wave to be sent now; without invitations only those of its end.

    These are what follows the count, and what asks keepers to count. Nobody gets a reminder before
    their invitation was sent, because the reminder refers to it.
    """
    columns = (
        col(Message.wave_id),
        col(Message.person_id),
        col(Message.kind),
        col(Person.send_at),
        col(Person.channel),
        col(Message.attempts),
    )
    query = (
        sa.select(*columns)
        .join(Person, col(Person.id) == col(Message.person_id))
        .where(col(Message.wave_id) == wave_id, col(Message.state) == "waiting")
        .where(col(Message.try_after).is_(None) | (col(Message.try_after) <= now))
    )
    if not with_invitations:
        query = query.where(follows_count(col(Message.kind)) | col(Message.kind).like("count-%"))
        return [Waiting(*row) for row in session.execute(query)]
    other = sa.orm.aliased(Message)
    not_invited = sa.exists().where(
        col(other.wave_id) == wave_id,
        col(other.person_id) == col(Message.person_id),
        col(other.kind) == "invitation",
        col(other.state) != "sent",
    )
    free = (col(Message.kind) == "invitation") | col(Message.kind).like("count-%")
    query = query.where(free | ~not_invited)
    return [Waiting(*row) for row in session.execute(query)]


def recipients(
    session: Session, wave_id: UUID, kind: str, people: Collection[UUID]
) -> list[Recipient]:
    """Return the data for one kind of message to some people, in no particular order."""
    first = sa.orm.aliased(Message)
    query = (
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Person.email),
            col(Person.channel),
            col(Person.channel_address),
            col(Person.language),
            sa.func.coalesce(col(Invitation.unit_id), col(Person.unit_id)),
            col(Message.attempts),
            col(first.attempts),
            sa.func.coalesce(col(Invitation.links), 0),
        )
        .select_from(Message)
        .join(Person, col(Person.id) == col(Message.person_id))
        .outerjoin(
            Invitation,
            (col(Invitation.wave_id) == wave_id)
            & (col(Invitation.person_id) == col(Message.person_id)),
        )
        .outerjoin(
            first,
            (col(first.wave_id) == wave_id)
            & (col(first.person_id) == col(Message.person_id))
            & (col(first.kind) == "invitation"),
        )
        .where(
            col(Message.wave_id) == wave_id,
            col(Message.kind) == kind,
            col(Message.person_id).in_(people),
        )
    )
    return [Recipient(*row) for row in session.execute(query)]


def take(session: Session, wave_id: UUID, kind: str, people: Collection[UUID]) -> set[UUID]:
    """Mark waiting messages as being sent; return the people whose message was still waiting."""
    taken = (
        sa.update(_TABLE)
        .where(
            _TABLE.c.wave_id == wave_id,
            _TABLE.c.kind == kind,
            _TABLE.c.person_id.in_(people),
            _TABLE.c.state == "waiting",
        )
        .values(state="sending")
        .returning(_TABLE.c.person_id)
    )
    return set(session.execute(taken).scalars())


def settle(
    session: Session,
    wave_id: UUID,
    kind: str,
    people: Collection[UUID],
    state: str,
    *,
    fault: str | None = None,
    tried: int = 0,
    try_after: datetime | None = None,
) -> int:
    """Store the state of messages, add `tried` to their attempts, and return their number."""
    changed = (
        sa.update(_TABLE)
        .where(_TABLE.c.wave_id == wave_id, _TABLE.c.kind == kind, _TABLE.c.person_id.in_(people))
        .values(
            state=state,
            fault=fault,
            attempts=_TABLE.c.attempts + tried,
            try_after=try_after,
        )
    )
    done: sa.CursorResult[Any] = session.connection().execute(changed)
    return done.rowcount


def change_links(session: Session, wave_id: UUID, people: Collection[UUID], change: int) -> None:
    """Note that some people were handed a link (1), or that it was withdrawn (-1)."""
    table = table_of(Invitation)
    of_them = sa.and_(table.c.wave_id == wave_id, table.c.person_id.in_(people))
    handed = table.update().where(of_them).values(links=table.c.links + change)
    session.connection().execute(handed)


def people_with(session: Session, wave_id: UUID, kind: str) -> set[UUID]:
    """Return the people who have a kind of message about a wave, in any state."""
    query = sa.select(col(Message.person_id)).where(
        col(Message.wave_id) == wave_id, col(Message.kind) == kind
    )
    return set(session.execute(query).scalars())


def invited(session: Session, wave_id: UUID) -> list[UUID]:
    """Return the people who are invited to a wave by a personal link."""
    query = sa.select(col(Invitation.person_id)).where(col(Invitation.wave_id) == wave_id)
    return list(session.execute(query).scalars())


def forget_results(session: Session, closed_by: date) -> int:
    """Delete messages that followed the count of waves closed by a day; return the number.

    While another wave is open, also those of earlier waves, unless some are still to be sent.
    Messages to look back at agreements are kept as long from their own day on.
    """
    old = sa.select(col(Wave.id)).where(col(Wave.closes_on) <= closed_by)
    unsettled = sa.select(col(Message.wave_id)).where(
        col(Message.kind).in_(AFTER_COUNT), col(Message.state).in_(("waiting", "sending"))
    )
    another = sa.exists().where(col(Wave.state) == "open")
    over = _TABLE.c.wave_id.in_(old) | (another & _TABLE.c.wave_id.not_in(unsettled))
    has_day = _TABLE.c.kind.like("review-%")
    # Days in the ISO format are in order as texts.
    past = has_day & (_TABLE.c.kind <= f"review-{closed_by.isoformat()}")
    gone = sa.delete(_TABLE).where(follows_count(_TABLE.c.kind), past | (~has_day & over))
    done: sa.CursorResult[Any] = session.connection().execute(gone)
    return done.rowcount


def drop_waiting(session: Session, wave_id: UUID, prefix: str, but: str) -> None:
    """Delete the waiting messages about a wave whose kind begins with a prefix, but one kind."""
    session.execute(
        sa.delete(_TABLE).where(
            _TABLE.c.wave_id == wave_id,
            _TABLE.c.kind.startswith(prefix),
            _TABLE.c.kind != but,
            _TABLE.c.state == "waiting",
        )
    )
