"""`peil upgrade`: says what a new version does to the database, and does it after a backup."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from db import migrate, migration_plan
from db.engine import engine, on_postgresql, sqlite_url, writing
from db.files import make_file
from db.migration_plan import CHANGED, COPIED, MADE, ROWS, pending, release_of, tables_in
from surveys.doctor.upgrade import check_upgrade, processes_with
from surveys.installation import Installation, inspect_installation
from surveys.settings import Settings
from surveys.trail import trail
from tests.builders import OPENS
from tests.commands import Done, Peil
from tests.postgresql import Server, give_passwords, prepared
from tests.store.db.test_migrations import run
from tests.stored import rows

NOW = datetime.now(UTC)
NEWEST = ScriptDirectory.from_config(migrate.configuration()).get_current_head()
ROOT = Path(__file__).parents[3]
HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA schema_version").fetchone()
print(1, flush=True)
sys.stdin.read()
"""
"""A program that has a database open until its input ends."""


@pytest.fixture
def old(settings: Settings) -> Settings:
    """A database of version 0.1.0 on SQLite, with an organisation, a person and 40 results."""
    file = settings.store_folder / "peil.db"
    make_file(file)
    made = engine(sqlite_url(file))
    run(made, "up", migration_plan.RELEASES["0.1.0"])
    made.dispose()
    return settings


def revision_in(settings: Settings) -> object:
    return rows(settings.store_folder / "peil.db", "SELECT version_num FROM alembic_version")[0][0]


def upgrade(peil: Peil, settings: Settings, *more: object) -> Done:
    return peil("upgrade", "--folder", settings.folder, *more)


def test_the_check_says_what_will_be_done_and_changes_nothing(peil: Peil, old: Settings) -> None:
    before = (old.store_folder / "peil.db").read_bytes()
    done = upgrade(peil, old, "--check")
    assert done.returncode == 3, done.stderr
    assert f"from 0.1.0 to {migrate_version()}" in done.stdout
    assert "0022  keepers of the key, and the message that asks them to count" in done.stdout
    assert "message is copied whole (0 rows)" in done.stdout
    assert "No backup by `peil backup` is noted." in done.stdout
    told = json.loads(upgrade(peil, old, "--check", "--json").stdout)
    assert told["refused"] is False
    assert [one["number"] for one in told["migrations"]] == [one.number for one in pending("0018")]
    assert {"name": "result", "how": "changed", "rows": 0, "bytes": None} in told["tables"]
    assert (old.store_folder / "peil.db").read_bytes() == before


def migrate_version() -> str:
    return re.findall(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.M)[0]


