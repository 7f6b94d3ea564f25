"""A locked or missing database gives one error that says so, and nothing has changed."""

import logging
from contextlib import ExitStack
from uuid import UUID

import pytest

from db.engine import engine, read_connection, sqlite_url
from surveys.answering.ballot import BallotError, unseal
from surveys.answering.casting import CastingUnavailableError, LinkError, answer_sheet, cast
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.locks import locked, main_database_away
from tests.store.conftest import rows

ANSWERS = {"mood_1": (3,)}


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    add_people(installation, organisation["North"], 6)
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES)


@pytest.fixture
def token(wave: OpenedWave) -> str:
    return next(iter(wave.tokens.values()))


def ballots(installation: Installation) -> list[object]:
    """Return the answers of every ballot in the box."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    return [unseal(body, questions, key).answers for body in installation.box(1).bodies()]


def tokens(installation: Installation) -> int:
    return len(rows(installation.box(1).path, "SELECT hash FROM token"))


def test_a_locked_box_takes_nothing_and_the_link_works_afterwards(
    installation: Installation, token: str
) -> None:
    with locked(installation.box(1).path):
        with pytest.raises(CastingUnavailableError):
            cast(installation, token, ANSWERS, OPENS)
        assert (ballots(installation), tokens(installation)) == ([], 6)
    cast(installation, token, ANSWERS, OPENS)
    assert (ballots(installation), tokens(installation)) == ([ANSWERS], 5)


def test_the_questions_can_be_read_beside_somebody_who_writes(
    installation: Installation, token: str
) -> None:
    with locked(installation.box(1).path):
        assert answer_sheet(installation, token, OPENS).unit == "North"


def test_without_the_main_database_nothing_can_be_read_or_cast(
    installation: Installation, token: str
) -> None:
    with main_database_away(installation):
        with pytest.raises(CastingUnavailableError):
            answer_sheet(installation, token, OPENS)
        with pytest.raises(CastingUnavailableError):
            cast(installation, token, ANSWERS, OPENS)
        assert (ballots(installation), tokens(installation)) == ([], 6)
    cast(installation, token, ANSWERS, OPENS)
    assert (ballots(installation), tokens(installation)) == ([ANSWERS], 5)


def test_a_box_without_its_table_of_ballots_keeps_the_token(
    installation: Installation, token: str
) -> None:
    rows(installation.box(1).path, "DROP TABLE ballot")
    with pytest.raises(CastingUnavailableError):
        cast(installation, token, ANSWERS, OPENS)
    assert tokens(installation) == 6


def test_a_queue_of_people_who_wait_for_a_lock_is_no_other_error(
    installation: Installation, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = engine(sqlite_url(installation.box(1).path))
    monkeypatch.setattr(waiting.pool, "_timeout", 0.05)
    with ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(read_connection(waiting))
        with pytest.raises(CastingUnavailableError):
            cast(installation, token, ANSWERS, OPENS)
    cast(installation, token, ANSWERS, OPENS)


def test_a_link_or_answers_of_no_use_stay_errors_of_their_own(
    installation: Installation, token: str
) -> None:
    with pytest.raises(LinkError):
        cast(installation, "no-such-token", ANSWERS, OPENS)
    with pytest.raises(BallotError):
        cast(installation, token, {"mood_1": (9,)}, OPENS)


def test_who_runs_it_reads_why_in_one_line(
    installation: Installation, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(installation.box(1).path), pytest.raises(CastingUnavailableError):
        cast(installation, token, ANSWERS, OPENS)
    [line] = caplog.records
    assert line.levelno == logging.WARNING
    assert line.getMessage() == "nobody can answer now: database is locked"
    assert line.exc_info is None
