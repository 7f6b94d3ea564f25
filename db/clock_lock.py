"""The lock by which only one copy of the clock works at a time, whatever machine it runs on.

It is held by a connection, so it ends with the process that holds it, however that ends.
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
"""On SQLite a file of its own: a lock on the main database would keep everybody from answering."""

_NUMBER = 7_345_001
"""Any number that nothing else in the database uses for a lock."""


@contextmanager
def clock_lock(engine: Engine, store: Path) -> Iterator[bool]:
    """Hold the lock if nobody else does; yields whether it is held."""
    held = _in_database(engine) if on_postgresql(engine) else _in_file(store / FILE)
    with held as mine:
        yield mine


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
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        number = {"number": _NUMBER}
        taken = sa.text("SELECT pg_try_advisory_lock(:number)")
        if not connection.execute(taken, number).scalar_one():
            yield False
            return
        try:
            yield True
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:number)"), number)
