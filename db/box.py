"""The ballot box of one wave: a file of its own that holds tokens and sealed ballots.

No time, no number in order of arrival, nothing that leads to a person.
"""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, col

from db import engine as engines
from db.base import WITHOUT_ROWID, BoxTable


class Token(BoxTable, table=True):
    """The right to cast one ballot: the hash of a secret, and the unit it counts in."""

    __table_args__ = (WITHOUT_ROWID,)
    hash: bytes = Field(primary_key=True, max_length=32)
    unit_id: UUID


class Ballot(BoxTable, table=True):
    """One sealed set of answers, of the same length as every other."""

    __table_args__ = (WITHOUT_ROWID,)
    id: bytes = Field(primary_key=True, max_length=16)
    body: bytes


class Box:
    """Access to one box; the file exists from opening a wave until its count."""

    def __init__(self, path: Path) -> None:
        """Point at the box in `path`; touches nothing yet."""
        self.path = path
        self._url = engines.sqlite_url(path)

    @property
    def exists(self) -> bool:
        """Whether there is a box: a wave is open, or its count was interrupted."""
        return self.path.exists()

    def create(self, tokens: Iterable[tuple[bytes, UUID]]) -> None:
        """Make the box with one (hash, unit) per right to answer, in the order given."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        engine = engines.engine(self._url)
        BoxTable.metadata.create_all(engine)
        self.path.chmod(0o600)
        rows = [{"hash": secret_hash, "unit_id": unit} for secret_hash, unit in tokens]
        with engines.writing(engine) as session:
            if rows:
                session.execute(Token.__table__.insert(), rows)  # type: ignore[attr-defined]

    def unit_of(self, token_hash: bytes) -> UUID | None:
        """Return the unit that a token counts in; None when it was used or never existed."""
        with engines.reading(engines.engine(self._url)) as session:
            token = session.get(Token, token_hash)
            return token.unit_id if token else None

    def exchange(self, token_hash: bytes, body: bytes) -> bool:
        """Take a token out and put a ballot in, in one transaction; False when it was spent."""
        with engines.writing(engines.engine(self._url)) as session:
            spent = session.execute(sa.delete(Token).where(col(Token.hash) == token_hash))
            if spent.rowcount != 1:  # type: ignore[attr-defined]
                return False
            session.execute(
                Ballot.__table__.insert(),  # type: ignore[attr-defined]
                {"id": secrets.token_bytes(16), "body": body},
            )
            return True

    def seal_off(self) -> None:
        """Take all tokens out, so that nothing can be cast any more, by any process."""
        with engines.writing(engines.engine(self._url)) as session:
            session.execute(sa.delete(Token))

    def bodies(self) -> Iterator[bytes]:
        """Yield every sealed ballot, in the order of their random ids."""
        with engines.reading(engines.engine(self._url)) as session:
            yield from session.execute(
                sa.select(col(Ballot.body)).order_by(col(Ballot.id))
            ).scalars()

    def number_of_ballots(self) -> int:
        """Return how many ballots lie in the box."""
        with engines.reading(engines.engine(self._url)) as session:
            number: int = session.execute(sa.select(sa.func.count()).select_from(Ballot)).scalar_one()
            return number

    def destroy(self) -> None:
        """Empty the box, overwrite what was in it and remove its files."""
        if not self.exists:
            return
        engine = engines.engine(self._url)
        with engines.writing(engine) as session:
            session.execute(sa.delete(Token))
            session.execute(sa.delete(Ballot))
        with engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        engines.forget(self._url)
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
