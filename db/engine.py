"""One engine per database and process, with safe settings, and the ways to read and write."""

import functools
import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlmodel import Session

from db import postgresql_engine
from db.postgresql_engine import NO_TRANSACTION, READS_ONLY, SCHEMAS, USUAL, Limits

_BUSY_TIMEOUT = "busy_timeout=5000"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    _BUSY_TIMEOUT,
    # Overwrite what is deleted: tokens must not stay readable in free pages.
    "secure_delete=ON",
)

_WITH_SCHEMA = (
    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
    "WHERE tablename = ANY(:names) AND schemaname = ANY(:schemas) ORDER BY 1"
)
LONGEST_WAIT = 5.0
"""Seconds; as long as SQLite waits for a lock."""
_BETWEEN_TRIES = 0.0003
"""Seconds; about a tenth of what it takes to cast a ballot, so that trying costs little."""
_WRITER_LOCK = 7_345
"""Number of the advisory lock of the one writer on PostgreSQL: one at a time, as on SQLite."""


def sqlite_url(path: Path) -> URL:
    """Return the URL of an existing SQLite file; opening it never makes a new one."""
    file = f"file:{quote(str(path))}"
    return URL.create("sqlite", database=file, query={"mode": "rw", "uri": "true"})


def engine(url: str | URL, limits: Limits = USUAL) -> Engine:
    """Return the one engine of this process for a database; it never logs parameters.

    The limits hold on PostgreSQL.
    """
    return _made_once(url, limits)


@functools.cache
def _made_once(url: str | URL, limits: Limits) -> Engine:
    if (known := make_url(url)).get_backend_name() == "postgresql":
        return postgresql_engine.main_engine(known, limits)
    made = create_engine(url, hide_parameters=True)
    event.listen(made, "connect", _configure)
    event.listen(made, "begin", _begin)
    return made


@functools.cache
def ballot_engine(main: Engine) -> Engine:
    """Return the engine of this process for calls that are a transaction each, on PostgreSQL."""
    return postgresql_engine.ballot_engine(main)


def postgresql_url(address: str) -> URL:
    """Return the URL of a PostgreSQL database from any of the usual forms of its address.

    Raises ArgumentError for what is not a URL, ValueError for another kind of database.
    """
    url = make_url(address)
    if url.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        msg = "the address of a PostgreSQL database begins with postgresql://"
        raise ValueError(msg)
    return url.set(drivername="postgresql+psycopg")


def on_postgresql(engine: Engine) -> bool:
    """Return whether a database is PostgreSQL; otherwise it is an SQLite file."""
    return engine.dialect.name == "postgresql"


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that may write; commit it at the end, or roll it back on an error.

    There is one writer at a time on both databases, so what it reads stays true until it writes.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if on_postgresql(engine):
            session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        yield session


@contextmanager
def raw_write_transaction(engine: Engine) -> Iterator[DBAPICursor]:
    """Open a transaction of the SQLite driver itself, for the one hot path that writes.

    With SQLAlchemy's own statements casting a ballot takes 1.9 times as long and 1.7 times the CPU
    time (medians of alternating rounds on two cores). Raises OperationalError, as SQLAlchemy does,
    when the database cannot be used.
    """
    # SQLite lets anybody who finds the file locked sleep for longer and longer; threads of one
    # process queue here instead. Anybody who waits too long tries all the same, and hears it from
    # SQLite.
    queue = _queue_of(engine)
    is_first = queue.acquire(timeout=LONGEST_WAIT)
    try:
        # The pool rolls back what is not committed when the connection returns to it.
        with _raise_operational_error(), closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            _begin_soon(cursor)
            yield cursor
            cursor.execute("COMMIT")
    finally:
        if is_first:
            queue.release()


def _begin_soon(cursor: DBAPICursor) -> None:
    """Begin to write as soon as another process lets go of the file.

    SQLite would sleep up to 100 ms between its tries, while the file is free.
    """
    deadline = time.monotonic() + LONGEST_WAIT
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as fault:
                is_busy = fault.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > deadline:
                    raise
            time.sleep(_BETWEEN_TRIES)
    finally:
        cursor.execute(f"PRAGMA {_BUSY_TIMEOUT}")


@functools.lru_cache(maxsize=32)
def _queue_of(engine: Engine) -> Lock:
    """Return the lock by which threads that write to one database follow each other."""
    del engine
    return Lock()


@contextmanager
def raw_read_cursor(engine: Engine) -> Iterator[DBAPICursor]:
    """Open a cursor of the SQLite driver itself, for one short statement that only reads.

    For what every run of the answer page looks up, at a moment when everybody answers. Raises
    OperationalError, as SQLAlchemy does, when the database cannot be used.
    """
    with _raise_operational_error(), closing(engine.raw_connection()) as connection:
        yield connection.cursor()


@contextmanager
def _raise_operational_error() -> Iterator[None]:
    """Raise SQLAlchemy's OperationalError where the SQLite driver says that a file is unusable."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        # A file that is damaged, or was overwritten this very moment, counts as unusable too.
        if isinstance(fault, sqlite3.OperationalError) or type(fault) is sqlite3.DatabaseError:
            raise OperationalError(None, None, fault, hide_parameters=True) from fault
        raise


def read_connection(engine: Engine) -> Connection:
    """Open a connection with a read-only transaction, which does not wait for a writer.

    To be closed by the caller, as by a `with` statement.
    """
    return engine.connect().execution_options(**{READS_ONLY: True})


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session with a read-only transaction, which does not wait for a writer."""
    with (
        read_connection(engine) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session


def is_reachable(engine: Engine) -> bool:
    """Return whether a database answers a query; not while no connection is free."""
    try:
        with read_connection(engine) as connection:
            return connection.exec_driver_sql("SELECT 1").scalar() == 1
    except (OperationalError, NoConnectionFreeError):
        return False


def truncate_log(engine: Engine) -> None:
    """Empty the write-ahead log, so that deleted rows cannot be read from it.

    Waits for readers; if they take longer than the busy timeout, the next call does it. Does
    nothing on PostgreSQL: its log cannot be emptied, but it holds only sealed ballots, and their
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
    """Make sure that rows deleted from some tables cannot be read from any file of the database.

    On PostgreSQL the tables are rewritten, which blocks their readers. While a backup or another
    process locks a table, this leaves it to the next call: a count must not fail because of it.
    """
    if not on_postgresql(engine):
        truncate_log(engine)
        return
    with engine.connect().execution_options(**{NO_TRANSACTION: True}) as connection:
        within = {"names": list(tables), "schemas": list(SCHEMAS)}
        for table in connection.execute(sa.text(_WITH_SCHEMA), within).scalars().all():
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
    # A deferred transaction that reads before it writes fails at once while another one writes.
    reads_only = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
