"""The ballot box of one wave: a store of its own that holds tokens and sealed ballots.

It holds no time, no sequence number and nothing that leads to a person. A token that is used stays,
with a random number in place of its hash: so nobody can count in the box who of a unit has
answered. It is the hash of a receipt that lies only in the sealed ballot: so the count tells a
ballot that was cast from one that was planted, and nobody finds in the box what a planted one would
need. On SQLite a box is a file (`db/box_file.py`), on PostgreSQL the schema `box`
(`db/box_schema.py`).
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Connection, Engine
from sqlmodel import Field

from db.base import WITHOUT_ROWID, BoxTable
from db.engine import read_connection
from db.health import damage_of


class Token(BoxTable, table=True):
    """The right to cast one ballot: the hash of a secret, and the unit the ballot counts in.

    Once it has been used, `hash` is that of the receipt of its ballot.
    """

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


class Issued(BoxTable, table=True):
    """A token, used or not, of a box that has been sealed off."""

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


class Reissued(BoxTable, table=True):
    """The number of tokens of a unit beyond one for each person invited."""

    __table_args__ = (CheckConstraint("number >= 0", name="number"), WITHOUT_ROWID)
    unit_id: UUID = Field(primary_key=True)
    number: int


class Ballot(BoxTable, table=True):
    """One sealed set of answers, of the same length as every other."""

    __table_args__ = (WITHOUT_ROWID,)
    id: bytes = Field(primary_key=True, max_length=16)
    body: bytes


_TOKENS: sa.Table = BoxTable.metadata.tables[str(Token.__tablename__)]
_ISSUED: sa.Table = BoxTable.metadata.tables[str(Issued.__tablename__)]
_REISSUED: sa.Table = BoxTable.metadata.tables[str(Reissued.__tablename__)]
_BALLOTS: sa.Table = BoxTable.metadata.tables[str(Ballot.__tablename__)]

RECEIPT_BYTES = 32


def receipt_hash(receipt: bytes) -> bytes:
    """Return what the box has of a receipt: its SHA-256, which looks like that of a token."""
    return sha256(receipt).digest()


Seal = Callable[[UUID, bytes], bytes]
"""Called with the unit of a token and a receipt; returns the sealed ballot that holds both."""


class NewToken(NamedTuple):
    """A token to put into a box; `again` if its person holds another one, which still works."""

    hash: bytes
    unit_id: UUID
    again: bool = False


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

    def add(self, tokens: Iterable[NewToken]) -> None:
        """Put more rights to answer into the box of an open wave, in the order passed in."""
        tokens = list(tokens)
        with self._engine.begin() as connection:
            self._insert_tokens(connection, ((token.hash, token.unit_id) for token in tokens))
            again = Counter(token.unit_id for token in tokens if token.again)
            self._change_reissued(connection, again)

    def withdraw(self, token: NewToken) -> bool:
        """Remove a token that was never delivered; return False when it was used, so delivered."""
        with self._engine.begin() as connection:
            deleted = connection.execute(_TOKENS.delete().where(_TOKENS.c.hash == token.hash))
            if deleted.rowcount != 1:
                return False
            self._change_reissued(connection, {token.unit_id: -1} if token.again else {})
            return True

    def discard(self, tokens: Iterable[NewToken]) -> None:
        """Remove tokens that were never handed out."""
        tokens = list(tokens)
        if first := [{"unused": token.hash} for token in tokens if not token.again]:
            statement = _TOKENS.delete().where(_TOKENS.c.hash == sa.bindparam("unused"))
            with self._engine.begin() as connection:
                connection.execute(statement, first)
        for token in tokens:
            if token.again:
                self.withdraw(token)

    @abstractmethod
    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""

    @abstractmethod
    def exchange(self, token_hash: bytes, seal_for: Seal) -> bool:
        """Use a token for a ballot, in one transaction; return False when it was already used.

        The hash of the token is overwritten by that of the receipt of the ballot. `seal_for` makes
        the ballot for the unit of the token; if it raises, nothing has changed.
        """

    def seal_off(self) -> None:
        """Put all tokens out of use, so that no process can cast a ballot any more.

        Waits for ballots that are being cast at this moment. Has no effect a second time.
        """
        with self._engine.begin() as connection:
            self._lock(connection)
            columns = (_TOKENS.c.hash, _TOKENS.c.unit_id)
            in_order = sa.select(*columns).order_by(_TOKENS.c.hash)
            connection.execute(_ISSUED.insert().from_select(["hash", "unit_id"], in_order))
            connection.execute(_TOKENS.delete())

    def issued(self) -> dict[bytes, UUID]:
        """Return the unit of every token of a sealed-off box, by its hash or that of a receipt."""
        with read_connection(self._engine) as connection:
            rows = connection.execute(sa.select(_ISSUED.c.hash, _ISSUED.c.unit_id))
            return dict(rows.all())

    def reissued(self) -> dict[UUID, int]:
        """Return the number of tokens of each unit beyond one for each person invited."""
        with read_connection(self._engine) as connection:
            rows = connection.execute(sa.select(_REISSUED.c.unit_id, _REISSUED.c.number))
            return {unit: number for unit, number in rows if number}

    def number_cast(self) -> int:
        """Return how many ballots there are, in all units together."""
        with read_connection(self._engine) as connection:
            number = sa.select(sa.func.count()).select_from(_BALLOTS)
            return int(connection.execute(number).scalar_one())

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""
        with read_connection(self._engine) as connection:
            in_order = sa.select(_BALLOTS.c.body).order_by(_BALLOTS.c.id)
            return list(connection.execute(in_order).scalars())

    def damage(self) -> str | None:
        """Return the first damage in its file, if any; PostgreSQL checks its own files."""
        return damage_of(self._engine)

    @abstractmethod
    def destroy(self) -> None:
        """Destroy the contents of the box, so that nothing of it stays readable anywhere."""

    @staticmethod
    def _insert_tokens(connection: Connection, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        rows = [{"hash": token_hash, "unit_id": unit} for token_hash, unit in tokens]
        if rows:
            connection.execute(_TOKENS.insert(), rows)

    @abstractmethod
    def _lock(self, connection: Connection) -> None:
        """Keep every other process from using a token until the transaction ends."""

    @staticmethod
    def _change_reissued(connection: Connection, changes: Mapping[UUID, int]) -> None:
        for unit, change in sorted(changes.items()):
            of_unit = _REISSUED.c.unit_id == unit
            more = _REISSUED.update().where(of_unit).values(number=_REISSUED.c.number + change)
            if connection.execute(more).rowcount == 0:
                connection.execute(_REISSUED.insert(), {"unit_id": unit, "number": change})
