"""A database of any older version is migrated to the newest schema; a newer one is refused."""

import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, inspect, text

from db import migrate, schema_version
from db.base import MainTable
from db.engine import engine, sqlite_url
from db.files import make_file
from surveys.installation.installation import open_installation
from surveys.settings.settings import Settings
from tests.stored import rows

CONFIG = Config()
CONFIG.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
SCRIPTS = ScriptDirectory.from_config(CONFIG)
OLDER = [
    "base",
    *(r.revision for r in SCRIPTS.walk_revisions() if r.revision != SCRIPTS.get_current_head()),
]


@pytest.fixture
def empty(settings: Settings) -> Engine:
    """An empty main database in the folder of the installation."""
    file = settings.store_folder / "peil.db"
    make_file(file)
    return engine(sqlite_url(file))


@pytest.fixture
def newest(settings: Settings, newest_file: Path) -> Engine:
    """A main database of the newest version in the folder of the installation."""
    settings.store_folder.mkdir(mode=0o700, parents=True)
    return engine(sqlite_url(Path(shutil.copy2(newest_file, settings.store_folder))))


def run(on: Engine, step: str, target: str) -> None:
    with on.begin() as connection:
        CONFIG.attributes["connection"] = connection
        {"up": command.upgrade, "down": command.downgrade}[step](CONFIG, target)


def schema(of: Engine) -> list[tuple[object, ...]]:
    return rows(
        Path(str(of.url.database).removeprefix("file:")),
        "SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version' "
        "AND tbl_name <> 'alembic_version' ORDER BY name",
    )


def revision(of: Engine) -> str | None:
    with of.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_an_empty_database_gets_the_schema_of_the_models(empty: Engine, tmp_path: Path) -> None:
    """The comparison of columns sees neither checks nor WITHOUT ROWID; the statements do."""

    def normal(of: Engine) -> set[tuple[object, str]]:
        return {
            (name, " ".join(sorted(str(sql).replace(",", " ").replace('"', "").split())))
            for kind, name, sql in schema(of)
            if kind != "trigger"
        }

    assert len(SCRIPTS.get_heads()) == 1
    migrate.to_newest(empty)
    assert revision(empty) == SCRIPTS.get_current_head()
    tables = {*MainTable.metadata.tables, "alembic_version"}
    assert set(inspect(empty).get_table_names()) == tables
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_server_default": True, "compare_type": True}
        )
        assert compare_metadata(context, MainTable.metadata) == []
    before = schema(empty)
    migrate.to_newest(empty)
    assert schema(empty) == before, "once more changes nothing"
    make_file(tmp_path / "models.db")
    from_models = engine(sqlite_url(tmp_path / "models.db"))
    with from_models.begin() as connection:
        MainTable.metadata.create_all(connection)
    assert normal(empty) == normal(from_models)


def test_the_version_of_the_schema_is_read_from_files_as_alembic_reads_it(empty: Engine) -> None:
    assert schema_version.newest() == SCRIPTS.get_current_head()
    assert all(schema_version.knows(one.revision) for one in SCRIPTS.walk_revisions())
    assert not schema_version.knows("9999")
    for before in ("0001", "0019", "head"):
        assert schema_version.is_newest(empty) is False
        run(empty, "up", before)
        with empty.connect() as connection:
            read = schema_version.revision(connection)
        assert read == revision(empty) is not None
    assert schema_version.is_newest(empty)


@pytest.mark.parametrize("older", OLDER)
def test_an_older_version_is_updated(settings: Settings, newest: Engine, older: str) -> None:
    before = schema(newest)
    assert revision(newest) == SCRIPTS.get_current_head()
    run(newest, "down", older)
    assert older != "base" or schema(newest) == []
    assert revision(newest) == (None if older == "base" else older)
    open_installation(settings)
    assert revision(newest) == SCRIPTS.get_current_head()
    assert schema(newest) == before


def test_a_newer_version_is_refused_and_left_alone(settings: Settings, empty: Engine) -> None:
    migrate.to_newest(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = schema(empty)
    with pytest.raises(CommandError, match="9999"):
        open_installation(settings)
    assert schema(empty) == before
    assert revision(empty) == "9999"


def test_roles_from_before_hold_and_one_that_waits_is_gone_in_an_older_version(
    settings: Settings, empty: Engine
) -> None:
    run(empty, "up", "0019")
    file = settings.store_folder / "peil.db"
    one = {"id": "1" * 32, "now": "2" * 32}
    with empty.begin() as connection:
        for row in (
            "unit (id, name) VALUES (:id, 'All')",
            "person (id, name, email, unit_id) VALUES (:id, 'Ann', 'ann@example.org', :id)",
            "access (id, person_id, role) VALUES (:id, :id, 'hr')",
        ):
            connection.execute(text(f"INSERT INTO {row}"), one)
    run(empty, "up", "0020")
    assert rows(file, "SELECT role, confirmed FROM access") == [("hr", 1)]
    with empty.begin() as connection:
        waits = "INSERT INTO access (id, person_id, role) VALUES (:now, :id, 'council')"
        connection.execute(text(waits), one)
    assert rows(file, "SELECT confirmed FROM access WHERE role = 'council'") == [(0,)]
    run(empty, "down", "0019")
    assert rows(file, "SELECT role FROM access") == [("hr",)]


def test_what_columns_of_people_mean_moves_to_the_mappings_of_every_kind_and_back(
    empty: Engine,
) -> None:
    run(empty, "up", "0052")
    with empty.begin() as connection:
        values = {"headings": b"h" * 32, "columns": '{"name": ["Naam"]}'}
        connection.execute(text("INSERT INTO column_choice VALUES (:headings, :columns)"), values)
    run(empty, "up", "0053")
    with empty.begin() as connection:
        (kept,) = connection.execute(text("SELECT * FROM kept_mapping"))
        assert tuple(kept) == ("people", b"h" * 32, "", '{"name": ["Naam"]}')
        other = "INSERT INTO kept_mapping VALUES ('answers', :headings, 'Before', '{}')"
        connection.execute(text(other), values)
    run(empty, "down", "0052")
    with empty.connect() as connection:
        (before,) = connection.execute(text("SELECT * FROM column_choice"))
        assert tuple(before) == (b"h" * 32, '{"name": ["Naam"]}')
