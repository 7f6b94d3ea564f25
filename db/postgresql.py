"""The security of a PostgreSQL database: schemas, roles with least privilege, and settings."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from db.engine import read_connection
from db.postgresql_engine import SCHEMAS

SCRIPT = Path(__file__).with_name("postgresql.sql")
"""The SQL by which a superuser prepares a database: roles and schemas."""

ANSWER, DASHBOARD, CLOCK = "peil_answer", "peil_dashboard", "peil_clock"

SCHEMA_OF: Mapping[str, str] = {
    "organisation": "results",
    "unit_contacts": "results",
    "unit": "people",
    "person": "people",
    "access": "people",
    "set_up_code": "people",
    "sign_in": "people",
    "invitation": "people",
    "message": "people",
    "message_text": "people",
    "roster_change": "people",
    "group_member": "people",
    "directory_note": "people",
    "confirmed_place": "people",
    "place_change": "people",
    "programme": "results",
    "closed_period": "people",
    "later_start": "people",
    "clock": "people",
    "keeping": "results",
    "handed_in": "people",
    "audit_entry": "people",
    "wave": "results",
    "wave_unit": "results",
    "result": "results",
    "comment": "results",
    "analysis": "results",
    "verdict_edition": "results",
    "verdict": "results",
    "told_change": "results",
    "imported_source": "results",
    "imported_mean": "results",
    "agreement": "results",
    "event": "results",
    "talk": "results",
    "talk_reason": "results",
    "experiment": "results",
    "experiment_unit": "results",
    "own_measure": "results",
    "asked_question": "results",
    "reply": "results",
    "own_theme": "results",
    "comment_coder": "results",
    "comment_code": "results",
    "theme_count": "results",
    "quote": "results",
    "theme_reply": "results",
    "secret": "people",
    "alembic_version": "results",
    "slip": "people",
    "stopped_sync": "people",
    "held_role": "people",
    "held_unit": "people",
    "last_change": "people",
    "api_client": "people",
    "webhook": "people",
    "webhook_call": "people",
    "kept_mapping": "people",
    "token": "box",
    "issued": "box",
    "reissued": "box",
    "ballot": "box",
    "label": "box",
}
"""The schema of each table; every role may read organisation and programme: not in `people`."""

RIGHTS: Mapping[str, Mapping[str, str]] = {
    ANSWER: {
        "organisation": "SELECT",
        "unit_contacts": "SELECT",
        "wave": "SELECT",
        "wave_unit": "SELECT",
        "result": "SELECT",
        "verdict_edition": "SELECT",
        "verdict": "SELECT",
        "agreement": "SELECT",
        "reply": "SELECT",
        "programme": "SELECT",
        "keeping": "SELECT",
        "alembic_version": "SELECT",
    },
    DASHBOARD: {
        "organisation": "SELECT, INSERT, UPDATE",
        "unit_contacts": "SELECT, INSERT, DELETE",
        "unit": "SELECT, INSERT, UPDATE, DELETE",
        "person": "SELECT, INSERT, UPDATE, DELETE",
        "access": "SELECT, INSERT, UPDATE, DELETE",
        "set_up_code": "SELECT, INSERT, DELETE",
        "sign_in": "SELECT, INSERT, UPDATE, DELETE",
        "invitation": "SELECT",
        "message": "SELECT, UPDATE",
        "message_text": "SELECT, INSERT, UPDATE, DELETE",
        "roster_change": "SELECT, INSERT",
        "stopped_sync": "SELECT, INSERT, UPDATE, DELETE",
        "held_role": "SELECT, INSERT, DELETE",
        "held_unit": "SELECT, INSERT, DELETE",
        "last_change": "SELECT, INSERT, DELETE",
        "kept_mapping": "SELECT, INSERT, DELETE",
        "api_client": "SELECT, INSERT, UPDATE, DELETE",
        "webhook": "SELECT (id), SELECT (address), SELECT (disabled), INSERT, DELETE",
        "webhook_call": "SELECT, INSERT, DELETE",
        "slip": "SELECT (unit_id)",
        "group_member": "SELECT, INSERT, DELETE",
        "directory_note": "SELECT, INSERT, UPDATE",
        "confirmed_place": "SELECT, INSERT",
        "place_change": "SELECT, INSERT",
        "programme": "SELECT, INSERT, UPDATE",
        "closed_period": "SELECT, INSERT, UPDATE, DELETE",
        "later_start": "SELECT, INSERT, UPDATE, DELETE",
        "clock": "SELECT",
        "keeping": "SELECT",
        "handed_in": "SELECT, INSERT, DELETE",
        "audit_entry": "SELECT, INSERT",
        "wave": "SELECT",
        "wave_unit": "SELECT",
        "result": "SELECT",
        "comment": "SELECT",
        "analysis": "SELECT",
        "verdict_edition": "SELECT",
        "verdict": "SELECT",
        "told_change": "SELECT",
        "imported_source": "SELECT",
        "imported_mean": "SELECT",
        "agreement": "SELECT, INSERT, UPDATE, DELETE",
        "event": "SELECT, INSERT, UPDATE, DELETE",
        "talk": "SELECT, INSERT, UPDATE, DELETE",
        "talk_reason": "SELECT, INSERT, DELETE",
        "experiment": "SELECT, INSERT, UPDATE, DELETE",
        "experiment_unit": "SELECT, INSERT, UPDATE, DELETE",
        "own_measure": "SELECT, INSERT",
        "asked_question": "SELECT, INSERT, UPDATE, DELETE",
        "reply": "SELECT, INSERT, DELETE",
        "own_theme": "SELECT, INSERT",
        "comment_coder": "SELECT, INSERT, DELETE",
        "comment_code": "SELECT, INSERT, DELETE",
        "theme_count": "SELECT, INSERT, DELETE",
        "quote": "SELECT, INSERT, DELETE",
        "theme_reply": "SELECT, INSERT, DELETE",
        "secret": "SELECT, INSERT",
        "alembic_version": "SELECT",
        "label": "SELECT",
    },
}
"""The rights of each role on each table. The clock owns all tables and functions."""

CALLS: Mapping[str, tuple[str, ...]] = {
    ANSWER: (
        "box.unit_of(bytea)",
        "box.exchange(bytea[], bytea[], bytea[], bytea[])",
        "results.names_among(text[])",
    ),
    DASHBOARD: ("box.one_length()", "box.as_issued()"),
}
"""The functions that each role may call, which run with the rights of the clock."""

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


def arrange(connection: Connection) -> None:
    """Move each table to its schema and grant each role its rights, as the two lists say.

    Runs with the role of the clock, right after migrations and in the same transaction.
    """
    # Moving a table locks out everybody who reads it, even to where it is already.
    found = connection.exec_driver_sql("SELECT schemaname, tablename FROM pg_tables")
    in_place = {(schema, table) for schema, table in found}
    for table, schema in SCHEMA_OF.items():
        if (schema, table) not in in_place:
            connection.exec_driver_sql(f"ALTER TABLE {table} SET SCHEMA {schema}")
    for schema in SCHEMAS:
        everybody = f"PUBLIC, {ANSWER}, {DASHBOARD}"
        for things in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            connection.exec_driver_sql(
                f"REVOKE ALL ON ALL {things} IN SCHEMA {schema} FROM {everybody}"
            )
        connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {schema} FROM {everybody}")
    for role, rights in RIGHTS.items():
        schemas = {SCHEMA_OF[table] for table in rights} | {f.split(".")[0] for f in CALLS[role]}
        for schema in sorted(schemas):
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        for table, right in rights.items():
            connection.exec_driver_sql(f"GRANT {right} ON {SCHEMA_OF[table]}.{table} TO {role}")
        for function in CALLS[role]:
            connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")


def grant_anew(engine: Engine) -> None:
    """Give each role its rights on a database that came without any, as from a backup."""
    with engine.begin() as connection:
        arrange(connection)


def needed_rights() -> frozenset[tuple[str, str, str]]:
    """Return (role, right, table or function) of everything that is granted to a role."""
    on_tables = {
        _named(role, right, table)
        for role, rights in RIGHTS.items()
        for table, several in rights.items()
        for right in several.split(", ")
    }
    on_functions = {
        (role, "EXECUTE", function.split(".")[1].split("(")[0])
        for role, functions in CALLS.items()
        for function in functions
    }
    return frozenset(on_tables | on_functions)


def _named(role: str, right: str, table: str) -> tuple[str, str, str]:
    """Return a right on a table, or on one column of it, as the server names it."""
    word, _, column = right.partition(" ")
    return (role, word, f"{table}.{column.strip('()')}" if column else table)


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
