"""Checks of the health of a database, and its clock."""

import sqlite3
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from db.engine import on_postgresql, read_connection
from db.troubles import trouble_of


def time_of(engine: Engine) -> datetime:
    """Return the current time of the database."""
    query = (
        "SELECT extract(epoch FROM clock_timestamp())::float"
        if on_postgresql(engine)
        else "SELECT (julianday('now') - 2440587.5) * 86400.0"
    )
    with read_connection(engine) as connection:
        return datetime.fromtimestamp(connection.exec_driver_sql(query).scalar_one(), UTC)


def cannot_open(engine: Engine) -> str | None:
    """Return why a database cannot be opened, or None when it can be."""
    try:
        with read_connection(engine) as connection:
            connection.exec_driver_sql("SELECT 1")
    except DatabaseError as fault:
        return str(fault.orig)
    except sqlite3.DatabaseError as fault:
        # Raised while the connection is made, before SQLAlchemy could name it.
        return str(fault)
    return None


def damage_of(engine: Engine) -> str | None:
    """Return the first damage in an SQLite file, if any; PostgreSQL checks its own files."""
    if on_postgresql(engine):
        return None
    try:
        with read_connection(engine) as connection:
            first = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    except DatabaseError as fault:
        if trouble_of(fault) != "damaged":
            raise
        return str(fault.orig)
    return None if first == "ok" else first


def kind_of_log(engine: Engine) -> str | None:
    """Return the journal mode of an SQLite file, which should be `wal`; None on PostgreSQL."""
    if on_postgresql(engine):
        return None
    with read_connection(engine) as connection:
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
