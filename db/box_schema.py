"""The ballot box of a wave in the schema `box` of a PostgreSQL database.

There is one box, because one wave is open at a time; its label says of which wave it is. The
answering role may call two functions of the schema and read nothing in it.
"""

import secrets
from collections.abc import Callable, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine

from db.base import BoxTable
from db.box import Ballot, Token

_TOKENS: sa.Table = BoxTable.metadata.tables[str(Token.__tablename__)]
_BALLOTS: sa.Table = BoxTable.metadata.tables[str(Ballot.__tablename__)]
_LABEL = sa.table("label", sa.column("wave", sa.Integer))
_EMPTY = "TRUNCATE token, ballot, label"

_UNIT_OF = sa.text("SELECT box.unit_of(:hash)").bindparams(
    sa.bindparam("hash", type_=sa.LargeBinary)
)
_EXCHANGE = sa.text("SELECT box.exchange(:hash, :id, :body)").bindparams(
    sa.bindparam("hash", type_=sa.LargeBinary),
    sa.bindparam("id", type_=sa.LargeBinary),
    sa.bindparam("body", type_=sa.LargeBinary),
)


class SchemaBox:
    """The box in a schema, whose tables are empty while no wave is open."""

    def __init__(self, engine: Engine, wave: int) -> None:
        """Point at the box of a wave; touches nothing yet."""
        self._engine = engine
        self._wave = wave
        # Each call of a function is a transaction of its own, and one way to the server and back.
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")

    files: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether the box holds this wave: it is open, or its count was interrupted."""
        with self._at_once.connect() as connection:
            return connection.execute(sa.select(_LABEL.c.wave)).scalar() == self._wave

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order given."""
        rows = [{"hash": secret_hash, "unit_id": unit} for secret_hash, unit in tokens]
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_EMPTY)
            connection.execute(sa.insert(_LABEL), {"wave": self._wave})
            if rows:
                connection.execute(_TOKENS.insert(), rows)

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""
        with self._at_once.connect() as connection:
            unit: UUID | None = connection.execute(_UNIT_OF, {"hash": token_hash}).scalar()
            return unit

    def exchange(self, token_hash: bytes, seal_for: Callable[[UUID], bytes]) -> bool:
        """Take a token out and put a ballot in, in one transaction; False when it was spent.

        `seal_for` makes the ballot for the unit of the token; if it raises, nothing has changed.
        """
        with self._at_once.connect() as connection:
            unit = connection.execute(_UNIT_OF, {"hash": token_hash}).scalar()
            if unit is None:
                return False
            ballot = {"hash": token_hash, "id": secrets.token_bytes(16), "body": seal_for(unit)}
            return bool(connection.execute(_EXCHANGE, ballot).scalar())

    def seal_off(self) -> None:
        """Take all tokens out, so that nothing can be cast any more, by any process.

        Waits for whoever is casting at this moment.
        """
        with self._engine.begin() as connection:
            connection.exec_driver_sql("TRUNCATE token")

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""
        with self._at_once.connect() as connection:
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
