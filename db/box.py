"""The ballot box of one wave: a store of its own that holds tokens and sealed ballots.

It holds no time, no sequence number and nothing that leads to a person. On SQLite a box is a file
(`db/box_file.py`), on PostgreSQL the schema `box` (`db/box_schema.py`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlmodel import Field

from db.base import WITHOUT_ROWID, BoxTable
from db.engine import read_connection


class Token(BoxTable, table=True):
    """The right to cast one ballot: the hash of a secret, and the unit the ballot counts in."""

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


class Ballot(BoxTable, table=True):
    """One sealed set of answers, of the same length as every other."""

    __table_args__ = (WITHOUT_ROWID,)
    id: bytes = Field(primary_key=True, max_length=16)
    body: bytes


_TOKENS: sa.Table = BoxTable.metadata.tables[str(Token.__tablename__)]
_BALLOTS: sa.Table = BoxTable.metadata.tables[str(Ballot.__tablename__)]


class Box(ABC):
    """The box of one wave, which exists from the opening of the wave until its count."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine of the database that holds the box; do not connect yet."""
        self._engine = engine

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files in the store folder; none unless the box is a file."""
        return ()

    @property
    @abstractmethod
    def exists(self) -> bool:
        """Whether there is a box: its wave is open, or the count was interrupted."""

    @abstractmethod
    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order passed in."""

    def add(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Put more rights to answer into the box of an open wave, in the order passed in."""
        with self._engine.begin() as connection:
            self._insert_tokens(connection, tokens)

    def withdraw(self, token_hash: bytes) -> bool:
        """Remove a token that was never delivered; return False when it was used, so delivered."""
        with self._engine.begin() as connection:
            deleted = connection.execute(_TOKENS.delete().where(_TOKENS.c.hash == token_hash))
            return deleted.rowcount == 1

    def discard(self, token_hashes: Sequence[bytes]) -> None:
        """Remove tokens that were never handed out, in one transaction."""
        if token_hashes:
            statement = _TOKENS.delete().where(_TOKENS.c.hash == sa.bindparam("unused"))
            with self._engine.begin() as connection:
                connection.execute(statement, [{"unused": unused} for unused in token_hashes])

    @abstractmethod
    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""

    @abstractmethod
    def exchange(self, token_hash: bytes, seal_for: Callable[[UUID], bytes]) -> bool:
        """Replace a token by a ballot in one transaction; return False when it was already used.

        `seal_for` makes the ballot for the unit of the token; if it raises, nothing has changed.
        """

    def seal_off(self) -> None:
        """Remove all tokens, so that no process can cast a ballot any more."""
        with self._engine.begin() as connection:
            connection.execute(_TOKENS.delete())

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""
        with read_connection(self._engine) as connection:
            in_order = sa.select(_BALLOTS.c.body).order_by(_BALLOTS.c.id)
            return list(connection.execute(in_order).scalars())

    @abstractmethod
    def destroy(self) -> None:
        """Destroy the contents of the box, so that nothing of it stays readable anywhere."""

    @staticmethod
    def _insert_tokens(connection: Connection, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        rows = [{"hash": token_hash, "unit_id": unit} for token_hash, unit in tokens]
        if rows:
            connection.execute(_TOKENS.insert(), rows)
