"""Facts about a PostgreSQL database, from its catalogue. For audit and doctor."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from db.engine import read_connection
from db.facts import Column, Facts, Table
from db.postgresql_checks import harmful_settings
from db.postgresql_engine import NO_TRANSACTION, SCHEMAS, is_pooled
from db.postgresql_rights import ANSWER, CLOCK, DASHBOARD, needed_rights

_TABLES = """
    SELECT c.oid, c.relname, EXISTS (
        SELECT FROM pg_attribute a LEFT JOIN pg_attrdef d
        ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND (
            a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
        )
    )
    FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace::regnamespace::text = ANY(:schemas)
    ORDER BY c.relname
"""
_COLUMNS = """
    SELECT a.attname, upper(format_type(a.atttypid, a.atttypmod)), coalesce(i.indisprimary, false)
    FROM pg_attribute a LEFT JOIN pg_index i
    ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY(i.indkey)
    WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_REFERRED = """
    SELECT DISTINCT t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid
    WHERE c.conrelid = :oid AND c.contype = 'f'
"""
_PROGRAMS = """
    SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace::regnamespace::text = ANY(:schemas)
    UNION SELECT proname FROM pg_proc WHERE pronamespace::regnamespace::text = ANY(:schemas)
    UNION SELECT relname FROM pg_class
    WHERE relkind IN ('v', 'm', 'S') AND relnamespace::regnamespace::text = ANY(:schemas)
    ORDER BY 1
"""
_RIGHTS = """
    SELECT coalesce(r.rolname, 'PUBLIC'), held.privilege_type, held.name
    FROM (
        SELECT (aclexplode(relacl)).*, relname AS name FROM pg_class
        WHERE relnamespace::regnamespace::text = ANY(:schemas)
        UNION ALL
        SELECT (aclexplode(a.attacl)).*, c.relname || '.' || a.attname FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace::regnamespace::text = ANY(:schemas)
        UNION ALL
        SELECT (aclexplode(coalesce(proacl, acldefault('f', proowner)))).*, proname FROM pg_proc
        WHERE pronamespace::regnamespace::text = ANY(:schemas)
    ) held LEFT JOIN pg_roles r ON r.oid = held.grantee
    WHERE r.rolname IS DISTINCT FROM 'peil_clock'
"""
_MEMBERS = """
    SELECT m.rolname, 'MEMBER', g.rolname FROM pg_auth_members am
    JOIN pg_roles m ON m.oid = am.member JOIN pg_roles g ON g.oid = am.roleid
    WHERE m.rolname = ANY(:roles)
"""

_LOOSE = {
    "make large objects": """
        SELECT DISTINCT r.name FROM pg_proc p, unnest(%(roles)s::text[]) AS r(name)
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
        AND (starts_with(p.proname, 'lo_') OR p.proname IN ('loread', 'lowrite'))
        AND has_function_privilege(r.name, p.oid, 'EXECUTE')
    """,
    "write to the server's logs": """
        SELECT DISTINCT r.name FROM pg_proc p, unnest(%(roles)s::text[]) AS r(name)
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
        AND (starts_with(p.proname, 'pg_log_')
             OR p.proname IN ('pg_logical_emit_message', 'pg_rotate_logfile'))
        AND has_function_privilege(r.name, p.oid, 'EXECUTE')
        UNION
        SELECT r.name FROM unnest(%(roles)s::text[]) AS r(name)
        WHERE NOT EXISTS (
            SELECT FROM pg_db_role_setting s JOIN pg_roles o ON o.oid = s.setrole
            WHERE o.rolname = r.name AND 'log_min_messages=fatal' = ANY (s.setconfig))
    """,
    "write programs": """
        SELECT r.name FROM unnest(%(roles)s::text[]) AS r(name), pg_language l
        WHERE r.name <> 'peil_clock' AND l.lanname = 'plpgsql'
        AND has_language_privilege(r.name, l.oid, 'USAGE')
    """,
}
"""Queries for the roles that have a right which they do not need, by the right."""

_OPEN_DATABASES = """
    SELECT datname FROM pg_database
    WHERE datallowconn AND datname <> current_database() AND (datacl IS NULL OR EXISTS (
        SELECT FROM aclexplode(datacl) WHERE grantee = 0 AND privilege_type = 'CONNECT'))
    ORDER BY datname
"""


def facts(connection: Connection, schemas: Collection[str]) -> Facts:
    """Return the facts about the objects in some schemas, harmful settings and surplus rights."""
    within = {"schemas": list(schemas)}
    tables = connection.execute(sa.text(_TABLES), within).all()
    held = connection.execute(sa.text(_RIGHTS), within).all()
    roles = {"roles": [ANSWER, DASHBOARD]}
    members = connection.execute(sa.text(_MEMBERS), roles).all()
    return Facts(
        tables=tuple(_table(connection, *row) for row in tables),
        programs=tuple(connection.execute(sa.text(_PROGRAMS), within).scalars()),
        settings={name: value for name, value, *_ in harmful_settings(connection)},
        surplus_rights=frozenset(map(tuple, (*held, *members))) - needed_rights(),
    )


def one_length(connection: Connection) -> bool:
    """Return whether all ballots of the box have the same length."""
    return bool(connection.exec_driver_sql("SELECT box.one_length()").scalar())


def as_issued(connection: Connection) -> bool:
    """Return whether the box holds no more than was issued."""
    return bool(connection.exec_driver_sql("SELECT box.as_issued()").scalar())


def may_read(connection: Connection, table: str) -> bool:
    """Return whether the role of this process may read one of Peil's tables."""
    allowed = sa.text(
        "SELECT bool_and(has_table_privilege(oid, 'SELECT')) FROM pg_class WHERE relname = :name "
        "AND relnamespace::regnamespace::text = ANY(:schemas) AND relkind = 'r'"
    )
    within = {"name": table, "schemas": list(SCHEMAS)}
    return bool(connection.execute(allowed, within).scalar())


def label(connection: Connection) -> int | None:
    """Return the number of the wave whose ballots the box holds."""
    wave: int | None = connection.exec_driver_sql("SELECT wave FROM box.label").scalar()
    return wave


def loose_rights(engine: Engine) -> Iterator[tuple[str, list[str]]]:
    """Yield each right that the three roles do not need, with the roles that have it.

    A database that was prepared by an older version of the script has some.
    """
    roles = [ANSWER, DASHBOARD, CLOCK]
    with read_connection(engine) as connection:
        for right, query in _LOOSE.items():
            having = connection.exec_driver_sql(query, {"roles": roles}).scalars()
            if names := sorted(having):
                yield right, names


def waits_without_end(engine: Engine) -> bool:
    """Return whether a pooler leads to sessions of which the role has no limit of its own.

    A database that was prepared by an older version of the script has none.
    """
    with engine.connect().execution_options(**{NO_TRANSACTION: True}) as connection:
        limit = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
        return is_pooled(connection) and limit == "0"


def open_databases(engine: Engine) -> list[str]:
    """Return the other databases of the server to which every role may connect."""
    with read_connection(engine) as connection:
        return list(connection.exec_driver_sql(_OPEN_DATABASES).scalars())


def _table(connection: Connection, oid: int, name: str, numbers_rows: bool) -> Table:
    columns = connection.execute(sa.text(_COLUMNS), {"oid": oid}).all()
    referred = connection.execute(sa.text(_REFERRED), {"oid": oid}).scalars()
    return Table(
        name=name,
        columns=tuple(Column(*column) for column in columns),
        refers_to=tuple(referred),
        numbers_rows=numbers_rows,
    )
