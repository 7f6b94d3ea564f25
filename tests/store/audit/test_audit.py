"""The audit passes where all is well, finds each fault, and never tells how many answered."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from surveys.audit.audit import Audit, run_audit, thresholds
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave, Thresholds, open_wave
from tests.builders import CLOSES, OPENS, add_people, answer

PEOPLE = 12


@dataclass(frozen=True)
class World:
    """An installation with its files, and its open wave."""

    installation: Installation
    wave: OpenedWave

    @property
    def store(self) -> Path:
        return self.installation.store_folder

    @property
    def main(self) -> Path:
        return self.store / "peil.db"

    @property
    def box(self) -> Path:
        return self.installation.box(1).path

    @property
    def key(self) -> Path:
        return self.installation.keys.path / "wave-1.key"

    def answers(self, number: int) -> None:
        """Let the first people answer."""
        answer(self.installation, self.wave, silent=list(self.wave.tokens)[number:])

    def passed(self) -> Audit:
        """Audit, and return what is seen; nothing must be wrong."""
        audit = run_audit(self.installation)
        assert audit.passed, audit.faults
        return audit

    def faults(self) -> str:
        """Return everything that is wrong, one fault a line."""
        return "\n".join(fault.in_words() for fault in run_audit(self.installation).faults)


@pytest.fixture
def invited() -> int:
    return PEOPLE


@pytest.fixture
def world(installation: Installation, wave: OpenedWave) -> World:
    """An open wave that nobody has answered."""
    return World(installation, wave)


def tables_of_box(audit: Audit) -> set[str]:
    return {table.name for store in audit.stores for table in store.tables if store.side == "box"}


def test_an_empty_installation_passes(installation: Installation) -> None:
    audit = run_audit(installation)
    assert audit.passed, audit.faults
    assert (audit.open_wave, tables_of_box(audit)) == (None, set())


def test_it_passes_while_a_wave_is_open_after_its_count_and_in_the_next(world: World) -> None:
    world.answers(5)
    audit = world.passed()
    assert (audit.open_wave, tables_of_box(audit)) == (1, {"token", "issued", "reissued", "ballot"})
    close_wave(world.installation, CLOSES)
    audit = world.passed()
    assert (audit.open_wave, tables_of_box(audit)) == (None, set())
    open_wave(world.installation, opens_on=CLOSES, closes_on=CLOSES)
    assert world.passed().open_wave == 2


def test_every_table_is_explained_and_answers_change_nothing(world: World) -> None:
    before = world.passed()
    tables = {t.name: t for store in before.stores for t in store.tables}
    assert tables["person"].rows == PEOPLE
    assert all(table.purpose for table in tables.values())
    assert all(column.purpose for table in tables.values() for column in table.columns)
    world.answers(7)
    assert run_audit(world.installation) == before
    assert (tables["token"].rows, tables["ballot"].rows) == (None, None)


SCHEMA_OF_MAIN = {
    "extra column": (
        "ALTER TABLE person ADD COLUMN answered INTEGER",
        "column answered of the table person is not on the list",
    ),
    "column on results": (
        "ALTER TABLE result ADD COLUMN created_at TIMESTAMP",
        "column created_at of the table result may hold a time",
    ),
    "extra table": ("CREATE TABLE visit (id BLOB)", "table visit is not on the list"),
    "missing column": (
        "ALTER TABLE organisation DROP COLUMN company_doctor",
        "column company_doctor of the table organisation is missing",
    ),
    "missing table": ("DROP TABLE access", "table access is missing"),
    "view": (
        "CREATE VIEW who AS SELECT name FROM person",
        "view or trigger who is not on the list",
    ),
    "trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON person BEGIN DELETE FROM sign_in; END",
        "view or trigger spy is not on the list",
    ),
    "guard taken away": ("DROP TRIGGER result_never_changes", "guard result_never_changes"),
    "path to people": (
        "ALTER TABLE wave_unit ADD COLUMN by_id CHAR(32) REFERENCES person (id)",
        "table wave_unit leads to people",
    ),
    "path over a table in between": (
        "CREATE TABLE via (id CHAR(32) PRIMARY KEY REFERENCES person (id)); "
        "ALTER TABLE result ADD COLUMN via CHAR(32) REFERENCES via (id)",
        "table result leads to people",
    ),
    "path from people": (
        "ALTER TABLE access ADD COLUMN to_result CHAR(32) REFERENCES result (unit_id)",
        "table access leads from people to answers or results",
    ),
}


SCHEMA_OF_BOX = {
    "time of a ballot": (
        "ALTER TABLE ballot ADD COLUMN cast_at DATETIME",
        "column cast_at of the table ballot may hold a time",
    ),
    "order of arrival": (
        "DROP TABLE ballot; CREATE TABLE ballot (id BLOB PRIMARY KEY, body BLOB)",
        "table ballot keeps a hidden row number",
    ),
    "serial number": (
        "DROP TABLE ballot; CREATE TABLE ballot (id INTEGER PRIMARY KEY, body BLOB)",
        "table ballot numbers its rows in the column id",
    ),
    "counter": (
        "CREATE TABLE n (i INTEGER PRIMARY KEY AUTOINCREMENT)",
        "table sqlite_sequence is not on the list",
    ),
    "who answered": (
        "ALTER TABLE token ADD COLUMN person_id BLOB",
        "column person_id of the table token is not on the list",
    ),
    "no ballots": ("DROP TABLE ballot", "table ballot is missing"),
}


def change(path: Path, script: str) -> None:
    """Change a database past all of our own code."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


