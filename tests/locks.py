"""Databases that do not answer for a while, as another program or a lost disk would make them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db import engine as db_engine
from db.engine import engine, sqlite_url
from surveys.installation import Installation


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a database from outside; who wants to write gives up soon, not after 5 s."""

    def impatient(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    ours = engine(sqlite_url(path))
    event.listen(ours, "checkout", impatient)
    with (
        pytest.MonkeyPatch.context() as patched,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        patched.setattr(db_engine, "LONGEST_WAIT", 0.05)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    event.remove(ours, "checkout", impatient)
    ours.dispose()


@contextmanager
def main_database_away(installation: Installation) -> Iterator[None]:
    """Move the main database elsewhere, and back."""
    installation.engine.dispose()
    there = installation.store_folder / "peil.db"
    elsewhere = installation.store_folder.parent / "moved.db"
    there.rename(elsewhere)
    yield
    assert not there.exists(), "nobody made an empty one in the meantime"
    elsewhere.rename(there)
