"""The ballot box of a wave as an SQLite file of its own."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from db.base import BoxTable
from db.box import Ballot, Token
from db.engine import (
    engine,
    looking,
    make_file,
    sqlite_url,
    swiftly_looking,
    swiftly_writing,
)
from db.overwriting import overwrite_and_remove

_TOKENS: sa.Table = BoxTable.metadata.tables[str(Token.__tablename__)]
_BALLOTS: sa.Table = BoxTable.metadata.tables[str(Ballot.__tablename__)]
_UNIT = "SELECT unit_id FROM token WHERE hash = ?"
_SPEND = "DELETE FROM token WHERE hash = ? RETURNING unit_id"
_PUT_IN = "INSERT INTO ballot (id, body) VALUES (?, ?)"


class FileBox:
    """The box in a file, which exists from opening a wave until its count."""

    def __init__(self, path: Path) -> None:
        """Point at the box in `path`; touches nothing yet."""
        self.path = path
        self._engine = engine(sqlite_url(path))

    @property
    def files(self) -> tuple[str, ...]:
        """The names that its files have in the store folder."""
        return tuple(self.path.name + suffix for suffix in ("", "-wal", "-shm"))

    @property
    def exists(self) -> bool:
        """Whether there is a box: a wave is open, or its count was interrupted."""
        return self.path.exists()

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order given."""
        make_file(self.path)
        with self._engine.begin() as connection:
            BoxTable.metadata.create_all(connection)
        self.add(tokens)

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
        with self._unless_gone(), swiftly_looking(self._engine) as cursor:
            found = cursor.execute(_UNIT, (token_hash,)).fetchone()
            return UUID(found[0]) if found else None
        return None

    def exchange(self, token_hash: bytes, seal_for: Callable[[UUID], bytes]) -> bool:
        """Take a token out and put a ballot in, in one transaction; False when it was spent.

        `seal_for` makes the ballot for the unit of the token; if it raises, nothing has changed.
        """
        with self._unless_gone(), swiftly_writing(self._engine) as cursor:
            spent = cursor.execute(_SPEND, (token_hash,)).fetchone()
            if spent is None:
                return False
            cursor.execute(_PUT_IN, (secrets.token_bytes(16), seal_for(UUID(spent[0]))))
            return True
        return False

    def seal_off(self) -> None:
        """Take all tokens out, so that nothing can be cast any more, by any process."""
        with self._engine.begin() as connection:
            connection.execute(_TOKENS.delete())

    def bodies(self) -> list[bytes]:
        """Return every sealed ballot, in the order of their random ids."""
        with looking(self._engine) as connection:
            in_order = sa.select(_BALLOTS.c.body).order_by(_BALLOTS.c.id)
            return list(connection.execute(in_order).scalars())

    def destroy(self) -> None:
        """Overwrite the files of the box where they lie, and remove them.

        Whoever has them open meanwhile, whatever they do, finds nothing in them any more.
        """
        self._engine.dispose()
        # The log first: else another process could still carry it over into the main file.
        for name in reversed(self.files):
            overwrite_and_remove(self.path.with_name(name))

    @contextmanager
    def _unless_gone(self) -> Iterator[None]:
        """Let a box that was destroyed, perhaps this very moment, look like one without tokens."""
        try:
            yield
        except OperationalError:
            if self.exists:
                raise
