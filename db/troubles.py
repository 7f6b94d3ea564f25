"""What is wrong with a database or its disk when it refuses to work: the few kinds that occur."""

import errno
import sqlite3
from typing import Literal

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

Trouble = Literal["full", "read_only", "damaged", "broken_disk", "busy", "away", "memory"]

_SQLITE: dict[int, Trouble] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_IOERR: "broken_disk",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_NOMEM: "memory",
}

_POSTGRESQL: dict[str, Trouble] = {
    "53100": "full",
    "25006": "read_only",
    "XX001": "damaged",
    "XX002": "damaged",
    "58030": "broken_disk",
    "55P03": "busy",
    "53200": "memory",
}
"""By SQLSTATE (PostgreSQL, appendix A)."""

_SYSTEM: dict[int, Trouble] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read_only",
    errno.EIO: "broken_disk",
    errno.ENOMEM: "memory",
}


def trouble_of(fault: BaseException) -> Trouble | None:
    """Return the kind of an error of a database, a file or the memory; None for any other."""
    if isinstance(fault, DBAPIError) and fault.orig is not None:
        return trouble_of(fault.orig)
    if isinstance(fault, sqlite3.Error):
        return _SQLITE.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(fault, psycopg.OperationalError) and fault.sqlstate is None:
        # There was no server to say what is wrong.
        return "away"
    if isinstance(fault, psycopg.Error):
        state = fault.sqlstate or ""
        # 08 is the class of connections; 57P01 to 57P03 are said by a server that stops or starts.
        return "away" if state[:2] == "08" or state[:4] == "57P0" else _POSTGRESQL.get(state)
    if isinstance(fault, NoConnectionFreeError):
        return "busy"
    if isinstance(fault, MemoryError):
        return "memory"
    return _SYSTEM.get(fault.errno or 0) if isinstance(fault, OSError) else None
