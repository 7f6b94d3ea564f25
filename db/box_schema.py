"""The ballot box of a wave in the schema `box` of a PostgreSQL database.

There is one box, because one wave is open at a time; its label has the number of that wave. The
answering role may call two functions of the schema and cannot read its tables.
"""

import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from db.box import RECEIPT_BYTES, Box, Seal, receipt_hash
from db.engine import ballot_engine
from db.group_commit import GroupCommit
from db.pq_call import call_function

_LABEL = sa.table("label", sa.column("wave", sa.Integer), schema="box")
_EMPTY = "TRUNCATE token, issued, reissued, ballot, label"

_UNIT_OF = "box.unit_of"
_EXCHANGE = "box.exchange"
_MAX_REMEMBERED_UNITS = 10_000


class SchemaBox(Box):
    """A box in a schema, whose tables are empty while no wave is open."""

    def __init__(self, engine: Engine, wave: int) -> None:
        """Keep engine and wave number; do not connect yet."""
        super().__init__(engine)
        self._wave = wave
        self._ballots = ballot_engine(engine)
        # Anybody who sends answers has just read the questions, and the unit of a token never
        # changes.
        self._units: dict[bytes, UUID] = {}
        self._exchange = GroupCommit(self._exchange_all)

    @property
    def exists(self) -> bool:
        """Whether the box holds this wave: it is open, or its count was interrupted."""
        with self._ballots.connect() as connection:
            return connection.execute(sa.select(_LABEL.c.wave)).scalar() == self._wave

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order passed in."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_EMPTY)
            connection.execute(sa.insert(_LABEL), {"wave": self._wave})
            self._insert_tokens(connection, tokens)

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""
        value = call_function(self._ballots, _UNIT_OF, token_hash)
        if value is None:
            return None
        unit = UUID(bytes=value)
        self._remember(token_hash, unit)
        return unit

    def exchange(self, token_hash: bytes, seal_for: Seal) -> bool:
        """Use a token for a ballot, in one transaction; return False when it was already used.

        The hash of the token is overwritten by that of the receipt of the ballot. `seal_for` makes
        the ballot for the unit of the token; if it raises, nothing has changed.
        """
        unit = self._units.pop(token_hash, None) or self.unit_of(token_hash)
        if unit is None:
            return False
        receipt = secrets.token_bytes(RECEIPT_BYTES)
        sealed = seal_for(unit, receipt)
        ballot_id = secrets.token_bytes(16)
        return self._exchange((token_hash, ballot_id, sealed, receipt_hash(receipt)))

    def _exchange_all(self, exchanges: Sequence[tuple[bytes, bytes, bytes, bytes]]) -> list[bool]:
        """Use tokens for ballots, each as (token hash, ballot id, body, receipt hash), all at once.

        Returns for each, in the order passed in, whether its token had not been used before.
        """
        # All processes lock tokens in the same order, so that no two of them ever wait for each
        # other; the function inserts the ballots in the order of their random ids.
        in_order = sorted(enumerate(exchanges), key=lambda numbered: numbered[1])
        hashes, ids, bodies, receipts = zip(*(parts for _, parts in in_order), strict=True)
        done = call_function(self._ballots, _EXCHANGE, hashes, ids, bodies, receipts) or b""
        outcomes = {index: bool(one) for (index, _), one in zip(in_order, done, strict=True)}
        return [outcomes[index] for index in range(len(exchanges))]

    def _lock(self, connection: Connection) -> None:
        """Keep every other process from using a token until the transaction ends."""
        connection.exec_driver_sql("LOCK TABLE token IN ACCESS EXCLUSIVE MODE")

    def destroy(self) -> None:
        """Empty the box if it holds this wave; truncating removes the old files with their data.

        Reading the label and emptying the box is one transaction: a box that another process has
        just made for the next wave stays as it is.
        """
        with self._engine.begin() as connection:
            label = connection.execute(sa.select(_LABEL.c.wave).with_for_update()).scalar()
            if label == self._wave:
                connection.exec_driver_sql(_EMPTY)

    def _remember(self, token_hash: bytes, unit: UUID) -> None:
        if len(self._units) >= _MAX_REMEMBERED_UNITS:
            self._units.clear()
        self._units[token_hash] = unit
