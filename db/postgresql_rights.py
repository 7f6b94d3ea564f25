"""Who may do what on PostgreSQL: the schema of each table, and the least rights of each role."""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from db.postgresql_engine import SCHEMAS

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
