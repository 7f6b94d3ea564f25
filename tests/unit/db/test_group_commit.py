"""Work of several threads is done together: each piece once, and nobody waits for ever."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from db.group_commit import GroupCommit


class Slow:
    """Doubles numbers; the first group waits until it may go on."""

    def __init__(self) -> None:
        """Start without any work."""
        self.groups: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, several: Sequence[int]) -> list[int]:
        self.groups.append(list(several))
        self.begun.set()
        assert self.go_on.wait(10)
        if 13 in several:
            raise ValueError(13)
        return [number * 2 for number in several]


@pytest.fixture
def slow() -> Slow:
    return Slow()


def asked_meanwhile(
    slow: Slow, first: int, others: Sequence[int]
) -> tuple[list[Future[int]], GroupCommit[int, int]]:
    """Submit one piece of work, and the others while it is being done; then let all go on."""
    group: GroupCommit[int, int] = GroupCommit(slow)
    pool = ThreadPoolExecutor(1 + len(others))
    asked = [pool.submit(group, first)]
    assert slow.begun.wait(10)
    asked += [pool.submit(group, other) for other in others]
    while len(group._queue) < len(others):
        time.sleep(0.001)
    slow.go_on.set()
    pool.shutdown()
    return asked, group


def test_who_is_alone_is_served_alone_and_a_missing_outcome_is_an_error(slow: Slow) -> None:
    slow.go_on.set()
    group: GroupCommit[int, int] = GroupCommit(slow)
    assert [group(1), group(2)] == [2, 4]
    assert slow.groups == [[1], [2]]
    without_outcomes: GroupCommit[int, int] = GroupCommit(lambda several: [])
    with pytest.raises(ValueError, match="shorter"):
        without_outcomes(1)


def test_those_who_come_meanwhile_are_served_together_and_each_gets_their_own(slow: Slow) -> None:
    asked, _ = asked_meanwhile(slow, 1, [2, 3, 4])
    assert [one.result() for one in asked] == [2, 4, 6, 8]
    assert [sorted(group) for group in slow.groups] == [[1], [2, 3, 4]]


def test_a_fault_reaches_everybody_in_the_group_and_nobody_else(slow: Slow) -> None:
    asked, group = asked_meanwhile(slow, 1, [13, 3])
    assert asked[0].result() == 2
    for one in asked[1:]:
        with pytest.raises(ValueError, match="13"):
            one.result()
    assert group(4) == 8


def test_a_first_group_that_fails_leaves_the_next_its_turn(slow: Slow) -> None:
    asked, _ = asked_meanwhile(slow, 13, [2, 3])
    with pytest.raises(ValueError, match="13"):
        asked[0].result()
    assert [one.result() for one in asked[1:]] == [4, 6]


def test_every_piece_of_many_threads_is_done_once() -> None:
    done: list[int] = []

    def doubled(several: Sequence[int]) -> list[int]:
        done.extend(several)
        return [number * 2 for number in several]

    group: GroupCommit[int, int] = GroupCommit(doubled)
    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(group, range(5_000))) == [n * 2 for n in range(5_000)]
    assert sorted(done) == list(range(5_000))
