"""The ballot box of a wave in the schema `box` of a PostgreSQL database.

There is one box, because one wave is open at a time; its label says of which wave it is. The
answering role may call two functions of the schema and read nothing in it.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine

from db.base import BoxTable
from db.box import Ballot, Token
from db.engine import swift_engine
from db.group_commit import GroupCommit
from db.swift_call import call

_TOKENS: sa.Table = BoxTable.metadata.tables[str(Token.__tablename__)]
_BALLOTS: sa.Table = BoxTable.metadata.tables[str(Ballot.__tablename__)]
_LABEL = sa.table("label", sa.column("wave", sa.Integer))
_EMPTY = "TRUNCATE token, ballot, label"

_UNIT_OF = "box.unit_of"
_EXCHANGE = "box.exchange"
_MOST_REMEMBERED = 10_000


class SchemaBox:
    """The box in a schema, whose tables are empty while no wave is open."""

    files: tuple[str, ...] = ()

    def __init__(self, engine: Engine, wave: int) -> None:
        """Point at the box of a wave; touches nothing yet."""
        self._engine = engine
        self._wave = wave
        self._swift = swift_engine(engine.url)
        # Whoever sends answers has just read the questions, and the unit of a token never changes.
        self._units: dict[bytes, UUID] = {}
        self._exchange = GroupCommit(self._exchanged)

    @property
    def exists(self) -> bool:
        """Whether the box holds this wave: it is open, or its count was interrupted."""
        with self._swift.connect() as connection:
            return connection.execute(sa.select(_LABEL.c.wave)).scalar() == self._wave

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order given."""
        rows = [{"hash": secret_hash, "unit_id": unit} for secret_hash, unit in tokens]
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_EMPTY)
            connection.execute(sa.insert(_LABEL), {"wave": self._wave})
            if rows:
                connection.execute(_TOKENS.insert(), rows)

    def add(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Put more rights to answer into the box of an open wave, in the order given."""
        rows = [{"hash": secret_hash, "unit_id": unit} for secret_hash, unit in tokens]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(_TOKENS.insert(), rows)

    def withdraw(self, token_hash: bytes) -> bool:
        """Take a token out that nobody received; False when it was used, so was received."""
        with self._engine.begin() as connection:
            gone = connection.execute(_TOKENS.delete().where(_TOKENS.c.hash == token_hash))
            return gone.rowcount == 1

    def discard(self, token_hashes: Sequence[bytes]) -> None:
        """Take tokens out that were never given to anybody, in one transaction."""
        if token_hashes:
            gone = _TOKENS.delete().where(_TOKENS.c.hash == sa.bindparam("unused"))
            with self._engine.begin() as connection:
                connection.execute(gone, [{"unused": unused} for unused in token_hashes])

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""
        found = call(self._swift, _UNIT_OF, token_hash)
        if found is None:
            return None
        unit = UUID(bytes=found)
        self._remember(token_hash, unit)
        return unit

    def exchange(self, token_hash: bytes, seal_for: Callable[[UUID], bytes]) -> bool:
        """Take a token out and put a ballot in, in one transaction; False when it was spent.

        `seal_for` makes the ballot for the unit of the token; if it raises, nothing has changed.
        """
        unit = self._units.pop(token_hash, None) or self.unit_of(token_hash)
        if unit is None:
            return False
        return self._exchange((token_hash, secrets.token_bytes(16), seal_for(unit)))

    def _exchanged(self, several: Sequence[tuple[bytes, bytes, bytes]]) -> list[bool]:
        """Exchange token hashes for ballots with an id and a body; return which were not spent."""
        # Tokens in one order for everybody, so that two processes never wait for each other; the
        # function puts the ballots in by their random ids.
        in_order = sorted(enumerate(several), key=lambda numbered: numbered[1])
        hashes, ids, bodies = zip(*(parts for _, parts in in_order), strict=True)
        done = call(self._swift, _EXCHANGE, hashes, ids, bodies) or b""
        outcomes = {place: bool(one) for (place, _), one in zip(in_order, done, strict=True)}
        return [outcomes[place] for place in range(len(several))]

    def seal_off(self) -> None:
        """Take all tokens out, so that nothing can be cast any more, by any process.

        Waits for whoever is casting at this moment.
        """
        with self._engine.begin() as connection:
            connection.exec_driver_sql("TRUNCATE token")

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""
        with self._swift.connect() as connection:
            in_order = sa.select(_BALLOTS.c.body).order_by(_BALLOTS.c.id)
            return list(connection.execute(in_order).scalars())

    def destroy(self) -> None:
        """Empty the box if it holds this wave; truncated, its old files go with what was in them.

        Whose box it is and its end are one transaction: a box that another process has just made
        for the next wave stays as it is.
        """
        with self._engine.begin() as connection:
            label = connection.execute(sa.select(_LABEL.c.wave).with_for_update()).scalar()
            if label == self._wave:
                connection.exec_driver_sql(_EMPTY)

    def _remember(self, token_hash: bytes, unit: UUID) -> None:
        if len(self._units) >= _MOST_REMEMBERED:
            self._units.clear()
        self._units[token_hash] = unit
