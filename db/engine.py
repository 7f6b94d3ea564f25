"""One engine per database and process, with the settings that SQLite needs to be safe."""

import functools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
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
    made = create_engine(url, hide_parameters=True)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _configure)
        event.listen(made, "begin", _begin)
    return made


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that may write; it is committed at the end or leaves no trace."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, beside whoever is writing."""
    with engine.connect().execution_options(peil_reads_only=True) as connection:
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
    """
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


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
