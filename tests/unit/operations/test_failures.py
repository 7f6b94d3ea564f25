"""Faults of disk, database and memory in one sentence each, however many steps they stop."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from db.troubles import Trouble, trouble_of
from surveys.operations.failures import IN_WORDS, in_words_if_known, reason, summary


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EROFS, "Read-only file system"), "read_only"),
        (errors.DiskFull(), "full"),
        (errors.ReadOnlySqlTransaction(), "read_only"),
        (errors.AdminShutdown(), "away"),
        (errors.CannotConnectNow(), "away"),
        (errors.ConnectionFailure(), "away"),
        (psycopg.OperationalError("connection refused"), "away"),
        (errors.LockNotAvailable(), "busy"),
        (errors.DataCorrupted(), "damaged"),
        (MemoryError(), "memory"),
        (errors.UniqueViolation(), None),
        (OSError(errno.ENOENT, "No such file"), None),
        (ValueError("of another kind"), None),
    ],
)
def test_the_kind_of_a_fault_is_known(fault: Exception, kind: Trouble | None) -> None:
    assert trouble_of(fault) == kind
    assert in_words_if_known(fault) == (IN_WORDS[kind] if kind else None)


def test_what_sqlite_says_of_a_file_is_known_also_through_sqlalchemy(tmp_path: Path) -> None:
    broken, locked = tmp_path / "broken.db", tmp_path / "locked.db"
    broken.write_bytes(b"no database" * 1_000)
    for file, expected in ((broken, "damaged"), (tmp_path / "no" / "folder.db", "away")):
        with pytest.raises(DBAPIError) as caught, create_engine(f"sqlite:///{file}").connect() as c:
            c.exec_driver_sql("SELECT * FROM sqlite_master")
        assert trouble_of(caught.value) == expected
        assert reason(caught.value) == IN_WORDS[expected]
    with (
        closing(sqlite3.connect(locked, isolation_level=None)) as first,
        closing(sqlite3.connect(locked, isolation_level=None, timeout=0)) as second,
    ):
        first.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as busy:
            second.execute("BEGIN IMMEDIATE")
    assert trouble_of(busy.value) == "busy"


def test_one_reason_is_told_once_with_what_waits_for_it() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    said = summary([("Count.", full), ("Send.", full), ("Judge.", ValueError("no numbers"))])
    assert len(said) == 2
    assert said[0].startswith(IN_WORDS["full"])
    assert "2 things" in said[0]
    assert "Count." in said[0]
    assert said[1] == "Judge. This failed: no numbers"
    assert summary([]) == ()
