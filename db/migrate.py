"""Migration of a main database to the schema of this version."""

from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from db import postgresql_rights
from db.engine import on_postgresql
from db.schema_version import is_newest


class SchemaChangeRefusedError(RuntimeError):
    """A wave is open, whose box and ballots have the form of the version before."""

    def __init__(self, wave: int, closes_on: date | str) -> None:
        """Keep which wave is open, and until when."""
        super().__init__(f"wave {wave} is open until {closes_on}")
        self.wave = wave
        self.closes_on = date.fromisoformat(str(closes_on))


_FOLDER = Path(__file__).with_name("migrations")


def to_newest(engine: Engine) -> None:
    """Apply every migration that the database lacks; costs one query when there is none.

    Raises alembic.util.CommandError when the database was written by a newer version, and
    SchemaChangeRefusedError while a wave is open that this version could not count.
    """
    if is_newest(engine):
        return
    with engine.begin() as connection:
        if on_postgresql(engine):
            # Waiting for a lock has its limit; a migration that has all locks may take its time.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if on_postgresql(engine):
            postgresql_rights.arrange(connection)


def options(connection: Connection) -> dict[str, Any]:
    """Return Alembic's options: on PostgreSQL every role may read the schema of the revision."""
    on = connection.dialect.name
    return {"version_table_schema": "results"} if on == "postgresql" else {}


def configuration() -> Config:
    """Return the configuration by which Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
