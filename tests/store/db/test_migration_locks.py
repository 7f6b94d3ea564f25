"""Migrations lock no table for long, so that nobody who answers waits for an update.

Squawk, a linter of PostgreSQL's SQL, judges the statements that migrations really send. Those up to
the baseline were made before this was asked.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from db import migrate
from db.engine import engine, postgresql_url, read_connection
from db.postgresql_rights import SCHEMA_OF, arrange
from tests.postgresql import Database, Server, give_passwords, prepared

BASELINE = "0050"

EXCUSED: Mapping[tuple[str, str], str] = {
    ("0053", "ban-drop-table"): "choices of columns move to a new table; few rows, read by imports",
}
"""Why a migration may break a rule all the same, by revision and rule."""

_NO_CONCERN = (
    # These limits hold in every transaction of ours.
    *("require-lock-timeout", "require-statement-timeout"),
    # All migrations are one transaction: all of it happens, or nothing.
    *("prefer-robust-stmts", "transaction-nesting"),
    # About what a column may hold, and not about locks.
    *("prefer-text-field", "prefer-bigint-over-int", "prefer-bigint-over-smallint"),
    *("prefer-identity", "prefer-timestamptz", "ban-char-field"),
)

_CONFIG = Config()
_CONFIG.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
SCRIPTS = ScriptDirectory.from_config(_CONFIG)
NEW = [
    script.revision
    for script in reversed(list(SCRIPTS.walk_revisions()))
    if script.revision > BASELINE
]


def broken_rules(statements: str, file: Path) -> list[str]:
    """Return the rules that statements break in one transaction, without those of no concern."""
    file.write_text(statements)
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("squawk"), "--assume-in-transaction"),
            *("--pg-version", "15", "--reporter", "json", f"--exclude={','.join(_NO_CONCERN)}"),
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [one["rule_name"] for one in found]


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("CREATE INDEX i ON results.result (wave_id)", "require-concurrent-index-creation"),
        ("ALTER TABLE results.result ADD COLUMN a INTEGER NOT NULL", "adding-required-field"),
        ("ALTER TABLE results.result ALTER COLUMN skipped TYPE TEXT", "changing-column-type"),
        (
            "ALTER TABLE results.result ADD CONSTRAINT c CHECK (skipped >= 0)",
            "constraint-missing-not-valid",
        ),
        ("ALTER TABLE results.result DROP COLUMN skipped", "ban-drop-column"),
        ("ALTER TABLE results.result RENAME COLUMN skipped TO left_out", "renaming-column"),
    ],
)
def test_what_locks_a_table_for_long_is_found(tmp_path: Path, statement: str, rule: str) -> None:
    assert rule in broken_rules(f"{statement};\n", tmp_path / "bad.sql")


def test_what_does_not_is_let_through(tmp_path: Path) -> None:
    good = """
        CREATE TABLE results.thing (id UUID NOT NULL, name VARCHAR(80) NOT NULL, PRIMARY KEY (id));
        CREATE INDEX ix_thing_name ON results.thing (name);
        ALTER TABLE results.thing ADD FOREIGN KEY (id) REFERENCES results.wave (id);
        ALTER TABLE results.result ADD COLUMN extra INTEGER;
        ALTER TABLE results.wave ADD COLUMN flag BOOLEAN DEFAULT false NOT NULL;
    """
    assert broken_rules(good, tmp_path / "good.sql") == []


def sent_by(revision: str, connection: Connection) -> str:
    """Apply one migration; return what it sent that changes tables."""
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(str(told[2]).strip().rstrip(";"))

    event.listen(connection, "before_cursor_execute", note)
    _CONFIG.attributes["connection"] = connection
    command.upgrade(_CONFIG, revision)
    event.remove(connection, "before_cursor_execute", note)
    changing = ("CREATE", "ALTER", "DROP", "LOCK", "TRUNCATE", "REINDEX", "VACUUM", "CLUSTER")
    return "".join(f"{one};\n" for one in sent if one.upper().startswith(changing))


def test_new_migrations_lock_no_table_for_long(postgresql_server: Server, tmp_path: Path) -> None:
    with prepared(postgresql_server) as made:
        give_passwords(made)
        clock = engine(postgresql_url(made.url()))
        # In one transaction, as at an update.
        with clock.begin() as connection:
            assert "CREATE TABLE" in sent_by(BASELINE, connection)
            sent = {revision: sent_by(revision, connection) for revision in NEW}
        for revision, statements in sent.items():
            broken = set(broken_rules(statements, tmp_path / f"{revision}.sql"))
            excused = {rule for of, rule in EXCUSED if of == revision}
            assert broken <= excused, (
                f"Migration {revision} may lock a table for long: {sorted(broken - excused)}. "
                f"`squawk {tmp_path / revision}.sql` says what to do instead."
            )
        clock.dispose()


def test_giving_rights_anew_waits_for_no_reader(postgresql: Database) -> None:
    """Every migration ends with it: moving tables to where they are would lock all of them."""
    clock = engine(postgresql_url(postgresql.url()))
    with read_connection(clock) as reader, clock.begin() as connection:
        for table, schema in SCHEMA_OF.items():
            reader.execute(sa.text(f"LOCK TABLE {schema}.{table} IN ACCESS SHARE MODE"))
        connection.exec_driver_sql("SET LOCAL lock_timeout = 200")
        arrange(connection)
    clock.dispose()
