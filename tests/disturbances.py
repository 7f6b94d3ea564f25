"""Processes that are killed and started again, and a database that is stopped, at set moments."""

import itertools
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql import Server

RESTARTED_AFTER = 1.0
"""Seconds after which a process that ended is started again, as a service manager does."""


@dataclass(frozen=True)
class Course:
    """How long people answer, how many a second, and when something is ended, in seconds."""

    seconds: float
    per_second: float
    killed_every: float
    interruptions: Mapping[float, str]
    """How the database is interrupted, by the second."""

    away: float = 2.0
    """Seconds for which the database is away each time, where it is stopped and started."""


@dataclass
class Process:
    """A process that is started again whenever it ends, until it is to stop."""

    command: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    _running: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def keep_running(self) -> None:
        """Start it again and again."""
        while not self._stopping.is_set():
            with self.log.open("a") as output:
                self._running = subprocess.Popen(
                    self.command, stdout=output, stderr=subprocess.STDOUT, env=self.env
                )
                self._running.wait()
            self._stopping.wait(RESTARTED_AFTER)

    def kill(self) -> None:
        """Kill it, wherever it is."""
        if self._running is not None:
            self._running.send_signal(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self._stopping.set()
        assert self._running is not None
        self._running.terminate()
        return self._running.wait(60)


@contextmanager
def kept_running(*processes: Process) -> Iterator[None]:
    """Keep processes running until the block ends."""
    with ThreadPoolExecutor(len(processes)) as pool:
        try:
            for process in processes:
                pool.submit(process.keep_running)
            yield
        finally:
            for process in processes:
                process.stop()


def stopped_for(server: Server, seconds: float) -> Callable[[str], None]:
    """Return what stops a server in a mode of `pg_ctl`, and starts it again a while later."""

    def interrupt(mode: str) -> None:
        server.stop(mode)
        time.sleep(seconds)
        server.start()

    return interrupt


def disturb(
    course: Course, processes: Sequence[Process], interrupt: Callable[[str], None], end: float
) -> Counter[str]:
    """Kill one process after the other, and interrupt the database; return how often."""
    began = time.monotonic()
    due = [(moment, "interruption", how) for moment, how in course.interruptions.items()]
    kills = itertools.takewhile(
        lambda moment: moment < course.seconds,
        itertools.count(course.killed_every / 2, course.killed_every),
    )
    due += [(moment, "kill", "") for moment in kills]
    done: Counter[str] = Counter()
    victims = itertools.cycle(processes)
    for moment, what, how in sorted(due):
        time.sleep(max(0, began + moment - time.monotonic()))
        if time.monotonic() > end:
            break
        if what == "kill":
            next(victims).kill()
        else:
            interrupt(how)
        done[what] += 1
    return done
