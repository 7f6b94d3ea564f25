"""After the count nothing is left in any file that could lead back to an answer."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.settings.settings import Settings
from surveys.waves.tokens import token_hash
from surveys.waves.waves import open_wave
from tests.privacy.conftest import DAY, Open, rows

QUESTIONS = questions_of_wave(shipped(), 1)
TEAMS = (3, 12, 8)

ALLOWED = {
    "token": {"hash", "unit_id"},
    "ballot": {"id", "body"},
    "wave": {
        "id",
        "number",
        "title",
        "state",
        "opens_on",
        "closes_on",
        "period",
        "questions",
        "k",
        "k_distribution",
        "k_comment",
        "public_key",
    },
    "wave_unit": {"unit_id", "wave_id", "parent_id", "name", "invited", "ballots"},
    "result": {"unit_id", "wave_id", "question_id", "counts", "skipped"},
    "comment": {"unit_id", "wave_id", "id", "body"},
    "analysis": {"unit_id", "wave_id", "kind", "subject", "outcome"},
    "slip": {"hash", "unit_id"},
    "invitation": {"wave_id", "person_id", "unit_id"},
    "message": {"wave_id", "person_id", "kind", "state", "attempts", "fault"},
}
"""Every column on the side of box and results. A new one needs a thought about what it tells."""


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.fixture
def world(tmp_path: Path) -> Open:
    """An open wave of three units."""
    return Open(tmp_path, TEAMS)


@pytest.fixture
def installation(world: Open) -> Installation:
    """The same installation, before anybody answered."""
    return open_installation(Settings(folder=world.folder / "first"))


def everybody_answers(world: Open, installation: Installation) -> None:
    for person, token in enumerate(world.wave.tokens.values()):
        answered = QUESTIONS[: person % (len(QUESTIONS) + 1)]
        answers = {q.id: ((person * 7) % q.scale.size,) for q in answered}
        cast(installation, token, answers, DAY)


def secrets_of(world: Open, installation: Installation) -> dict[str, list[bytes]]:
    """Collect, while the wave is open, everything that must be gone afterwards."""
    box = installation.box(1).path
    return {
        "token": [token.encode() for token in world.wave.tokens.values()],
        "token hash": [token_hash(token) for token in world.wave.tokens.values()],
        "ballot": [bytes(body)[:16] for (body,) in rows(box, "SELECT body FROM ballot")],  # type: ignore[call-overload]
        "ballot id": [bytes(i) for (i,) in rows(box, "SELECT id FROM ballot")],  # type: ignore[call-overload]
        "private key": [bytes(installation.keys.read(1))],
    }


def found_in(files: dict[str, bytes], secrets: dict[str, list[bytes]]) -> set[tuple[str, str]]:
    return {
        (kind, name)
        for kind, values in secrets.items()
        for name, content in files.items()
        if any(value in content for value in values)
    }


def test_while_a_wave_is_open_the_box_and_the_key_are_found_by_the_search(
    world: Open, installation: Installation
) -> None:
    """Otherwise finding nothing afterwards would prove nothing."""
    hashes = {"token hash": [token_hash(token) for token in world.wave.tokens.values()]}
    folder = installation.store_folder.parent
    assert found_in(everything_in(folder), hashes)
    everybody_answers(world, installation)
    kinds = {k for k, _ in found_in(everything_in(folder), secrets_of(world, installation))}
    assert {"ballot", "ballot id", "private key"} <= kinds


def test_a_token_in_clear_is_never_stored(world: Open, installation: Installation) -> None:
    tokens = {"token": [token.encode() for token in world.wave.tokens.values()]}
    folder = installation.store_folder.parent
    assert not found_in(everything_in(folder), tokens)
    everybody_answers(world, installation)
    assert not found_in(everything_in(folder), tokens)


def test_after_the_count_no_file_holds_a_token_a_ballot_or_the_key(
    world: Open, installation: Installation
) -> None:
    everybody_answers(world, installation)
    secrets = secrets_of(world, installation)
    assert {len(values) for values in secrets.values()} == {sum(TEAMS), 1}
    close_wave(installation, DAY)
    assert not found_in(everything_in(installation.store_folder.parent), secrets)


def test_the_count_leaves_only_the_main_database(world: Open, installation: Installation) -> None:
    everybody_answers(world, installation)
    close_wave(installation, DAY)
    left = set(everything_in(installation.store_folder.parent))
    assert left <= {"store/peil.db", "store/peil.db-wal", "store/peil.db-shm"}


def test_who_was_invited_can_no_longer_be_read_from_any_file(
    world: Open, installation: Installation
) -> None:
    wave = world.wave.id.hex
    invited = {"invitation": [f"{wave}{person.hex}".encode() for person in world.wave.tokens]}
    folder = installation.store_folder.parent
    assert found_in(everything_in(folder), invited) == {("invitation", "store/peil.db")}
    close_wave(installation, DAY)
    assert not found_in(everything_in(folder), invited)


def test_an_unused_token_is_gone_too(world: Open, installation: Installation) -> None:
    hashes = {"token hash": [token_hash(token) for token in world.wave.tokens.values()]}
    close_wave(installation, DAY)
    assert not found_in(everything_in(installation.store_folder.parent), hashes)


def test_the_next_wave_brings_nothing_back(world: Open, installation: Installation) -> None:
    everybody_answers(world, installation)
    secrets = secrets_of(world, installation)
    close_wave(installation, DAY)
    open_wave(installation, opens_on=DAY, closes_on=DAY)
    assert not found_in(everything_in(installation.store_folder.parent), secrets)


def test_all_sealed_ballots_have_the_same_length(world: Open, installation: Installation) -> None:
    everybody_answers(world, installation)
    lengths = rows(installation.box(1).path, "SELECT DISTINCT length(body) FROM ballot")
    assert len(lengths) == 1


def test_a_hidden_team_has_no_row_and_no_number_of_ballots(
    opened: Callable[[Sequence[int]], Open],
) -> None:
    world = opened((0, 12, 3))
    ballots = [
        (person, {"mood_1": (place % 5,)})
        for team in world.staff
        for place, person in enumerate(team)
    ]
    copy = world.replay(ballots)
    main = copy.store_folder / "peil.db"
    small = world.teams[2].hex
    assert rows(main, f"SELECT * FROM result WHERE unit_id = '{small}'") == []  # noqa: S608
    assert rows(main, f"SELECT ballots FROM wave_unit WHERE unit_id = '{small}'") == [(None,)]  # noqa: S608


@pytest.mark.parametrize("table", ["token", "ballot"])
def test_tables_of_the_box_keep_no_order_of_arrival(
    world: Open, installation: Installation, table: str
) -> None:
    assert world
    assert without_rowid(installation.box(1).path, table)


@pytest.mark.parametrize("table", ["wave", "wave_unit", "result", "sign_in", "invitation"])
def test_tables_of_results_and_sign_in_keep_no_order_of_arrival(
    world: Open, installation: Installation, table: str
) -> None:
    assert world
    assert without_rowid(installation.store_folder / "peil.db", table)


def without_rowid(path: Path, table: str) -> bool:
    found = {row[1]: row[4] for row in rows(path, "PRAGMA table_list")}
    return found[table] == 1


def columns(path: Path) -> dict[str, dict[str, str]]:
    """Return name and type of every column of every table."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            table: {
                row[1]: row[2].upper() for row in connection.execute(f"PRAGMA table_info({table})")
            }
            for (table,) in tables.fetchall()
        }