@pytest.mark.parametrize(("script", "fault"), SCHEMA_OF_MAIN.values(), ids=SCHEMA_OF_MAIN)
def test_a_changed_main_database_is_found(world: World, script: str, fault: str) -> None:
    change(world.main, script)
    assert fault in world.faults()


@pytest.mark.parametrize(("script", "fault"), SCHEMA_OF_BOX.values(), ids=SCHEMA_OF_BOX)
def test_a_changed_box_is_found(world: World, script: str, fault: str) -> None:
    change(world.box, script)
    assert fault in world.faults()


def test_a_date_of_a_wave_with_a_time_is_found(world: World) -> None:
    close_wave(world.installation, CLOSES)
    renamed = "ALTER TABLE wave RENAME COLUMN title TO kept; "
    change(world.main, f"{renamed} ALTER TABLE wave ADD COLUMN title DATETIME")
    assert "column title of the table wave may hold a time" in world.faults()


def test_a_ballot_of_another_length_is_found(world: World) -> None:
    world.answers(3)
    change(world.box, "INSERT INTO ballot (id, body) VALUES (zeroblob(16), x'00')")
    assert world.faults() == "The sealed envelopes differ in length."


def test_an_invitation_to_a_counted_wave_is_found(world: World) -> None:
    world.answers(3)
    close_wave(world.installation, CLOSES)
    change(
        world.main,
        "INSERT INTO invitation (wave_id, person_id, unit_id) "
        "SELECT wave.id, person.id, person.unit_id FROM wave, person",
    )
    assert world.faults() == "There are invitations to a wave that is not open."


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE wave_unit SET ballots = 7", id="a number before the count"),
        pytest.param(
            "INSERT INTO result (unit_id, wave_id, question_id, counts, skipped) "
            "SELECT lower(hex(randomblob(16))), id, 'mood_1', '[1]', 0 FROM wave",
            id="a result of a hidden unit",
        ),
    ],
)
def test_numbers_of_small_groups_or_open_waves_are_found(world: World, statement: str) -> None:
    change(world.main, statement)
    assert "too small a group, more answers than" in world.faults()


