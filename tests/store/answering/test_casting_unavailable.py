"""A locked or missing database gives one error that says so, and nothing has changed."""

import logging
from contextlib import ExitStack

import pytest

from db.engine import engine, read_connection, sqlite_url
from surveys.answering.ballot import BallotError, unseal
from surveys.answering.casting import CastingUnavailableError, LinkError, answer_sheet, cast
from surveys.installation.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.waves import token_hash
from tests.builders import OPENS
from tests.locks import locked, main_database_away
from tests.stored import Intruder, box_rows

ANSWERS = {"mood_1": (3,)}


def box(installation: Installation, token: str) -> tuple[list[object], bool]:
    """Return the answers of every ballot in the box, and whether a token can still be used."""
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    ballots = [unseal(body, questions, key).answers for body in installation.box(1).bodies()]
    return list(ballots), installation.box(1).unit_of(token_hash(token)) is not None


def test_a_locked_box_takes_nothing_and_the_link_works_afterwards(
    installation: Installation, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The questions can be read meanwhile; the operator reads why in one line."""
    with locked(installation.box(1).path):
        assert answer_sheet(installation, token, OPENS).unit == "North"
        with pytest.raises(CastingUnavailableError):
            cast(installation, token, ANSWERS, OPENS)
        assert box(installation, token) == ([], True)
    [line] = caplog.records
    assert line.levelno == logging.WARNING
    assert line.getMessage() == "nobody can answer now: database is locked"
    assert line.exc_info is None
    cast(installation, token, ANSWERS, OPENS)
    assert box(installation, token) == ([ANSWERS], False)


def test_without_the_main_database_nothing_can_be_read_or_cast(
    installation: Installation, token: str
) -> None:
    with main_database_away(installation):
        with pytest.raises(CastingUnavailableError):
            answer_sheet(installation, token, OPENS)
        with pytest.raises(CastingUnavailableError):
            cast(installation, token, ANSWERS, OPENS)
        assert box(installation, token) == ([], True)
    cast(installation, token, ANSWERS, OPENS)
    assert box(installation, token) == ([ANSWERS], False)


def test_a_box_without_its_table_of_ballots_keeps_the_token(
    installation: Installation, token: str
) -> None:
    with Intruder(installation, box=1) as intruder:
        intruder.define("DROP TABLE ballot")
    with pytest.raises(CastingUnavailableError):
        cast(installation, token, ANSWERS, OPENS)
    assert len(box_rows(installation, 1, "SELECT hash FROM token")) == 8


def test_a_queue_of_people_who_wait_for_a_lock_gives_the_same_error(
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


def test_unknown_links_and_unfit_answers_stay_errors_of_their_own(
    installation: Installation, token: str
) -> None:
    with pytest.raises(LinkError):
        cast(installation, "no-such-token", ANSWERS, OPENS)
    with pytest.raises(BallotError):
        cast(installation, token, {"mood_1": (9,)}, OPENS)
