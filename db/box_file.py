"""The ballot box of a wave as an SQLite file of its own."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from db.base import BoxTable
from db.box import RECEIPT_BYTES, Box, Seal, receipt_hash
from db.engine import (
    engine,
    raw_read_cursor,
    raw_write_transaction,
    sqlite_url,
)
from db.files import make_file, overwrite_and_remove

_UNIT_OF = "SELECT unit_id FROM token WHERE hash = ?"
# Not with RETURNING, for which SQLite makes a table that takes time.
_USE = "UPDATE token SET hash = ? WHERE hash = ?"
_PUT_IN = "INSERT INTO ballot (id, body) VALUES (?, ?)"


class FileBox(Box):
    """A box in a file, which is made when its wave opens and destroyed by the count."""

    def __init__(self, path: Path) -> None:
        """Keep the path of the box; do not touch the file yet."""
        super().__init__(engine(sqlite_url(path)))
        self.path = path

    @property
    def files(self) -> tuple[str, ...]:
        """The names that its files have in the store folder."""
        return tuple(self.path.name + suffix for suffix in ("", "-wal", "-shm"))

    @property
    def exists(self) -> bool:
        """Whether there is a box: its wave is open, or the count was interrupted."""
        return self.path.exists()

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order passed in."""
        make_file(self.path)
        with self._engine.begin() as connection:
            BoxTable.metadata.create_all(connection)
            self._insert_tokens(connection, tokens)

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""
        with self._empty_if_destroyed(), raw_read_cursor(self._engine) as cursor:
            row = cursor.execute(_UNIT_OF, (token_hash,)).fetchone()
            return UUID(row[0]) if row else None
        return None

    def exchange(self, token_hash: bytes, seal_for: Seal) -> bool:
        """Use a token for a ballot, in one transaction; return False when it was already used.

        The hash of the token is overwritten by that of the receipt of the ballot. `seal_for` makes
        the ballot for the unit of the token; if it raises, nothing has changed.
        """
        receipt = secrets.token_bytes(RECEIPT_BYTES)
        with self._empty_if_destroyed(), raw_write_transaction(self._engine) as cursor:
            token = cursor.execute(_UNIT_OF, (token_hash,)).fetchone()
            if token is None:
                return False
            sealed = seal_for(UUID(token[0]), receipt)
            cursor.execute(_USE, (receipt_hash(receipt), token_hash))
            cursor.execute(_PUT_IN, (secrets.token_bytes(16), sealed))
            return True
        return False

    def _lock(self, connection: Connection) -> None:
        """Do nothing: every transaction that writes has locked the whole file."""

    def destroy(self) -> None:
        """Overwrite the files of the box in place, and remove them.

        A process that still has them open, whatever it does, can read nothing in them any more.
        """
        self._engine.dispose()
        # The log first: otherwise another process could still copy it into the main file.
        for name in reversed(self.files):
            overwrite_and_remove(self.path.with_name(name))

    @contextmanager
    def _empty_if_destroyed(self) -> Iterator[None]:
        """Treat a box that was destroyed, perhaps this very moment, as one without tokens."""
        try:
            yield
        except OperationalError:
            if self.exists:
                raise
