"""Brings a main database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).with_name("migrations")


def to_newest(engine: Engine) -> None:
    """Apply every migration that the database lacks; costs one look-up when there is none.

    Raises alembic.util.CommandError when the database was written by a newer version.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
