"""Looks at what is stored, by the drivers of the databases and none of our own code."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import psycopg

from db.engine import on_postgresql
from db.postgresql_engine import SCHEMAS
from surveys.installation import Installation

WITHOUT_RANDOM_NUMBERS = {
    "audit_entry": "noted_on, person_id, action, subject",
    "comment": "unit_id, wave_id, question, body",
}
"""Columns by which two runs can be compared; all columns of the other tables."""

Rows = list[tuple[Any, ...]]


class Refused(Exception):
    """The database itself refused a change."""


class Intruder:
    """Somebody who reads and writes a database without the application, but with all rights."""

    def __init__(self, installation: Installation, box: int | None = None) -> None:
        """Connect past all of our own code; to the box of a wave if its number is given."""
        self._connection: Any
        self.on_postgresql = on_postgresql(installation.engine)
        if self.on_postgresql:
            # The clock's role owns every table.
            url = installation.engine.url.set(drivername="postgresql")
            path = f"-c search_path={','.join(SCHEMAS)}"
            self._connection = psycopg.connect(
                url.render_as_string(hide_password=False), options=path, autocommit=True
            )
            self._place, self.zero_byte = "%s", r"'\x00'"
        else:
            name = "peil.db" if box is None else f"box-{box}.db"
            file = installation.store_folder / name
            self._connection = sqlite3.connect(file, isolation_level=None)
            self._place, self.zero_byte = "?", "x'00'"

    def __enter__(self) -> Self:
        """Give the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._connection.close()

    def rows(self, query: str) -> Rows:
        """Return the rows of a query."""
        return list(self._connection.execute(query).fetchall())

    def tables(self) -> list[str]:
        """Return the names of all tables but, on PostgreSQL, those of the box."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if self.on_postgresql:
            query = "SELECT tablename FROM pg_tables WHERE schemaname IN ('people', 'results')"
        return [name for (name,) in self.rows(query)]

    def define(self, statement: str) -> None:
        """Make or remove a table."""
        self._connection.execute(statement)

    def write(self, statement: str, *parameters: object) -> int:
        """Change rows and return how many; raises Refused."""
        try:
            changed = self._connection.execute(statement.replace("?", self._place), parameters)
        except (sqlite3.IntegrityError, psycopg.IntegrityError) as fault:
            raise Refused(str(fault)) from fault
        return int(changed.rowcount)


def rows(path: Path, query: str, *parameters: object) -> Rows:
    """Return the rows of a query to a file of SQLite."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, parameters).fetchall()


def dump(path: Path) -> str:
    """Return everything in a file of SQLite as text."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def main_rows(installation: Installation, query: str) -> Rows:
    """Return the rows of a query to the main database."""
    with Intruder(installation) as intruder:
        return intruder.rows(query)


def box_rows(installation: Installation, wave: int, query: str) -> Rows:
    """Return the rows of a query to the box of a wave."""
    with Intruder(installation, box=wave) as intruder:
        return intruder.rows(query)


def main_dump(installation: Installation) -> str:
    """Return everything in the main database as text, without the box."""
    if on_postgresql(installation.engine):
        return _schema_dump(installation, "people") + _schema_dump(installation, "results")
    return dump(installation.store_folder / "peil.db")


def box_dump(installation: Installation, wave: int) -> str:
    """Return everything in the box of a wave as text."""
    if on_postgresql(installation.engine):
        return _schema_dump(installation, "box")
    return dump(installation.store_folder / f"box-{wave}.db")


def put_into_box(installation: Installation, wave: int, ballot_id: bytes, body: bytes) -> None:
    """Put something into the box behind the back of the application."""
    with Intruder(installation, box=wave) as intruder:
        intruder.write("INSERT INTO ballot VALUES (?, ?)", ballot_id, body)


def _schema_dump(installation: Installation, schema: str) -> str:
    lines = []
    with Intruder(installation) as intruder:
        named = f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' ORDER BY 1"  # noqa: S608
        for (table,) in intruder.rows(named):
            columns = WITHOUT_RANDOM_NUMBERS.get(table, "*")
            held = intruder.rows(f"SELECT {columns} FROM {schema}.{table}")  # noqa: S608
            lines += [f"{schema}.{table}: {row}" for row in sorted(map(str, held))]
    return "\n".join(lines)
