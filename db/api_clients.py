"""Applications that read results through the API: table and queries."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, Session, col, select

from db.base import WITHOUT_ROWID, MainTable


class ApiClient(MainTable, table=True):
    """An application with a token; without a `hash` it waits for its release, and reads nothing.

    `unit_id` is the unit that it reads with all below it. `made_by` and `released_by` are nobody
    for what was done on the server itself.
    """

    __tablename__ = "api_client"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name"),
        WITHOUT_ROWID,
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True)
    unit_id: UUID = Field(foreign_key="unit.id", ondelete="CASCADE", index=True)
    scopes: list[str] = Field(sa_type=JSON)
    expires_on: date
    made_by: UUID | None = None
    released_by: UUID | None = None
    hash: bytes | None = Field(default=None, max_length=32)
    used_on: date | None = None


def add(session: Session, client: ApiClient) -> None:
    """Store a client. Raises IntegrityError when there is one with this name."""
    session.add(client)
    session.flush()


def client(session: Session, client_id: UUID) -> ApiClient | None:
    """Return a client, or None when there is none with this id."""
    return session.get(ApiClient, client_id)


@dataclass(frozen=True)
class TokenRow:
    """What has to be known of a client with each request."""

    name: str
    unit_id: UUID
    scopes: Sequence[str]
    expires_on: date
    hash: bytes | None


def token_row(session: Session, client_id: UUID) -> TokenRow | None:
    """Return what a token is checked by, or None when there is no client with this id."""
    row = session.connection().execute(_token_row(), {"client": client_id}).one_or_none()
    return None if row is None else TokenRow(*row)


@functools.cache
def _token_row() -> sa.Select[str, UUID, list[str], date, bytes | None]:
    """Return the query for one client, built once: every request of the API runs it."""
    columns = (col(getattr(ApiClient, one.name)) for one in fields(TokenRow))
    return sa.select(*columns).where(col(ApiClient.id) == sa.bindparam("client"))


def clients(session: Session) -> list[ApiClient]:
    """Return all clients, by name."""
    return list(session.exec(select(ApiClient).order_by(col(ApiClient.name))))


def release(session: Session, client_id: UUID, token_hash: bytes, by: UUID | None) -> bool:
    """Give a client that waits its token; return whether it was waiting."""
    waiting = (col(ApiClient.id) == client_id) & col(ApiClient.hash).is_(None)
    given = sa.update(ApiClient).where(waiting).values(hash=token_hash, released_by=by)
    return bool(getattr(session.execute(given), "rowcount", 0))


def note_use(session: Session, client_id: UUID, today: date) -> None:
    """Note the day on which a client read something."""
    session.execute(
        sa.update(ApiClient).where(col(ApiClient.id) == client_id).values(used_on=today)
    )


def remove(session: Session, client_id: UUID) -> None:
    """Delete a client, so that its token opens nothing any more."""
    session.execute(sa.delete(ApiClient).where(col(ApiClient.id) == client_id))
