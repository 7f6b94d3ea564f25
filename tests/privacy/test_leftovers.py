"""After the count nothing is left in any file that could lead back to an answer."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from surveys.answering import cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import questions_of_wave, shipped
from surveys.waves import open_wave, token_hash
from tests.privacy.conftest import DAY, Open, bytes_of_files
from tests.stored import box_rows, main_rows, rows

QUESTIONS = questions_of_wave(shipped(), 1)
TEAMS = (3, 12, 8)

ALLOWED = {
    "token": {"hash", "unit_id"},
    "issued": {"hash", "unit_id"},
    "reissued": {"unit_id", "number"},
    "ballot": {"id", "body"},
    "wave": {
        *("id", "number", "title", "state", "opens_on", "closes_on", "period", "questions"),
        "open_questions",
        *("k", "k_distribution", "k_comment", "public_key", "imported_after"),
    },
    "wave_unit": {
        *("unit_id", "wave_id", "parent_id", "name"),
        *("invited", "ballots", "reissued", "covered", "leaders"),
    },
    "result": {"unit_id", "wave_id", "question_id", "counts", "skipped", "not_applicable"},
    "comment": {"unit_id", "wave_id", "id", "question", "body"},
    # What HR made of comments, by their random ids: no person, no order, no moment.
    "comment_code": {"wave_id", "coder", "comment_id", "themes"},
    "theme_count": {"unit_id", "wave_id", "question", "theme", "number"},
    "quote": {"wave_id", "id", "theme", "body"},
    "analysis": {"unit_id", "wave_id", "kind", "subject", "outcome"},
    # Verdicts are worked out from published results alone.
    "verdict_edition": {"key", "judged_through", "content"},
    "verdict": {"unit_id", "question_id", "content", "line"},
    "told_change": {
        *("unit_id", "question_id"),
        *("confirmed_wave_id", "onset_wave_id", "better"),
    },
    # Imported from another tool, about groups; the date is the survey's.
    "imported_source": {"source", "mark", "waves"},
    "imported_mean": {
        *("unit_id", "source", "question_id", "measured_on"),
        *("measure", "value", "answers", "sd"),
    },
    "slip": {"hash", "unit_id"},
    "invitation": {"wave_id", "person_id", "unit_id", "links"},
    "message": {"wave_id", "person_id", "kind", "state", "attempts", "fault", "try_after"},
}
"""Every column on the side of box and results. A new one needs a thought about what it tells."""


Secrets = Mapping[str, list[bytes]]


@pytest.fixture
def world(tmp_path: Path) -> Open:
    """An open wave of three units."""
    return Open(tmp_path, TEAMS)


@pytest.fixture
def installation(world: Open) -> Installation:
    """The same installation, before anybody answered."""
    return world.first


@pytest.fixture
def hashes(world: Open) -> Secrets:
    """What the box holds of every link."""
    return {"token hash": [token_hash(token) for token in world.wave.tokens.values()]}


def everybody_answers(world: Open, installation: Installation) -> Secrets:
    """Collect, while the wave is open, everything that must be gone afterwards."""
    for person, token in enumerate(world.wave.tokens.values()):
        answered = QUESTIONS[: person % (len(QUESTIONS) + 1)]
        answers = {q.id: ((person * 7) % q.scale.size,) for q in answered}
        cast(installation, token, answers, DAY)
    ballots = box_rows(installation, 1, "SELECT id, body FROM ballot")
    return {
        "token": [token.encode() for token in world.wave.tokens.values()],
        "token hash": [token_hash(token) for token in world.wave.tokens.values()],
        "ballot": [body[:16] for _, body in ballots],
        "ballot id": [ballot_id for ballot_id, _ in ballots],
        "private key": [bytes(installation.keys.read(1))],
    }


def found_in(installation: Installation, secrets: Secrets) -> set[tuple[str, str]]:
    """Return every kind of secret with the files of the installation that hold one of it."""
    return {
        (kind, name)
        for kind, values in secrets.items()
        for name, content in bytes_of_files(installation.store_folder.parent).items()
        if any(value in content for value in values)
    }


def test_while_a_wave_is_open_the_search_finds_the_box_and_the_key_but_no_token_in_clear(
    world: Open, installation: Installation, hashes: Secrets
) -> None:
    """Otherwise finding nothing afterwards would prove nothing."""
    tokens = {"token": [token.encode() for token in world.wave.tokens.values()]}
    assert found_in(installation, hashes)
    assert not found_in(installation, tokens)
    found = {kind for kind, _ in found_in(installation, everybody_answers(world, installation))}
    assert {"ballot", "ballot id", "private key"} <= found
    assert "token" not in found
    lengths = box_rows(installation, 1, "SELECT DISTINCT length(body) FROM ballot")
    assert len(lengths) == 1, "all sealed ballots have the same length"


def test_after_the_count_no_file_holds_a_token_a_ballot_or_the_key(
    world: Open, installation: Installation
) -> None:
    """The main database is the only file left, and the next wave brings nothing back."""
    secrets = everybody_answers(world, installation)
    assert {len(values) for values in secrets.values()} == {sum(TEAMS), 1}
    close_wave(installation, DAY)
    assert not found_in(installation, secrets)
    left = set(bytes_of_files(installation.store_folder.parent))
    main = {"store/peil.db", "store/peil.db-wal", "store/peil.db-shm"}
    assert left <= main | {"keys/installation"}
    open_wave(installation, opens_on=DAY, closes_on=DAY)
    assert not found_in(installation, secrets)


def test_unused_tokens_and_who_was_invited_can_no_longer_be_read_from_any_file(
    world: Open, installation: Installation, hashes: Secrets
) -> None:
    wave = world.wave.id.hex
    invited = {"invitation": [f"{wave}{person.hex}".encode() for person in world.wave.tokens]}
    assert found_in(installation, invited) == {("invitation", "store/peil.db")}
    close_wave(installation, DAY)
    assert not found_in(installation, {**invited, **hashes})


def test_a_hidden_team_has_no_row_and_no_number_of_ballots(tmp_path: Path) -> None:
    world = Open(tmp_path, (0, 12, 3))
    ballots = [
        (person, {"mood_1": (place % 5,)})
        for team in world.staff
        for place, person in enumerate(team)
    ]
    copy = world.replay(ballots)
    small = world.teams[2].hex
    assert main_rows(copy, f"SELECT * FROM result WHERE unit_id = '{small}'") == []  # noqa: S608
    number = f"SELECT ballots FROM wave_unit WHERE unit_id = '{small}'"  # noqa: S608
    assert main_rows(copy, number) == [(None,)]


def columns(path: Path) -> dict[str, dict[str, str]]:
    """Return name and type of every column of every table."""
    tables = rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        table: {row[1]: row[2].upper() for row in rows(path, f"PRAGMA table_info({table})")}
        for (table,) in tables
    }


def test_box_and_results_keep_nothing_that_nobody_thought_about_and_no_order_of_arrival(
    installation: Installation,
) -> None:
    """A new table is about people or follow-up on results, or stands in the list above.

    Nothing on the side of results refers to a person, or knows a time finer than the dates of the
    wave.
    """
    main, box = installation.store_folder / "peil.db", installation.box(1).path
    in_box = {"token", "issued", "reissued", "ballot"}
    assert set(columns(box)) == in_box
    found = {**columns(main), **columns(box)}
    about_people = {
        "organisation",
        "unit_contacts",
        "unit",
        "person",
        "access",
        "sign_in",
        "alembic_version",
    }
    about_people |= {"confirmed_place", "place_change"}
    about_people |= {"set_up_code"}
    programme = {
        "programme",
        "closed_period",
        "later_start",
        "clock",
        "message_text",
        "roster_change",
    }
    programme |= {"group_member", "directory_note", "stopped_sync", "last_change", "kept_mapping"}
    programme |= {"held_role", "held_unit"}
    programme |= {"api_client", "webhook", "webhook_call"}
    ours = {"agreement", "event", "experiment", "experiment_unit", "talk", "audit_entry", "secret"}
    ours |= {"keeping", "handed_in", "own_measure", "asked_question", "reply", "talk_reason"}
    ours |= {"own_theme", "comment_coder", "theme_reply"}
    assert set(columns(main)) - about_people - ours - programme <= set(ALLOWED)
    assert {table: set(found[table]) for table in ALLOWED} == ALLOWED
    timed = {
        (table, column, kind)
        for table in ALLOWED
        for column, kind in found[table].items()
        if "DATE" in kind or "TIME" in kind
    }
    assert timed == {
        *(("wave", "opens_on", "DATE"), ("wave", "closes_on", "DATE")),
        # Of messages that wait; which of them were refused has nothing to do with answers.
        ("message", "try_after", "DATETIME"),
        *(("imported_mean", "measured_on", "DATE"), ("verdict_edition", "judged_through", "DATE")),
    }
    for table in ("wave", "wave_unit", "result"):
        assert {row[2] for row in rows(main, f"PRAGMA foreign_key_list({table})")} <= {"wave"}
    for table in in_box:
        assert rows(box, f"PRAGMA foreign_key_list({table})") == []
    kept = {"wave", "wave_unit", "result", "sign_in", "invitation"}
    for path, tables in ((box, in_box), (main, kept)):
        without_rowid = {row[1] for row in rows(path, "PRAGMA table_list") if row[4] == 1}
        assert tables <= without_rowid
