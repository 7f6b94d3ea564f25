"""Whether a PostgreSQL database may be used as it is: version, settings, schemas and role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from db.engine import read_connection
from db.postgresql_engine import SCHEMAS
from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD

SCRIPT = Path(__file__).with_name("postgresql.sql")
"""The SQL by which a superuser prepares a database: roles and schemas."""

_HARMFUL = {
    "track_commit_timestamp": ("off", "it notes when each ballot was cast"),
    "log_statement": ("none", "the log would tell when each ballot was cast"),
    "log_duration": ("off", "the log would tell when each ballot was cast"),
    "log_min_duration_statement": ("-1", "the log would tell when ballots were cast"),
    "log_min_duration_sample": ("-1", "the log would tell when ballots were cast"),
    "log_transaction_sample_rate": ("0", "the log would tell when ballots were cast"),
    "log_parameter_max_length_on_error": ("0", "the log would hold tokens and sealed ballots"),
    "auto_explain.log_min_duration": ("-1", "the log would tell when ballots were cast"),
    "pgaudit.log": ("none", "the log would tell when each ballot was cast"),
}
"""Settings with the only value that keeps the privacy promise, and the harm of any other."""

_HARMLESS = {("log_statement", "ddl"), ("pgaudit.log", "")}


class DatabaseRefusedError(RuntimeError):
    """A PostgreSQL database that cannot be used as it is; the message says how to fix it."""


def check(engine: Engine, half: Literal["answer", "dashboard"] | None) -> None:
    """Raise DatabaseRefusedError unless this process may work with a database.

    The database must be prepared, its settings must keep the privacy promise, and the role must
    have the rights that this half of Peil needs and no more. None means a process that does
    everything, with the role of the clock.
    """
    expected = {"answer": ANSWER, "dashboard": DASHBOARD, None: CLOCK}[half]
    try:
        with read_connection(engine) as connection:
            faults = list(_faults(connection, expected))
    except OperationalError as fault:
        msg = f"The database of PEIL_DATABASE_URL cannot be reached: {fault.orig}"
        raise DatabaseRefusedError(msg) from fault
    if faults:
        msg = "The database of PEIL_DATABASE_URL is not used as it is:\n" + "\n".join(faults)
        raise DatabaseRefusedError(msg)


def harmful_settings(connection: Connection) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, value, required value and harm of each setting that breaks the promise."""
    named = ", ".join(f"'{name}'" for name in _HARMFUL)
    in_force = f"SELECT name, setting FROM pg_settings WHERE name IN ({named}) ORDER BY name"  # noqa: S608
    for name, value in connection.exec_driver_sql(in_force):
        harmless, harm = _HARMFUL[name]
        if value != harmless and (name, value) not in _HARMLESS:
            yield name, value, harmless, harm


def _faults(connection: Connection, expected: str) -> Iterator[str]:
    version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    if int(version) < 150000:
        yield f"- PostgreSQL 15 or newer is needed; this is {version[:2]}."
    for name, value, right, harm in harmful_settings(connection):
        yield f"- {name} is {value}: {harm}. Set {name} = {right} and restart the server."
    role = connection.exec_driver_sql("SELECT current_user").scalar_one()
    missing = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('people', 'results', 'box')"
    if connection.exec_driver_sql(missing).scalar_one() < len(SCHEMAS):
        yield (
            "- It has no schemas people, results and box yet. Run `peil postgresql-script | psql "
            f"{connection.engine.url.database}` as a superuser."
        )
    elif role != expected:
        yield (
            f"- The role {role} signs in; this process needs the role {expected}, which has the "
            "rights that it needs and no others."
        )
