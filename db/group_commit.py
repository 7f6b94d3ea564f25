"""Several threads whose work is done by one of them, in one transaction for all."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")

_MOST_AT_ONCE = 100


class _Waiting(Generic[Work, Outcome]):
    """A piece of work, what comes of it, and the call to whoever waits: it is done, or lead."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.outcome: Future[Outcome] = Future()
        self.called = threading.Event()


class GroupCommit(Generic[Work, Outcome]):
    """Does together what came while the transaction before was on its way.

    Nobody waits for others to come: who is alone is served alone, at once. What is done for all of
    them takes hardly longer than for one, because making it durable is most of the time. One of
    those who wait leads, which is to do it for all of them, and then calls the next to lead.
    """

    def __init__(self, do: Callable[[Sequence[Work]], Sequence[Outcome]]) -> None:
        """Take what does several pieces of work in one transaction, outcomes in their order."""
        self._do = do
        self._lock = threading.Lock()
        self._queue: deque[_Waiting[Work, Outcome]] = deque()
        self._somebody_leads = False

    def __call__(self, work: Work) -> Outcome:
        """Return the outcome of a piece of work, or raise what stopped the group it was in."""
        mine: _Waiting[Work, Outcome] = _Waiting(work)
        with self._lock:
            self._queue.append(mine)
            follows, self._somebody_leads = self._somebody_leads, True
        if follows:
            mine.called.wait()
        if not mine.outcome.done():
            self._lead()
        return mine.outcome.result()

    def _lead(self) -> None:
        with self._lock:
            number = min(len(self._queue), _MOST_AT_ONCE)
            group = [self._queue.popleft() for _ in range(number)]
        try:
            outcomes = self._do([waiting.work for waiting in group])
            for waiting, outcome in zip(group, outcomes, strict=True):
                waiting.outcome.set_result(outcome)
        except BaseException as fault:
            # Whatever it is, nobody may wait for ever.
            for waiting in group:
                if not waiting.outcome.done():
                    waiting.outcome.set_exception(fault)
        finally:
            with self._lock:
                to_lead = [self._queue[0]] if self._queue else []
                self._somebody_leads = bool(to_lead)
            for waiting in (*to_lead, *group):
                waiting.called.set()
