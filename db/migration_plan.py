"""What pending migrations will do to a database, found out without touching it.

They are applied to an empty database in memory that has the schema of the real one, and what they
say to it is noted; the sizes are those of the real tables.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import command
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event

from db.engine import on_postgresql, read_connection
from db.migrate import configuration
from db.postgresql_engine import SCHEMAS
from db.schema_version import revision

RELEASES: Mapping[str, str] = {"0.1.0": "0018"}
"""The newest migration of every released version, the oldest first."""

MADE, CHANGED, COPIED, ROWS = "made", "changed", "copied", "rows"
_STRONGEST = (MADE, COPIED, ROWS, CHANGED)
"""What happens to a table: it is made, copied whole (SQLite), its rows change, its columns do."""

_NAME = r"(?:\w+\.)?\"?(\w+)\"?"
_STATEMENTS = (
    (re.compile(rf"\s*CREATE TABLE {_NAME}", re.I), MADE),
    (re.compile(rf"\s*ALTER TABLE {_NAME}", re.I), CHANGED),
    (re.compile(rf"\s*CREATE (?:UNIQUE )?INDEX .* ON {_NAME}", re.I | re.S), CHANGED),
    (re.compile(rf"\s*UPDATE {_NAME}", re.I), ROWS),
    (re.compile(rf"\s*DELETE\s+FROM {_NAME}", re.I), ROWS),
    (re.compile(rf"\s*DROP TABLE {_NAME}", re.I), "dropped"),
)
_RENAMED = re.compile(rf"\s*ALTER TABLE {_NAME} RENAME TO {_NAME}", re.I)


class Migration(NamedTuple):
    """A pending migration: its number, what it is about, and what happens to which table."""

    number: str
    about: str
    tables: Mapping[str, str]
    refuses_while_open: bool
    """Whether it waits until no wave is open."""


class Size(NamedTuple):
    """The size of a table; on PostgreSQL rows are estimated, on SQLite bytes are not known."""

    rows: int
    bytes: int | None


def pending(current: str | None) -> list[Migration]:
    """Return the migrations after a revision of this or an earlier version, in their order."""
    config = configuration()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head() or ""
    base = current or "base"
    waiting = [one for one in script.iterate_revisions(head, base) if one.revision != current]
    if not waiting:
        return []
    scratch = create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    try:
        with scratch.connect() as connection:
            config.attributes["connection"] = connection
            if current is not None:
                command.upgrade(config, current)
            return [_noted(config, connection, one) for one in reversed(waiting)]
    finally:
        scratch.dispose()


def _noted(config: Any, connection: Connection, one: Script) -> Migration:
    said: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        command.upgrade(config, one.revision)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return Migration(
        one.revision,
        (one.doc or "").strip(),
        tables_in(said),
        bool(getattr(one.module, "refuses_while_open", False)),
    )


def tables_in(statements: list[str]) -> dict[str, str]:
    """Return what statements do to tables; one that is made anew and renamed was copied."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        if renamed := _RENAMED.match(statement):
            anew, name = renamed.groups()
            found.pop(anew, None)
            # What goes before another takes its name is no loss.
            found[name] = found.get(name, set()) - {"dropped"} | {COPIED}
            continue
        for pattern, kind in _STATEMENTS:
            if match := pattern.match(statement):
                found.setdefault(match[1], set()).add(kind)
    found.pop("alembic_version", None)
    return {
        name: next((kind for kind in _STRONGEST if kind in kinds), "dropped")
        for name, kinds in sorted(found.items())
        if not name.startswith("_alembic_tmp_")
    }


def release_of(current: str | None) -> str | None:
    """Return the newest release that a database has at least; None if it is older than all."""
    script = ScriptDirectory.from_config(configuration())
    if current is None:
        return None
    older = {one.revision for one in script.iterate_revisions(current, "base")}
    return next((name for name, last in reversed([*RELEASES.items()]) if last in older), None)


def revision_of(engine: Engine) -> str | None:
    """Return the revision of a database, or None before the first migration."""
    with read_connection(engine) as connection:
        return revision(connection)


def sizes(engine: Engine, names: list[str]) -> dict[str, Size]:
    """Return the sizes of those tables that exist."""
    with read_connection(engine) as connection:
        if on_postgresql(engine):
            query = sa.text(
                "SELECT relname, greatest(reltuples, 0)::bigint, pg_total_relation_size(c.oid) "
                "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE nspname = ANY(:schemas) AND relkind = 'r' AND relname = ANY(:names)"
            )
            values = {"schemas": list(SCHEMAS), "names": names}
            return {
                name: Size(rows, size) for name, rows, size in connection.execute(query, values)
            }
        there = set(sa.inspect(connection).get_table_names())
        return {
            name: Size(
                connection.execute(
                    sa.select(sa.func.count()).select_from(sa.table(name))
                ).scalar_one(),
                None,
            )
            for name in names
            if name in there
        }


def others_connected(engine: Engine) -> int | None:
    """Return how many other connections of Peil a PostgreSQL database has; None on SQLite."""
    if not on_postgresql(engine):
        return None
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename LIKE 'peil\\_%' AND pid <> pg_backend_pid()"
    )
    with read_connection(engine) as connection:
        return int(connection.execute(query).scalar_one())