def test_box_and_results_have_no_column_that_nobody_thought_about(
    world: Open, installation: Installation
) -> None:
    assert world
    box = columns(installation.box(1).path)
    assert set(box) == {"token", "ballot"}
    main = columns(installation.store_folder / "peil.db")
    for table, allowed in ALLOWED.items():
        assert set({**main, **box}[table]) == allowed, table


def test_every_table_of_the_main_database_has_its_side(
    world: Open, installation: Installation
) -> None:
    """A new table is about people or what became of results, or stands in the list above."""
    assert world
    about_people = {"organisation", "unit", "person", "access", "sign_in", "alembic_version"}
    programme = {"programme", "closed_period", "clock", "message_text", "roster_change"}
    ours = {"agreement", "event", "experiment", "talk", "audit_entry", "secret"}
    unknown = set(columns(installation.store_folder / "peil.db")) - about_people - ours - programme
    assert unknown <= set(ALLOWED)


def test_box_and_results_know_no_time_finer_than_the_dates_of_the_wave(
    world: Open, installation: Installation
) -> None:
    assert world
    found = {
        **columns(installation.store_folder / "peil.db"),
        **columns(installation.box(1).path),
    }
    timed = {
        (table, column, kind)
        for table in ALLOWED
        for column, kind in found[table].items()
        if "DATE" in kind or "TIME" in kind
    }
    assert timed == {("wave", "opens_on", "DATE"), ("wave", "closes_on", "DATE")}


def test_nothing_on_the_side_of_results_refers_to_a_person(
    world: Open, installation: Installation
) -> None:
    assert world
    main = installation.store_folder / "peil.db"
    for table in ("wave", "wave_unit", "result"):
        referred = {row[2] for row in rows(main, f"PRAGMA foreign_key_list({table})")}
        assert referred <= {"wave"}
    for table in ("token", "ballot"):
        assert rows(installation.box(1).path, f"PRAGMA foreign_key_list({table})") == []
