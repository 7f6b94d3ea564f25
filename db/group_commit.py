"""Group commit: several threads whose work is done by one of them, in one transaction for all.

Measured on two cores with 32 threads of one process that cast ballots on PostgreSQL: without it
they take 1.6 times as long and 1.6 times the CPU time; a thread alone loses nothing by it (medians
of alternating rounds). `tests/benchmarks/test_ballot_box.py` prints the speed beside pgbench's.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")

_MAX_GROUP_SIZE = 100


class _QueuedWork(Generic[Work, Outcome]):
    """A piece of work in the queue, its future outcome, and the event its thread waits for.

    A thread is woken for one of two reasons: its outcome is there, or it is the next leader.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self.outcome: Future[Outcome] = Future()
        self.woken = threading.Event()


class GroupCommit(Generic[Work, Outcome]):
    """Does in one transaction all work that was queued while the transaction before was running.

    Nobody waits for others to come: work that arrives alone is done alone, at once. Doing several
    pieces takes hardly longer than one, because making a transaction durable is most of its time.
    One of the waiting threads is the leader: it does the work of the whole group, and then wakes
    the leader of the next one.
    """

    def __init__(self, run_together: Callable[[Sequence[Work]], Sequence[Outcome]]) -> None:
        """Keep what does several pieces of work at once; its outcomes are in the order of work."""
        self._run_together = run_together
        self._lock = threading.Lock()
        self._queue: deque[_QueuedWork[Work, Outcome]] = deque()
        self._has_leader = False

    def __call__(self, work: Work) -> Outcome:
        """Return the outcome of a piece of work, or raise what stopped the group it was in."""
        queued: _QueuedWork[Work, Outcome] = _QueuedWork(work)
        with self._lock:
            self._queue.append(queued)
            follows, self._has_leader = self._has_leader, True
        if follows:
            queued.woken.wait()
        if not queued.outcome.done():
            self._lead_group()
        return queued.outcome.result()

    def _lead_group(self) -> None:
        """Do the work at the head of the queue, then wake its threads and the next leader."""
        with self._lock:
            size = min(len(self._queue), _MAX_GROUP_SIZE)
            group = [self._queue.popleft() for _ in range(size)]
        try:
            outcomes = self._run_together([queued.work for queued in group])
            for queued, outcome in zip(group, outcomes, strict=True):
                queued.outcome.set_result(outcome)
        except BaseException as fault:
            # Whatever it is, no thread may wait for ever.
            for queued in group:
                if not queued.outcome.done():
                    queued.outcome.set_exception(fault)
        finally:
            with self._lock:
                next_leader = [self._queue[0]] if self._queue else []
                self._has_leader = bool(next_leader)
            for queued in (*next_leader, *group):
                queued.woken.set()
