"""Addresses that are told of waves, and what they have been told: tables and queries."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable, UTCDateTime, insert_many


class Webhook(MainTable, table=True):
    """An address that is told of waves; `secret` signs what it is told.

    `disabled` has the reason why it is told nothing any more: the receiver's status.
    """

    __table_args__ = (
        CheckConstraint("length(address) BETWEEN 1 AND 500", name="address"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    address: str = Field(unique=True)
    secret: bytes
    disabled: str | None = None


class WebhookCall(MainTable, table=True):
    """What one address is told of one wave, until it has taken it; at most one for each event.

    `body` is None once it is done with, however that ended.
    """

    __tablename__ = "webhook_call"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'taken', 'given up', 'before')", name="state"),
        WITHOUT_ROWID,
    )
    webhook_id: UUID = Field(primary_key=True, foreign_key="webhook.id", ondelete="CASCADE")
    wave_id: UUID = Field(primary_key=True)
    event: str = Field(primary_key=True)
    id: UUID = Field(default_factory=uuid4)
    state: str = "waiting"
    body: str | None = None
    attempts: int = 0
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    outcome: str | None = None


Event = tuple[UUID, str]
"""A wave, and what happened to it."""


def webhooks(session: Session) -> list[Webhook]:
    """Return all addresses with their secrets, for the person who signs."""
    return list(session.exec(select(Webhook).order_by(col(Webhook.address))))


def listed(session: Session) -> list[tuple[UUID, str, str | None]]:
    """Return id, address and reason of being disabled of each, by address; without secrets."""
    columns = (col(Webhook.id), col(Webhook.address), col(Webhook.disabled))
    return [tuple(row) for row in session.execute(sa.select(*columns).order_by(columns[1]))]


def add(session: Session, address: str, secret: bytes, before: Collection[Event]) -> None:
    """Store an address; of what happened before it is told nothing.

    Raises IntegrityError when it is there already.
    """
    # Core, because a role that may not read secrets must not read the row back.
    webhook_id = uuid4()
    values = {"id": webhook_id, "address": address, "secret": secret}
    session.execute(sa.insert(Webhook), values)
    rows = [
        {"webhook_id": webhook_id, "wave_id": wave, "event": event, "id": uuid4(), "attempts": 0}
        | {"state": "before"}
        for wave, event in before
    ]
    insert_many(session, WebhookCall, rows)


def remove(session: Session, webhook_id: UUID) -> None:
    """Delete an address with what it has been told."""
    session.execute(sa.delete(WebhookCall).where(col(WebhookCall.webhook_id) == webhook_id))
    session.execute(sa.delete(Webhook).where(col(Webhook.id) == webhook_id))


def known_events(session: Session, webhook_id: UUID) -> set[Event]:
    """Return what an address has been told or is to be told."""
    columns = (col(WebhookCall.wave_id), col(WebhookCall.event))
    query = sa.select(*columns).where(col(WebhookCall.webhook_id) == webhook_id)
    return {(row[0], row[1]) for row in session.execute(query)}


def put(session: Session, webhook_id: UUID, event: Event, body: str) -> None:
    """Store what an address is to be told."""
    wave, what = event
    session.add(WebhookCall(webhook_id=webhook_id, wave_id=wave, event=what, body=body))


def due(session: Session, now: datetime) -> list[WebhookCall]:
    """Return what is to be told by now to addresses that are not disabled."""
    query = (
        select(WebhookCall)
        .join(Webhook, col(Webhook.id) == col(WebhookCall.webhook_id))
        .where(
            col(WebhookCall.state) == "waiting",
            col(Webhook.disabled).is_(None),
            sa.or_(col(WebhookCall.retry_at).is_(None), col(WebhookCall.retry_at) <= now),
        )
        .order_by(col(WebhookCall.attempts), col(WebhookCall.id))
    )
    return list(session.exec(query))


def note_attempt(
    session: Session, call: UUID, *, state: str, outcome: str, retry_at: datetime | None
) -> None:
    """Note how an attempt ended; what is not waiting any more is told no longer."""
    done = {} if state == "waiting" else {"body": None}
    session.execute(
        sa.update(WebhookCall)
        .where(col(WebhookCall.id) == call)
        .values(
            state=state,
            outcome=outcome,
            retry_at=retry_at,
            attempts=col(WebhookCall.attempts) + 1,
            **done,
        )
    )


def disable(session: Session, webhook_id: UUID, why: str) -> None:
    """Tell an address nothing any more."""
    session.execute(sa.update(Webhook).where(col(Webhook.id) == webhook_id).values(disabled=why))


def last_outcomes(session: Session) -> dict[UUID, tuple[str, str | None]]:
    """Return state and outcome of what each address was last told, by address.

    What still waits comes first, then what was given up.
    """
    columns = (col(WebhookCall.webhook_id), col(WebhookCall.state), col(WebhookCall.outcome))
    rows = session.execute(sa.select(*columns).where(col(WebhookCall.attempts) > 0)).all()
    order = {"waiting": 2, "given up": 1, "taken": 0}
    return {row[0]: (row[1], row[2]) for row in sorted(rows, key=lambda row: order.get(row[1], 0))}
