"""Engines of a PostgreSQL database, whose transactions need nothing that a session would keep.

Every transaction begins by saying what it needs: where tables are found and how long it may take.
So it does not matter on which connection of the server it runs, and a pooler that gives each
transaction another one (PgBouncer in transaction mode) may stand in between. What else would need a
session is avoided: locks end with their transaction, and behind a pooler nothing is prepared.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

SCHEMAS = ("people", "results", "box")
"""The schemas of a PostgreSQL database; only the role of the clock may create objects in them."""

READS_ONLY = "peil_reads_only"
"""Execution option of a connection whose transactions only read."""

NO_TRANSACTION = "peil_no_transaction"
"""Execution option of a connection whose statements are a transaction each."""

_OPENED_SOON = {"connect_timeout": 5}
_NOTICED_WHEN_GONE = {
    # A machine that vanished says nothing: it is given up within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


@dataclass(frozen=True)
class Limits:
    """How long things may take on PostgreSQL, in seconds (0: without end), and pool sizes."""

    statement: float = 60
    lock: float = 5
    """As long as SQLite waits for a lock."""
    idle: float = 300
    """How long a transaction may wait for the process that opened it."""
    pool: int = 15
    """Most connections of a process for pages and services."""
    ballot_pool: int = 16
    """Most connections of a process for ballots."""
    wait: float = 30
    """How long a thread waits for a connection of the pool."""
    recycle: float = 1_800
    """The age at which a connection is replaced."""

    @property
    def timeouts(self) -> dict[str, int]:
        """The settings of the server that hold these limits, in milliseconds."""
        return {
            "statement_timeout": round(self.statement * 1000),
            "lock_timeout": round(self.lock * 1000),
            "idle_in_transaction_session_timeout": round(self.idle * 1000),
        }


USUAL = Limits()


def main_engine(url: URL, limits: Limits) -> Engine:
    """Return a new engine for pages and services; it never logs parameters."""
    kept = max(1, limits.pool // 3)
    made = create_engine(
        url,
        hide_parameters=True,
        # A connection that died while idle must not cost anybody their answers.
        pool_pre_ping=True,
        pool_size=kept,
        max_overflow=limits.pool - kept,
        pool_timeout=limits.wait,
        pool_recycle=limits.recycle or -1,
        connect_args=_arguments(url),
        execution_options={"peil_limits": limits},
    )
    event.listen(made, "connect", _configure)
    # VACUUM is not a transaction, and may take long once it has its table.
    event.listen(made, "connect", _limit_session({"lock_timeout": limits.timeouts["lock_timeout"]}))
    event.listen(made, "begin", _begin)
    event.listen(made, "handle_error", _is_away)
    return made


def ballot_engine(main: Engine) -> Engine:
    """Return a new engine for calls that are a transaction each, to the database of another."""
    limits = limits_of(main)
    made = create_engine(
        main.url,
        hide_parameters=True,
        pool_reset_on_return=None,
        # Waiting a moment for a free connection is faster than opening another one.
        pool_size=limits.ballot_pool,
        max_overflow=0,
        pool_timeout=limits.wait,
        pool_recycle=limits.recycle or -1,
        connect_args=_arguments(main.url),
    )
    event.listen(made, "connect", _configure)
    event.listen(made, "connect", _limit_session(limits.timeouts))
    event.listen(made, "handle_error", _is_away)
    return made


def limits_of(engine: Engine) -> Limits:
    """Return the limits of an engine for pages and services."""
    limits: Limits = engine.get_execution_options()["peil_limits"]
    return limits


def is_pooled(connection: Connection) -> bool:
    """Return whether a pooler stands between a connection and the server."""
    return bool(connection.connection.info["pooled"])


def _arguments(url: URL) -> dict[str, object]:
    """Return arguments of libpq that the address does not have."""
    ours = {"application_name": "peil", **_OPENED_SOON, **_NOTICED_WHEN_GONE}
    return {name: value for name, value in ours.items() if name not in url.query}


def _configure(connection: psycopg.Connection[Any], record: Any) -> None:
    """Leave transactions to `_begin`, and find out whether there is a pooler.

    A pooler shows its clients a process number of its own, and another one of its server's
    processes takes each transaction: there is nothing that could be prepared beforehand.
    """
    connection.autocommit = True
    with _closed_on_error(connection):
        row = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    pooled = row is None or row[0] != connection.info.backend_pid
    record.info["pooled"] = pooled
    if pooled:
        connection.prepare_threshold = None


@contextmanager
def _closed_on_error(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Close a connection that fails at once: the pool has not seen it yet, and would leave it."""
    try:
        yield
    except psycopg.Error:
        connection.close()
        raise


def _limit_session(timeouts: Mapping[str, int]) -> Any:
    """Return what limits calls outside of transactions.

    Behind a pooler the session is not ours: the defaults of the role hold, which the script sets.
    """

    def limit(connection: psycopg.Connection[Any], record: Any) -> None:
        if not record.info["pooled"]:
            with _closed_on_error(connection):
                connection.execute(_settings("SET", timeouts), prepare=False)

    return limit


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(NO_TRANSACTION):
        return
    # One transaction that only reads sees one snapshot, as on SQLite.
    mode = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if options.get(READS_ONLY) else ""
    limits: Limits = options["peil_limits"]
    needed = {"search_path": ",".join(SCHEMAS), **limits.timeouts}
    connection.exec_driver_sql(f"BEGIN{mode}; {_settings('SET LOCAL', needed)}")


def _settings(word: str, values: Mapping[str, object]) -> str:
    return "; ".join(f"{word} {name} = {value}" for name, value in values.items())


def _is_away(context: ExceptionContext) -> None:
    """Treat a server that only reads, because another one took over, as one that is away.

    So is one of which the driver has only an error without a state: each of a server's own has one.
    """
    fault = context.original_exception
    reads_only = context.connection and context.connection.get_execution_options().get(READS_ONLY)
    took_over = isinstance(fault, psycopg.errors.ReadOnlySqlTransaction) and not reads_only
    if took_over or type(fault) is psycopg.DatabaseError:
        context.is_disconnect = True
        raise OperationalError(None, None, fault, hide_parameters=True) from fault