def test_an_update_needs_a_backup_or_a_word_and_is_done_once(
    peil: Peil, old: Settings, tmp_path: Path
) -> None:
    refused = upgrade(peil, old)
    assert refused.returncode == 1
    assert "--backup-to" in refused.stderr
    assert revision_in(old) == "0018"
    (tmp_path / "backups").mkdir()
    done = upgrade(peil, old, "--backup-to", tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    assert revision_in(old) == NEWEST
    [backup] = (tmp_path / "backups").iterdir()
    fresh = tmp_path / "fresh"
    assert peil("restore", backup, "--folder", fresh).returncode in {0, 1}
    assert (fresh / "store" / "peil.db").exists(), "the backup is of before, and can be restored"
    again = upgrade(peil, old, "--check")
    assert again.returncode == 0
    assert "nothing to do" in again.stdout
    assert upgrade(peil, old).returncode == 0


def test_a_newer_database_and_a_running_process_stand_in_the_way(peil: Peil, old: Settings) -> None:
    file = old.store_folder / "peil.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert processes_with(file) == [other.pid]
        done = upgrade(peil, old, "--no-backup")
        assert done.returncode == 1
        assert f"Other processes use the files of this installation: {other.pid}." in done.stdout
        assert revision_in(old) == "0018"
        assert upgrade(peil, old, "--check").returncode == 1
        other.communicate(b"")
    assert processes_with(file) == []
    with engine(sqlite_url(file)).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    done = upgrade(peil, old, "--check")
    assert done.returncode == 1
    assert "newer version" in done.stdout


def test_an_open_wave_whose_box_has_another_form_stands_in_the_way(
    peil: Peil, old: Settings
) -> None:
    columns = {
        row[1]: row[2] for row in rows(old.store_folder / "peil.db", "PRAGMA table_info(wave)")
    }
    values = {"id": "'w'", "number": "1", "state": "'draft'", "opens_on": "'2026-01-05'"}
    values |= {"closes_on": "'2026-01-09'", "period": "'week'", "questions": "'[]'"}
    values |= {"k": "5", "k_distribution": "10", "k_comment": "10"}
    values = {name: value for name, value in values.items() if name in columns}
    with engine(sqlite_url(old.store_folder / "peil.db")).begin() as connection:
        names, given = ", ".join(values), ", ".join(values.values())
        connection.exec_driver_sql(f"INSERT INTO wave ({names}) VALUES ({given})")  # noqa: S608
        # Past the guards of then: this is about what the check reads.
        for trigger in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'wave'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {trigger[0]}")
        connection.exec_driver_sql("UPDATE wave SET public_key = x'00', state = 'open'")
    done = upgrade(peil, old, "--check")
    assert done.returncode == 1
    assert "Wave 1 is open until 2026-01-09, and its ballot box has another form." in done.stdout


def test_every_migration_that_refuses_says_so_beforehand() -> None:
    folder = ROOT / "db" / "migrations" / "versions"
    refusing = {f.name[:4] for f in folder.glob("*.py") if "RefusedError" in f.read_text()}
    said = {one.number for one in pending(None) if one.refuses_while_open}
    assert said == refusing


def test_every_migration_has_a_line_of_what_it_is_about_and_every_release_its_last_one() -> None:
    every = pending(None)
    assert all(one.about and "\n" not in one.about for one in every)
    numbers = [one.number for one in every]
    assert numbers == sorted(numbers)
    assert set(migration_plan.RELEASES.values()) <= set(numbers)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d", changelog, re.M)
    assert sorted(migration_plan.RELEASES) == sorted(released)
    assert release_of("0017") is None
    assert release_of(NEWEST) == released[0]


def test_tables_are_named_with_the_most_that_happens_to_them() -> None:
    said = tables_in(
        [
            'CREATE TABLE "new" (id INTEGER)',
            "CREATE TABLE message_anew (id)",
            "INSERT INTO message_anew SELECT * FROM message",
            "DROP TABLE message",
            "ALTER TABLE message_anew RENAME TO message",
            "ALTER TABLE results.wave ADD COLUMN x",
            "UPDATE access SET by_hand = 1",
            "CREATE UNIQUE INDEX ix ON person (email)",
            "DROP TABLE gone",
            "UPDATE alembic_version SET version_num='1'",
            "SELECT 1",
        ]
    )
    assert said == {
        "access": ROWS,
        "gone": "dropped",
        "message": COPIED,
        "new": MADE,
        "person": CHANGED,
        "wave": CHANGED,
    }


@pytest.mark.both_databases
def test_this_version_has_nothing_to_do_and_a_backup_is_known_by_its_day(
    settings: Settings, installation: Installation
) -> None:
    found = check_upgrade(inspect_installation(settings), settings, NOW)
    assert (found.migrations, found.is_refused) == ((), False)
    where = "results." if on_postgresql(installation.engine) else ""
    # As if the last migration were still to come.
    before = ScriptDirectory.from_config(migrate.configuration()).get_revision(NEWEST or "")
    assert before is not None
    with installation.engine.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE {where}alembic_version SET version_num = :number"),  # noqa: S608
            {"number": before.down_revision},
        )
    for backup, days, severity in ((False, 0, "warning"), (True, 0, "ok"), (True, 3, "warning")):
        if backup:
            with writing(installation.engine) as session:
                trail.note(session, "backup made", "sealed")
        later = NOW + timedelta(days=days)
        found = check_upgrade(installation, settings, later)
        assert [one.number for one in found.migrations] == [NEWEST]
        about = {each.severity for each in found.findings if "backup" in each.what}
        assert about == {severity}
    assert OPENS.year


def test_on_postgresql_it_is_checked_before_it_is_done(
    postgresql_server: Server, peil: Peil, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with prepared(postgresql_server) as database:
        give_passwords(database)
        monkeypatch.setenv("PEIL_DATABASE_URL", database.url())
        settings = Settings(folder=tmp_path / "data")
        first = upgrade(peil, settings, "--check")
        assert first.returncode == 3, first.stdout + first.stderr
        assert "The database is empty" in first.stdout
        assert "No other process of Peil uses this database." in first.stdout
        done = upgrade(peil, settings, "--no-backup")
        assert done.returncode == 0, done.stdout + done.stderr
        assert upgrade(peil, settings, "--check").returncode == 0
