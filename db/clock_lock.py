"""The lock that lets only one copy of the clock work at a time, on whatever machine it runs.

A connection holds it, on PostgreSQL in a transaction, so it ends with the process that holds it,
however that ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from db.engine import on_postgresql
from db.files import make_file

FILE = "clock.db"
"""On SQLite the lock is a file of its own: locking the main database would block answering."""

_LOCK_NUMBER = 7_345_001
"""A number that nothing else in the database uses for a lock."""


@contextmanager
def clock_lock(engine: Engine, store: Path) -> Iterator[bool]:
    """Take the lock unless another process holds it; yield whether this process has it."""
    lock = _in_database(engine) if on_postgresql(engine) else _in_file(store / FILE)
    with lock as is_held:
        yield is_held


@contextmanager
def _in_file(file: Path) -> Iterator[bool]:
    make_file(file)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            yield False
        else:
            yield True
            connection.execute("ROLLBACK")


@contextmanager
def _in_database(engine: Engine) -> Iterator[bool]:
    # A lock of a session would stay behind on a connection of a pooler. This one ends with its
    # transaction, which does nothing else, holds back nothing, and may last as long as a count.
    with engine.connect() as connection:
        taken = sa.text("SELECT pg_try_advisory_xact_lock(:number)")
        is_taken = bool(connection.execute(taken, {"number": _LOCK_NUMBER}).scalar_one())
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield is_taken
