"""Killed at any instruction, nothing is lost, doubled or left behind.

A copy of the installation is worked on by a child process that dies at a given line of our own
code; afterwards the same thing is simply done again.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from db.engine import engine, sqlite_url
from surveys.answering.casting import LinkError, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation, open_installation
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave, destroy_counted_boxes, open_number
from tests.privacy.conftest import DAY
from tests.stored import Rows, box_rows, main_rows

ROOT = str(Path(__file__).parents[2])
OURS = (f"{ROOT}/surveys", f"{ROOT}/db")
POINTS = 24
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


def let_go(installation: Installation) -> None:
    """Close every connection: a child may not inherit one."""
    installation.engine.dispose()
    for box in installation.store_folder.glob("box-*.db"):
        engine(sqlite_url(box)).dispose()


@pytest.fixture
def invited() -> int:
    """Everybody but the last has answered."""
    return 13


@pytest.fixture
def wave(installation: Installation, wave: OpenedWave) -> OpenedWave:
    """An open wave of North, of whom all but the last have answered."""
    for person, token in enumerate(list(wave.tokens.values())[:-1]):
        cast(installation, token, {"mood_1": (person % 5,), "wlb_1": (person % 3,)}, DAY)
    let_go(installation)
    return wave


@pytest.fixture
def copy(
    installation: Installation, wave: OpenedWave, tmp_path: Path
) -> Iterator[Callable[[], Installation]]:
    """A function that gives a fresh copy of that wave."""
    del wave
    made: list[Installation] = []

    def copied() -> Installation:
        target = tmp_path / f"copy-{len(made)}"
        shutil.copytree(installation.store_folder.parent, target)
        made.append(open_installation(Settings(folder=target)))
        let_go(made[-1])
        return made[-1]

    yield copied
    for one in made:
        let_go(one)


def results(installation: Installation) -> Rows:
    order = "SELECT unit_id, question_id, counts, skipped FROM result ORDER BY 1, 2"
    numbers = "SELECT unit_id, ballots FROM wave_unit ORDER BY 1"
    return main_rows(installation, order) + main_rows(installation, numbers)


def spread_over(lines: int, points: int) -> list[int]:
    """Lines to die at, spread over the whole and the last one among them."""
    return sorted({1 + place * (lines - 1) // points for place in range(points)} | {lines})


@pytest.mark.slow
def test_a_count_killed_anywhere_gives_the_same_results_when_done_again(
    copy: Callable[[], Installation], in_full: bool
) -> None:
    undisturbed = copy()
    code, lines = in_a_child(partial(close_wave, undisturbed, DAY), None)
    assert code == 0
    expected = results(undisturbed)
    assert expected
    still_open = set()
    for line in spread_over(lines, lines if in_full else POINTS):
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
        assert not list(killed.keys.path.iterdir())
        let_go(killed)
    assert still_open == {True, False}


@pytest.mark.slow
def test_a_ballot_whose_casting_is_killed_is_cast_or_can_be_cast_again(
    copy: Callable[[], Installation], wave: OpenedWave, in_full: bool
) -> None:
    token = list(wave.tokens.values())[-1]
    code, lines = in_a_child(partial(cast, copy(), token, {}, DAY), None)
    assert code == 0
    arrived = set()
    for line in spread_over(lines, lines if in_full else POINTS):
        killed = copy()
        code, _ = in_a_child(partial(cast, killed, token, {}, DAY), line)
        assert code == KILLED
        ballots, tokens = in_the_box(killed)
        assert (ballots, tokens) in {(12, 1), (13, 0)}, f"killed at line {line}"
        arrived.add(ballots == 13)
        if ballots == 12:
            cast(killed, token, {}, DAY)
        with pytest.raises(LinkError):
            cast(killed, token, {}, DAY)
        assert in_the_box(killed) == (13, 0)
        let_go(killed)
    assert False in arrived


def in_the_box(installation: Installation) -> tuple[int, int]:
    """Return the numbers of ballots and tokens."""
    numbers = "SELECT (SELECT count(*) FROM ballot), (SELECT count(*) FROM token)"
    [(ballots, tokens)] = box_rows(installation, 1, numbers)
    return ballots, tokens
