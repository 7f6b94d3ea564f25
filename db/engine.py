"""One engine per database and process, with the settings that SQLite needs to be safe."""

import functools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import Session

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    # Overwrite what is deleted: tokens must not stay readable in free pages.
    "secure_delete=ON",
)


def sqlite_url(path: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite:///{path}"


@functools.cache
def engine(url: str) -> Engine:
    """Return the one engine of this process for a database; parameters never reach a log."""
    made = create_engine(url, hide_parameters=True)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _configure)
        event.listen(made, "begin", _begin)
    return made


def forget(url: str) -> None:
    """Close all connections to a database that is about to be destroyed."""
    engine(url).dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that may write; it is committed at the end or leaves no trace."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a transaction that only reads, beside whoever is writing."""
    with (
        engine.connect().execution_options(peil_reads_only=True) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session


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
