"""Facts about a PostgreSQL database, from its catalogue. For the audit."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from db.engine import SCHEMAS
from db.facts import Column, Facts, Table
from db.postgresql import ANSWER, DASHBOARD, harmful_settings, needed_rights

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
        SELECT (aclexplode(a.attacl)).*, c.relname FROM pg_attribute a
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


def _table(connection: Connection, oid: int, name: str, numbers_rows: bool) -> Table:
    columns = connection.execute(sa.text(_COLUMNS), {"oid": oid}).all()
    referred = connection.execute(sa.text(_REFERRED), {"oid": oid}).scalars()
    return Table(
        name=name,
        columns=tuple(Column(*column) for column in columns),
        refers_to=tuple(referred),
        numbers_rows=numbers_rows,
    )
