"""One installation: its main database, the boxes of its waves, and their keys."""

import functools
import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlmodel import Session

from db import health, postgresql_checks, schema_version
from db.box import Box
from db.box_file import FileBox
from db.box_schema import SchemaBox
from db.engine import (
    engine,
    is_reachable,
    on_postgresql,
    postgresql_url,
    read_connection,
    sqlite_url,
)
from db.files import make_file
from db.postgresql_engine import Limits
from db.replica import Replica
from db.troubles import trouble_of
from surveys.errors import N_, PeilError
from surveys.installation.keys import KeyFolder, key_folder_of
from surveys.settings import Settings


class InstallationError(PeilError):
    """An installation that cannot be opened as the settings describe it."""

    texts: ClassVar = {
        "refused": N_("Peil cannot work with this database. {why}"),
        "other_version": N_(
            "The database of PEIL_DATABASE_URL has the tables of another version of Peil. Run "
            "`peil upkeep` of this version with the role peil_clock once, then start again."
        ),
        "wave_open": N_(
            "Wave {wave} is open until {closes_on}, and its ballot box has the form of the version "
            "before. Go on with that version until the wave has been counted, then update. Nothing "
            "was changed."
        ),
        "no_database": N_("There is no database {file}: set PEIL_FOLDER, or run `peil serve`."),
        "folder": N_("The folder {folder} cannot be used: {why}. PEIL_FOLDER names it."),
        "unreadable": N_("The database {file} cannot be opened: {why}."),
        "address": N_(
            "PEIL_DATABASE_URL is not the address of a PostgreSQL database: it should look like "
            "postgresql://peil_clock:password@host/peil"
        ),
        "read_address": N_(
            "PEIL_READ_URL is not the address of a PostgreSQL database: it should look like "
            "postgresql://peil_dashboard:password@replica/peil"
        ),
        "replica_of_nothing": N_(
            "PEIL_READ_URL names a replica, and there is no PostgreSQL database that it could be "
            "a replica of: set PEIL_DATABASE_URL, or unset PEIL_READ_URL."
        ),
        "not_the_clock": N_(
            "This process may neither open nor count waves: unset PEIL_ONLY, and let "
            "PEIL_DATABASE_URL name the role peil_clock."
        ),
    }


@dataclass(frozen=True)
class Installation:
    """The databases and keys that every service works on."""

    engine: Engine
    store_folder: Path
    keys: KeyFolder
    keeps_time: bool = True
    """Whether this process may open and count waves; on PostgreSQL only that of the clock may."""
    replica: Replica | None = None
    """A replica that published results are read from; None without PEIL_READ_URL."""

    @property
    def name(self) -> str:
        """The name of its folder, or of its database on a server."""
        if on_postgresql(self.engine):
            return f"the database {self.engine.url.database}"
        return str(self.store_folder.parent)

    def box(self, wave_number: int) -> Box:
        """Return the ballot box of a wave; it exists only while the wave is open."""
        return _box(self.engine, self.store_folder, wave_number)


@functools.lru_cache(maxsize=16)
def _box(main: Engine, store_folder: Path, wave_number: int) -> Box:
    if on_postgresql(main):
        return SchemaBox(main, wave_number)
    return FileBox(store_folder / f"box-{wave_number}.db")


def open_installation(settings: Settings) -> Installation:
    """Open an installation; create it or migrate it to the newest schema if needed.

    Raises InstallationError when its folder or its PostgreSQL database cannot be used as it is.
    """
    store = settings.store_folder.absolute()
    main = _main(settings)
    replica = _replica(settings, main)
    keys = key_folder_of(settings, str(main.url) if on_postgresql(main) else "")
    if settings.only is None:
        keys.bring_here()
    if not on_postgresql(main):
        try:
            make_file(store / "peil.db")
        except OSError as error:
            folder = store.parent
            raise InstallationError("folder", folder=folder, why=error.strerror) from error
        _migrate(main)
        return Installation(main, store, keys)
    try:
        postgresql_checks.check(main, settings.only)
    except postgresql_checks.DatabaseRefusedError as fault:
        raise InstallationError("refused", why=fault) from fault
    if settings.only is None:
        _migrate(main)
    elif not schema_version.is_newest(main):
        raise InstallationError("other_version")
    if replica is not None:
        try:
            replica.check()
        except postgresql_checks.DatabaseRefusedError as fault:
            raise InstallationError("refused", why=fault) from fault
        except OperationalError as fault:
            # Without it everything is read from the primary.
            logging.getLogger(__name__).warning("the replica does not answer: %s", fault.orig)
    return Installation(main, store, keys, settings.only is None, replica)


