"""One engine per database and process, with the settings that make it safe."""

import functools
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    # Overwrite what is deleted: tokens must not stay readable in free pages.
    "secure_delete=ON",
)

SCHEMAS = ("people", "results", "box")
"""The schemas of a PostgreSQL database; nobody but the clock's role may make anything in them."""

ON_POSTGRESQL = {
    "application_name": "peil",
    # As long as SQLite waits for a lock. Names of tables never lead out of our own schemas.
    "options": f"-c search_path={','.join(SCHEMAS)} -c lock_timeout=5000",
}
_SWIFT_CONNECTIONS = 16
_ONE_WRITER = 7_345
"""Number of the lock that whoever writes on PostgreSQL holds: one at a time, as on SQLite."""


def sqlite_url(path: Path) -> URL:
    """Return the address of an SQLite file that exists; opening it never makes a new one."""
    file = f"file:{quote(str(path))}"
    return URL.create("sqlite", database=file, query={"mode": "rw", "uri": "true"})


def make_file(path: Path) -> None:
    """Make an empty file for a database, readable by its owner only, unless it is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)


@functools.cache
def engine(url: str | URL) -> Engine:
    """Return the one engine of this process for a database; parameters never reach a log."""
    if make_url(url).get_backend_name() == "postgresql":
        # A connection that died while nobody used it must not cost anybody their answers.
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args=ON_POSTGRESQL
        )
    made = create_engine(url, hide_parameters=True)
    event.listen(made, "connect", _configure)
    event.listen(made, "begin", _begin)
    return made


@functools.cache
def swift_engine(url: URL) -> Engine:
    """Return the engine of this process for calls that are a transaction each, on PostgreSQL."""
    return create_engine(
        url,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        # Who finds none free waits a moment for one, which is faster than signing in anew.
        pool_size=_SWIFT_CONNECTIONS,
        max_overflow=0,
        connect_args=ON_POSTGRESQL,
    )


def postgresql_url(address: str) -> URL:
    """Return the address of a PostgreSQL database, whichever of its usual forms was given.

    Raises ArgumentError for what is no address, ValueError for another kind of database.
    """
    url = make_url(address)
    if url.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        msg = "the address of a PostgreSQL database begins with postgresql://"
        raise ValueError(msg)
    return url.set(drivername="postgresql+psycopg")


def on_postgresql(engine: Engine) -> bool:
    """Return whether a database is PostgreSQL; else it is an SQLite file."""
    return engine.dialect.name == "postgresql"


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that may write; it is committed at the end or leaves no trace.

    One at a time on both databases, so that what it has read stays true until it writes.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if on_postgresql(engine):
            session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
        yield session


@contextmanager
def swiftly_writing(engine: Engine) -> Iterator[DBAPICursor]:
    """Open a transaction of the SQLite driver itself, for the one hot path that writes.

    What SQLAlchemy does for each statement would take longer than making the ballot durable. A
    database that cannot be used is an OperationalError, as from SQLAlchemy.
    """
    # Given back to the pool at the end, what is not committed is undone.
    with _unless_unusable(), closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        cursor.execute("COMMIT")


@contextmanager
def swiftly_looking(engine: Engine) -> Iterator[DBAPICursor]:
    """Open a cursor of the SQLite driver itself, for one short statement that only reads.

    For what is looked up on every run of the page that everybody answers on at the same time. A
    database that cannot be used is an OperationalError, as from SQLAlchemy.
    """
    with _unless_unusable(), closing(engine.raw_connection()) as connection:
        yield connection.cursor()


@contextmanager
def _unless_unusable() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as fault:
        # What is damaged, or was overwritten this very moment, is as good as locked or away.
        if isinstance(fault, sqlite3.OperationalError) or type(fault) is sqlite3.DatabaseError:
            raise OperationalError(None, None, fault, hide_parameters=True) from fault
        raise


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, beside whoever is writing."""
    with engine.connect() as connection:
        if on_postgresql(engine):
            # All that one transaction reads is of one moment, as on SQLite.
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            connection.execution_options(peil_reads_only=True)
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session whose transaction only reads, beside whoever is writing."""
    with looking(engine) as connection, Session(connection, expire_on_commit=False) as session:
        yield session


def answers(engine: Engine) -> bool:
    """Return whether a database can be reached."""
    try:
        with looking(engine) as connection:
            return connection.exec_driver_sql("SELECT 1").scalar() == 1
    except OperationalError:
        return False


def truncate_log(engine: Engine) -> None:
    """Empty the write-ahead log, so that nothing deleted can be read from it.

    Waits for others who read; if they take longer than the busy timeout, the next call does it.
    Does nothing on PostgreSQL: there a log cannot be emptied, holds ballots only sealed, and their
    key is destroyed.
    """
    if on_postgresql(engine):
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def forget_deleted(engine: Engine, tables: Iterable[str]) -> None:
    """Make sure that rows deleted from some tables can be read from no file of the database.

    On PostgreSQL the tables are written anew, which their readers wait for. While somebody else
    holds a table, a backup for instance, the next call does it: what was done before must not fail.
    """
    if not on_postgresql(engine):
        truncate_log(engine)
        return
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in tables:
            try:
                connection.exec_driver_sql(f"VACUUM FULL {table}")
            except OperationalError as fault:
                logging.getLogger(__name__).warning("%s is rewritten later: %s", table, fault.orig)


def _configure(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads before it writes fails at once when another writes.
    reads_only = connection.get_execution_options().get("peil_reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
