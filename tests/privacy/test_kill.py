"""Killed at any instruction, nothing is lost, doubled or left behind.

A copy of the installation is worked on by a child process that dies at a given line of our own
code; afterwards the same thing is simply done again.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from db.engine import on_postgresql
from surveys.answering import LinkError, cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.waves import OpenedWave, destroy_counted_boxes, open_number, token_hash
from tests.postgresql import Database
from tests.privacy.conftest import DAY
from tests.stored import box_dump, box_rows, main_dump, main_rows

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

ROOT = str(Path(__file__).parents[2])
OURS = (f"{ROOT}/surveys", f"{ROOT}/db")
KILLED = 7


class Ticker:
    """Counts lines of our own code, and ends the process at one of them."""

    def __init__(self, last: int | None) -> None:
        """Die at the line of this number, or never."""
        self.last = last
        self.lines = 0

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.last:
                os._exit(KILLED)
        return self


def in_a_child(doing: Callable[[], object], last: int | None) -> tuple[int, int]:
    """Do something in a forked process, up to a line; return its exit code and lines done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        ticker = Ticker(last)
        try:
            sys.settrace(ticker)
            doing()
            sys.settrace(None)
            os.write(writing, str(ticker.lines).encode())
            os._exit(0)
        finally:
            # Whatever went wrong, a child never goes on as a second test run.
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        lines = int(pipe.read() or 0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), lines


@pytest.fixture
def invited() -> int:
    """Everybody but the last has answered."""
    return 13


@pytest.fixture
def wave(installation: Installation, wave: OpenedWave) -> OpenedWave:
    """An open wave of North, of whom all but the last have answered."""
    for person, token in enumerate(list(wave.tokens.values())[:-1]):
        cast(installation, token, {"mood_1": (person % 5,), "wlb_1": (person % 3,)}, DAY)
    return wave


def results(installation: Installation) -> str:
    """Return what two counts of the same ballots have in common: all that is not random."""
    if on_postgresql(installation.engine):
        return main_dump(installation) + box_dump(installation, 1)
    order = "SELECT unit_id, question_id, counts, skipped FROM result ORDER BY 1, 2"
    numbers = "SELECT unit_id, ballots FROM wave_unit ORDER BY 1"
    return str(main_rows(installation, order) + main_rows(installation, numbers))


def lines_to_die_at(lines: int, database: Database | None, in_full: bool) -> list[int]:
    """Return lines spread over the whole and the last one among them; copies of files are cheap."""
    few, many = (24, lines) if database is None else (8, 150)
    points = many if in_full else few
    return sorted({1 + place * (lines - 1) // points for place in range(points)} | {lines})


def test_a_count_killed_anywhere_gives_the_same_results_when_done_again(
    copy: Callable[[], Installation], database: Database | None, in_full: bool
) -> None:
    # What a process works out once and keeps is kept in every child from now on.
    close_wave(copy(), DAY)
    undisturbed = copy()
    code, lines = in_a_child(partial(close_wave, undisturbed, DAY), None)
    assert code == 0
    expected = results(undisturbed)
    assert "mood_1" in expected
    still_open = set()
    for line in lines_to_die_at(lines, database, in_full):
        killed = copy()
        code, _ = in_a_child(partial(close_wave, killed, DAY), line)
        assert code == KILLED
        still_open.add(open_number(killed) is not None)
        if open_number(killed) is not None:
            close_wave(killed, DAY)
        else:
            # All that is left to do is what the next start of a server does.
            destroy_counted_boxes(killed)
        assert results(killed) == expected, f"killed at line {line}"
        assert not list(killed.store_folder.glob("box-*"))
        assert not list(killed.keys.path.glob("wave-*"))
    assert still_open == {True, False}


def test_a_ballot_whose_casting_is_killed_is_cast_or_can_be_cast_again(
    copy: Callable[[], Installation], wave: OpenedWave, database: Database | None, in_full: bool
) -> None:
    """Token and ballot change together."""
    token = list(wave.tokens.values())[-1]
    code, lines = in_a_child(partial(cast, copy(), token, {}, DAY), None)
    assert code == 0
    arrived = set()
    for line in lines_to_die_at(lines, database, in_full):
        killed = copy()
        code, _ = in_a_child(partial(cast, killed, token, {}, DAY), line)
        assert code == KILLED
        held = ballots_and_unused(killed, token)
        assert held in {(12, 1), (13, 0)}, f"killed at line {line}"
        arrived.add(held == (13, 0))
        if held == (12, 1):
            cast(killed, token, {}, DAY)
        with pytest.raises(LinkError):
            cast(killed, token, {}, DAY)
        assert ballots_and_unused(killed, token) == (13, 0)
    assert arrived == {True, False}


def ballots_and_unused(installation: Installation, token: str) -> tuple[int, int]:
    """Return how many ballots the box holds, and whether a token can still be used (0 or 1)."""
    [(ballots,)] = box_rows(installation, 1, "SELECT count(*) FROM ballot")
    hashes = box_rows(installation, 1, "SELECT hash FROM token")
    return ballots, [bytes(one) for (one,) in hashes].count(token_hash(token))