FILES: dict[str, tuple[Callable[[World], Path], str]] = {
    "box": (lambda w: w.store / "box-1.db", "ballot box box-1.db"),
    "log of a box": (lambda w: w.store / "box-1.db-wal", "ballot box box-1.db-wal"),
    "key": (lambda w: w.key, "key wave-1.key that belongs to no open wave"),
    "copy of a key": (lambda w: w.key.with_suffix(".bak"), "key wave-1.bak"),
    "copy of the database": (lambda w: w.store / "old" / "peil.db", "unknown file peil.db"),
    "key in the store": (lambda w: w.store / "wave-1.key", "unknown file wave-1.key"),
}


@pytest.mark.parametrize(("where", "fault"), FILES.values(), ids=FILES)
def test_a_file_that_is_left_after_a_count_is_found(
    world: World, where: Callable[[World], Path], fault: str
) -> None:
    close_wave(world.installation, CLOSES)
    left = where(world)
    left.parent.mkdir(exist_ok=True)
    left.touch(mode=0o600)
    assert fault in world.faults()
    assert world.faults().count("\n") == 0


def test_the_box_and_key_of_another_wave_than_the_open_one_are_found(world: World) -> None:
    (world.store / "box-7.db").touch()
    world.key.with_name("wave-7.key").touch(mode=0o600)
    assert "ballot box box-7.db" in world.faults()
    assert "key wave-7.key" in world.faults()


@pytest.mark.parametrize(
    ("mode", "folder"), [(0o755, True), (0o710, True), (0o701, True), (0o640, False)]
)
def test_keys_that_others_may_open_are_found(world: World, mode: int, folder: bool) -> None:
    (world.installation.keys.path if folder else world.key).chmod(mode)
    name = world.installation.keys.path.name if folder else "wave-1.key"
    assert world.faults() == f"Others than Peil may open {name}."


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("store/keys", "The key folder lies inside the store folder, and so in its backups."),
        ("keys", "The key folder lies inside the data folder: one copy takes both."),
    ],
)
def test_keys_inside_the_data_are_found(tmp_path: Path, inside: str, fault: str) -> None:
    folder = tmp_path / "muddled"
    installation = open_installation(Settings(folder=folder, keys=folder / inside))
    assert [found.in_words() for found in run_audit(installation).faults] == [fault]


def test_the_key_that_an_earlier_version_left_in_the_data_is_found(world: World) -> None:
    former = world.store.parent / "keys"
    former.mkdir(mode=0o700)
    world.key.rename(former / world.key.name)
    assert "where an earlier version kept it" in world.faults()
    open_installation(Settings(folder=world.store.parent))
    assert world.faults() == ""
    assert not former.exists()


def test_a_connection_that_does_not_overwrite_is_found(world: World) -> None:
    with world.installation.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    assert world.faults() == "What is deleted is not overwritten."


def test_an_open_wave_without_its_box_is_found_and_every_fault_has_an_advice(world: World) -> None:
    world.installation.box(1).destroy()
    assert world.faults() == "The open wave has no ballot box."
    change(world.main, "CREATE TABLE visit (id BLOB)")
    world.key.chmod(0o640)
    faults = run_audit(world.installation).faults
    assert len(faults) == 3
    assert all(fault.advice() for fault in faults)


def test_no_advice_deletes_the_open_box_if_the_database_cannot_be_read(world: World) -> None:
    change(world.main, "DROP TABLE invitation")
    assert world.faults() == "The table invitation is missing."


def test_thresholds_are_those_of_the_open_wave_then_of_the_latest_else_the_default(
    installation: Installation, north: UUID
) -> None:
    assert thresholds(installation) == Thresholds()
    add_people(installation, north, PEOPLE)
    raised = Thresholds(k=7, k_distribution=12, k_comment=15)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES, thresholds=raised)
    assert thresholds(installation) == raised
    close_wave(installation, CLOSES)
    assert thresholds(installation) == raised
    open_wave(installation, opens_on=CLOSES, closes_on=CLOSES)
    assert thresholds(installation) == raised, "no later wave goes lower"
