"""Copies of whole databases, taken while they are in use, and put back: SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL, Engine

from db.files import make_file, sync
from db.postgresql_engine import SCHEMAS

PAGES = 4096
"""Pages of an SQLite file copied at a time; between two steps others may write."""


class ProgramError(RuntimeError):
    """A program of PostgreSQL that is missing (`code` None) or failed; what it wrote."""

    def __init__(self, program: str, code: int | None, written: str = "") -> None:
        """Keep which program, its exit code, and what it wrote."""
        super().__init__(written or program)
        self.program = program
        self.code = code


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database that may be in use, by SQLite's own online backup.

    The copy is one state of it, with all that was committed before, and has no log beside it.
    """
    make_file(target)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as opened,
        closing(sqlite3.connect(target)) as copy,
    ):
        opened.backup(copy, pages=PAGES)
        # Without a log of its own: what is restored begins with this one file.
        copy.execute("PRAGMA journal_mode=DELETE")
    sync(target.parent)


def is_sound(file: Path) -> bool:
    """Return whether a file is an SQLite database without damage."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            return bool(opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def dump(url: URL, target: Path) -> None:
    """Write the schemas of Peil in a PostgreSQL database to a file, as one state of it.

    Owners and rights are left out: the script for roles and the clock give them. Raises
    ProgramError if pg_dump is missing or fails.
    """
    make_file(target)
    schemas = [f"--schema={name}" for name in SCHEMAS]
    _run(
        url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", *schemas, f"-f{target}"
    )


def is_empty(engine: Engine) -> bool:
    """Return whether none of the schemas of a PostgreSQL database has a table."""
    names: sa.BindParameter[tuple[str, ...]] = sa.bindparam("names", SCHEMAS, expanding=True)
    query = sa.text("SELECT count(*) FROM pg_tables WHERE schemaname IN :names").bindparams(names)
    with engine.connect() as connection:
        return bool(connection.execute(query).scalar_one() == 0)


def put_back(url: URL, source: Path) -> None:
    """Fill a PostgreSQL database that is prepared and empty from a file of `dump`: all or nothing.

    Raises ProgramError if pg_restore is missing or fails.
    """
    listed = _run(url, "pg_restore", "--list", str(source))
    wanted = source.with_suffix(".list")
    # The schemas exist: a superuser has made them, and only they may.
    lines = [line for line in listed.splitlines(keepends=True) if " SCHEMA - " not in line]
    wanted.write_text("".join(lines))
    _run(
        *(url, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner"),
        *("--no-privileges", f"--use-list={wanted}", "--dbname", url.database or "", str(source)),
    )


def _run(url: URL, program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL on a database; the password is not among its arguments."""
    if (found := shutil.which(program)) is None:
        raise ProgramError(program, None)
    place = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }
    environment = {name: str(value) for name, value in place.items() if value is not None}
    return _output([found, *arguments], {**os.environ, **environment})


def _output(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL with arguments from here
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ProgramError(Path(command[0]).name, done.returncode, lines[-1] if lines else "")
    return done.stdout
