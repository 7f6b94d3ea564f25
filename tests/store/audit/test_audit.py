"""The audit passes where all is well, finds each fault, and never tells how many answered."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from surveys.answering.casting import cast
from surveys.audit.audit import Audit, run_audit, thresholds
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave, Thresholds, open_wave
from tests.builders import CLOSES, OPENS, add_people, spread
from tests.store.conftest import rows

QUESTIONS = questions_of_wave(shipped(), 1)
PEOPLE = 12


@dataclass(frozen=True)
class World:
    """An installation with its files, and its open wave."""

    place: Installation
    wave: OpenedWave

    @property
    def main(self) -> Path:
        return self.place.store_folder / "peil.db"

    @property
    def box(self) -> Path:
        return self.place.box(1).path

    @property
    def key(self) -> Path:
        return self.place.keys.path / "wave-1.key"

    def answers(self, number: int) -> None:
        """Let the first people answer."""
        for person, token in enumerate(list(self.wave.tokens.values())[:number]):
            cast(self.place, token, spread(QUESTIONS, person), OPENS)

    def faults(self) -> str:
        """Everything that is wrong, one fault a line."""
        return "\n".join(fault.in_words() for fault in run_audit(self.place).faults)


@pytest.fixture
def world(installation: Installation, organisation: dict[str, UUID]) -> World:
    """An open wave that nobody has answered."""
    add_people(installation, organisation["North"], PEOPLE)
    return World(installation, open_wave(installation, opens_on=OPENS, closes_on=CLOSES))


def sides(found: Audit) -> dict[str, set[str]]:
    return {store.side: {table.name for table in store.tables} for store in found.stores}


def test_an_empty_installation_passes(installation: Installation) -> None:
    found = run_audit(installation)
    assert found.passed, found.faults
    assert found.open_wave is None
    assert sides(found)["box"] == set()


def test_an_open_wave_passes_with_answers_in_its_box(world: World) -> None:
    world.answers(5)
    found = run_audit(world.place)
    assert found.passed, found.faults
    assert found.open_wave == 1
    assert sides(found)["box"] == {"token", "ballot"}


def test_after_a_count_it_passes_and_the_box_is_gone(world: World) -> None:
    world.answers(PEOPLE)
    close_wave(world.place, CLOSES)
    found = run_audit(world.place)
    assert found.passed, found.faults
    assert found.open_wave is None
    assert sides(found)["box"] == set()


def test_the_next_wave_passes_too(world: World) -> None:
    world.answers(3)
    close_wave(world.place, CLOSES)
    open_wave(world.place, opens_on=CLOSES, closes_on=CLOSES)
    found = run_audit(world.place)
    assert found.passed, found.faults
    assert found.open_wave == 2


def test_every_table_and_column_is_explained_and_counted(world: World) -> None:
    tables = {t.name: t for store in run_audit(world.place).stores for t in store.tables}
    assert tables["person"].rows == PEOPLE
    assert all(table.purpose for table in tables.values())
    assert all(column.purpose for table in tables.values() for column in table.columns)


def test_nothing_in_it_changes_when_somebody_answers(world: World) -> None:
    before = run_audit(world.place)
    world.answers(7)
    assert run_audit(world.place) == before
    box = next(store for store in before.stores if store.side == "box")
    assert [table.rows for table in box.tables] == [None, None]


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


@pytest.mark.parametrize(("change", "fault"), SCHEMA_OF_MAIN.values(), ids=SCHEMA_OF_MAIN)
def test_a_changed_main_database_is_found(world: World, change: str, fault: str) -> None:
    with closing(sqlite3.connect(world.main)) as connection:
        connection.executescript(change)
    assert fault in world.faults()


SCHEMA_OF_BOX = {
    "time of a ballot": (
        ["ALTER TABLE ballot ADD COLUMN cast_at DATETIME"],
        "column cast_at of the table ballot may hold a time",
    ),
    "order of arrival": (
        ["DROP TABLE ballot", "CREATE TABLE ballot (id BLOB PRIMARY KEY, body BLOB)"],
        "table ballot keeps a hidden row number",
    ),
    "serial number": (
        ["DROP TABLE ballot", "CREATE TABLE ballot (id INTEGER PRIMARY KEY, body BLOB)"],
        "table ballot numbers its rows in the column id",
    ),
    "counter": (
        ["CREATE TABLE n (i INTEGER PRIMARY KEY AUTOINCREMENT)"],
        "table sqlite_sequence is not on the list",
    ),
    "who answered": (
        ["ALTER TABLE token ADD COLUMN person_id BLOB"],
        "column person_id of the table token is not on the list",
    ),
    "no ballots": (["DROP TABLE ballot"], "table ballot is missing"),
}


@pytest.mark.parametrize(("changes", "fault"), SCHEMA_OF_BOX.values(), ids=SCHEMA_OF_BOX)
def test_a_changed_box_is_found(world: World, changes: list[str], fault: str) -> None:
    for change in changes:
        rows(world.box, change)
    assert fault in world.faults()


def test_a_date_of_a_wave_with_a_time_is_found(world: World) -> None:
    close_wave(world.place, CLOSES)
    rows(world.main, "ALTER TABLE wave RENAME COLUMN title TO kept")
    rows(world.main, "ALTER TABLE wave ADD COLUMN title DATETIME")
    assert "column title of the table wave may hold a time" in world.faults()


def write(path: Path, statement: str, *parameters: object) -> None:
    """Write into a database past all of our own code."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, parameters)