def _migrate(main: Engine) -> None:
    if schema_version.is_newest(main):
        return
    # Imported only now: Alembic is large, and mostly there is nothing to migrate.
    migrate = importlib.import_module("db.migrate")
    try:
        migrate.to_newest(main)
    except migrate.SchemaChangeRefusedError as fault:
        raise InstallationError("wave_open", wave=fault.wave, closes_on=fault.closes_on) from fault


def inspect_installation(settings: Settings) -> Installation:
    """Open an installation for inspection: create nothing, and do not change its schema.

    Raises InstallationError when there is none, or when it cannot be used.
    """
    store = settings.store_folder.absolute()
    main = _main(settings)
    if on_postgresql(main):
        try:
            postgresql_checks.check(main, settings.only)
        except postgresql_checks.DatabaseRefusedError as fault:
            raise InstallationError("refused", why=fault) from fault
    elif not (store / "peil.db").is_file():
        raise InstallationError("no_database", file=store / "peil.db")
    elif why := health.cannot_open(main):
        raise InstallationError("unreadable", file=store / "peil.db", why=why)
    keys = key_folder_of(settings, str(main.url) if on_postgresql(main) else "")
    return Installation(main, store, keys, settings.only is None, _replica(settings, main))


def postgresql_script() -> str:
    """Return the SQL by which a superuser prepares a PostgreSQL database."""
    return postgresql_checks.SCRIPT.read_text(encoding="utf-8")


def release(settings: Settings) -> None:
    """Close the files of an installation, so that its folder can be removed."""
    _main(settings).dispose()


def is_ready(installation: Installation) -> bool:
    """Return whether the main database can be reached."""
    return is_reachable(installation.engine)


def is_away(fault: BaseException) -> bool:
    """Return whether an error says that a database is away, or has no connection free."""
    return trouble_of(fault) == "away" or isinstance(fault, NoConnectionFreeError)


@contextmanager
def published(installation: Installation, primary: Session) -> Iterator[Session | None]:
    """Give a session of the replica, if it has the published results that the primary has.

    None without a replica, and while it is away or behind: then the primary is to be read.
    """
    if installation.replica is None:
        yield None
        return
    with installation.replica.published(primary) as session:
        yield session


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A read transaction that stays open until it is closed: what it reads is of one moment."""

    session: Session
    _connection: Connection

    @property
    def is_open(self) -> bool:
        """Whether the transaction can still be read from."""
        return not self._connection.closed

    def close(self) -> None:
        """End the transaction; has no effect a second time."""
        self.session.close()
        self._connection.close()


def open_snapshot(installation: Installation) -> Snapshot | None:
    """Begin a read transaction, to be closed by the caller; None while the database is away.

    A server that says nothing keeps connections busy until they are given up: whoever finds none
    free takes it for away as well.
    """
    try:
        connection = read_connection(installation.engine)
    except (OperationalError, NoConnectionFreeError):
        return None
    try:
        connection.exec_driver_sql("SELECT 1")
    except OperationalError:
        connection.close()
        return None
    return Snapshot(Session(connection, expire_on_commit=False), connection)


def _main(settings: Settings) -> Engine:
    return engine(_address(settings), _limits(settings))


def _limits(settings: Settings) -> Limits:
    return Limits(
        statement=settings.database_statement_seconds,
        lock=settings.database_lock_seconds,
        idle=settings.database_idle_seconds,
        pool=settings.database_pool,
        ballot_pool=settings.database_ballot_pool,
        wait=settings.database_pool_wait_seconds,
        recycle=settings.database_recycle_seconds,
    )


def _replica(settings: Settings, main: Engine) -> Replica | None:
    """Return the replica that the settings name; the half that takes answers reads none."""
    if settings.read_url is None or settings.only == "answer":
        return None
    if not on_postgresql(main):
        raise InstallationError("replica_of_nothing")
    try:
        url = postgresql_url(settings.read_url.get_secret_value())
    except (ArgumentError, ValueError) as error:
        raise InstallationError("read_address") from error
    return Replica(main, engine(url, _limits(settings)), settings.read_lag_seconds)


def _address(settings: Settings) -> URL:
    if settings.database_url is None:
        return sqlite_url(settings.store_folder.absolute() / "peil.db")
    try:
        return postgresql_url(settings.database_url.get_secret_value())
    except (ArgumentError, ValueError) as error:
        # Without the value: it may hold a password.
        raise InstallationError("address") from error


@functools.cache
def current_installation() -> Installation:
    """Return the installation that the environment describes, opened once per process."""
    return open_installation(Settings())
