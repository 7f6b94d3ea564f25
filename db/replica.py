"""A streaming replica of a PostgreSQL database, from which published results may be read.

It is used only while it is known to be a replica of the same database, no further behind than its
bound, and with the same published results. Otherwise the primary is read, which is always right.
"""

import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from db import verdicts, waves
from db.engine import read_connection
from db.postgresql_checks import DatabaseRefusedError

_IDENTITY = (
    "SELECT (SELECT system_identifier FROM pg_control_system()), current_database(), current_user"
)
_FRESH = 1.0
"""Seconds for which a measured lag holds."""

_LEFT_ALONE = 5.0
"""Seconds for which a replica that was away is not asked again: pages must not wait for it."""


class Replica:
    """A replica beside its primary; threads may share it."""

    def __init__(self, primary: Engine, engine: Engine, bound: float) -> None:
        """Keep both engines and the bound of the lag in seconds; do not connect yet."""
        self._primary, self._engine, self.bound = primary, engine, bound
        self._lock = Lock()
        self._is_known = False
        self._written: deque[tuple[float, int]] = deque(maxlen=200)
        self._lag: float | None = None
        self._asked = float("-inf")
        self._alone_until = float("-inf")

    def check(self) -> None:
        """Raise DatabaseRefusedError unless it is a replica of the same database.

        Raises OperationalError while one of them is away.
        """
        with read_connection(self._engine) as connection:
            is_replica = connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
            there = connection.exec_driver_sql(_IDENTITY).one()
        with read_connection(self._primary) as connection:
            here = connection.exec_driver_sql(_IDENTITY).one()
        if not is_replica:
            msg = "PEIL_READ_URL leads to a server that is not a replica: it accepts writes."
            raise DatabaseRefusedError(msg)
        if there[0] != here[0] or there[1] != here[1]:
            msg = "PEIL_READ_URL leads to another database than PEIL_DATABASE_URL does."
            raise DatabaseRefusedError(msg)
        if there[2] != here[2]:
            msg = f"PEIL_READ_URL signs in as {there[2]}, and PEIL_DATABASE_URL as {here[2]}."
            raise DatabaseRefusedError(msg)
        self._is_known = True

    def measure(self) -> float | None:
        """Return by how many seconds it is behind at most; None while that is not known.

        Places in the write-ahead log of the primary are noted with the time. What the replica has
        replayed tells which of them it has reached, whether or not anything is written meanwhile.
        """
        here = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
        there = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint"
        with read_connection(self._primary) as connection:
            now, written = time.monotonic(), connection.exec_driver_sql(here).scalar_one()
        with read_connection(self._engine) as connection:
            replayed = connection.exec_driver_sql(there).scalar_one() or 0
        with self._lock:
            self._written.append((now, written))
            reached = [noted for noted, place in self._written if place <= replayed]
        return now - max(reached) if reached else None

    def is_near(self) -> bool:
        """Return whether it answers and is within its bound, as measured a second ago at most."""
        now = time.monotonic()
        if now < self._alone_until:
            return False
        if now - self._asked >= _FRESH:
            self._asked = now
            if not self._is_known:
                self.check()
            self._lag = self.measure()
        return self._lag is not None and self._lag <= self.bound

    @contextmanager
    def published(self, primary: Session) -> Iterator[Session | None]:
        """Give a session to read the published results with that a session of the primary sees.

        None while the replica is away, too far behind, or has other results.
        """
        session = self._open(primary)
        try:
            yield session
        finally:
            if session is not None:
                session.close()

    def _open(self, primary: Session) -> Session | None:
        session: Session | None = None
        try:
            if not self.is_near():
                return None
            connection = read_connection(self._engine)
            session = _Owning(connection, expire_on_commit=False)
            if _edition(session) == _edition(primary):
                return session
        except (SQLAlchemyError, DatabaseRefusedError) as fault:
            self._alone_until = time.monotonic() + _LEFT_ALONE
            why = fault.orig if isinstance(fault, DBAPIError) else fault
            logging.getLogger(__name__).warning("the replica is not read from: %s", why)
        if session is not None:
            session.close()
        return None


def _edition(session: Session) -> object:
    return waves.edition(session), verdicts.edition_key(session)


class _Owning(Session):
    """A session that gives its connection back to the pool when it is closed."""

    def close(self) -> None:
        """End the transaction and return the connection."""
        connection = self.get_bind()
        super().close()
        connection.close()  # type: ignore[union-attr]