def test_a_ballot_of_another_length_is_found(world: World) -> None:
    world.answers(3)
    write(world.box, "INSERT INTO ballot (id, body) VALUES (?, ?)", b"i" * 16, b"short")
    assert world.faults() == "The sealed envelopes differ in length."


def test_an_invitation_to_a_counted_wave_is_found(world: World) -> None:
    world.answers(3)
    close_wave(world.place, CLOSES)
    person = next(iter(world.wave.tokens))
    write(
        world.main,
        "INSERT INTO invitation (wave_id, person_id, unit_id) VALUES (?, ?, ?)",
        world.wave.id.hex,
        person.hex,
        person.hex,
    )
    assert world.faults() == "There are invitations to a wave that is not open."


def test_a_number_before_the_count_is_found(world: World) -> None:
    write(world.main, "UPDATE wave_unit SET ballots = 7")
    assert "too small a group, or too early" in world.faults()


def test_a_result_of_a_hidden_unit_is_found(world: World) -> None:
    unit = uuid4().hex
    write(
        world.main,
        "INSERT INTO result (unit_id, wave_id, question_id, counts, skipped) "
        "VALUES (?, ?, 'mood_1', '[1]', 0)",
        unit,
        world.wave.id.hex,
    )
    assert "too small a group, or too early" in world.faults()


FILES: dict[str, tuple[Callable[[World], Path], str]] = {
    "box": (lambda w: w.place.store_folder / "box-1.db", "ballot box box-1.db"),
    "log of a box": (lambda w: w.place.store_folder / "box-1.db-wal", "ballot box box-1.db-wal"),
    "key": (lambda w: w.key, "key wave-1.key that belongs to no open wave"),
    "copy of a key": (lambda w: w.key.with_suffix(".bak"), "key wave-1.bak"),
    "copy of the database": (
        lambda w: w.place.store_folder / "old" / "peil.db",
        "unknown file peil.db",
    ),
    "key in the store": (
        lambda w: w.place.store_folder / "wave-1.key",
        "unknown file wave-1.key",
    ),
}


@pytest.mark.parametrize(("where", "fault"), FILES.values(), ids=FILES)
def test_a_file_that_is_left_after_a_count_is_found(
    world: World, where: Callable[[World], Path], fault: str
) -> None:
    close_wave(world.place, CLOSES)
    left = where(world)
    left.parent.mkdir(exist_ok=True)
    left.touch(mode=0o600)
    assert fault in world.faults()
    assert world.faults().count("\n") == 0


def test_the_box_and_key_of_another_wave_are_found_beside_those_of_the_open_one(
    world: World,
) -> None:
    (world.place.store_folder / "box-7.db").touch()
    world.key.with_name("wave-7.key").touch(mode=0o600)
    assert "ballot box box-7.db" in world.faults()
    assert "key wave-7.key" in world.faults()


def test_an_open_wave_without_its_box_is_found(world: World) -> None:
    world.place.box(1).destroy()
    assert world.faults() == "The open wave has no ballot box."


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701])
def test_a_key_folder_that_others_may_open_is_found(world: World, mode: int) -> None:
    world.place.keys.path.chmod(mode)
    assert world.faults() == "Others than Peil may open keys."


def test_a_key_that_others_may_read_is_found(world: World) -> None:
    world.key.chmod(0o640)
    assert world.faults() == "Others than Peil may open wave-1.key."


def test_keys_inside_the_store_are_found(tmp_path: Path) -> None:
    class Muddled(Settings):
        """Settings that keep everything in one place."""

        @property
        def key_folder(self) -> Path:
            return self.store_folder / "keys"

    place = open_installation(Muddled(folder=tmp_path / "muddled"))
    assert [fault.in_words() for fault in run_audit(place).faults] == [
        "The key folder lies inside the store folder, and so in its backups."
    ]


def test_a_connection_that_does_not_overwrite_is_found(world: World) -> None:
    with world.place.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    assert world.faults() == "What is deleted is not overwritten."


def test_every_fault_says_what_to_do(world: World) -> None:
    rows(world.main, "CREATE TABLE visit (id BLOB)")
    world.key.chmod(0o640)
    world.place.box(1).destroy()
    faults = run_audit(world.place).faults
    assert len(faults) == 3
    assert all(fault.advice() for fault in faults)


def test_a_database_that_cannot_be_read_never_advises_to_delete_the_open_box(
    world: World,
) -> None:
    rows(world.main, "DROP TABLE invitation")
    assert world.faults() == "The table invitation is missing."


def test_thresholds_are_those_of_the_open_wave_then_of_the_latest_else_the_default(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert thresholds(installation) == Thresholds()
    add_people(installation, organisation["North"], PEOPLE)
    raised = Thresholds(k=7, k_distribution=12, k_comment=15)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES, thresholds=raised)
    assert thresholds(installation) == raised
    close_wave(installation, CLOSES)
    assert thresholds(installation) == raised
    open_wave(installation, opens_on=CLOSES, closes_on=CLOSES)
    assert thresholds(installation) == Thresholds()
