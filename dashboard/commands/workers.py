"""Processes of one server: started, replaced when they end, and ended together.

Uvicorn's own supervisor runs copies of one application on one port. Here the first process serves
every page, and runs the clock; the others serve the light page, on a port of theirs. Streamlit
keeps what a visitor sees in the memory of one process, so copies of it would need a proxy that
sends each visitor to the same copy every time.
"""

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from typing import Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE

from dashboard.commands.terminal import tell
from dashboard.http.logs import clean_logs
from surveys.settings import current_settings

SECONDS = 0.2
"""Interval between two looks at the processes."""

AT_LEAST = 2.0
"""Seconds between two starts of one process, however soon it ends."""

PATIENCE = 30
"""Seconds in which a process finishes the requests that it has begun when all are to end."""

_spawn = multiprocessing.get_context("spawn")


@dataclass
class Worker:
    """One process of the server: what it runs, on which sockets, and with which environment."""

    app: str
    sockets: Sequence[socket.socket]
    options: Mapping[str, Any]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: SpawnProcess | None = None
    started: float = 0.0

    def start(self) -> None:
        """Start the process, for the first time or again."""
        self.started = time.monotonic()
        arguments = (self.app, list(self.sockets), dict(self.options), dict(self.environment))
        self.process = _spawn.Process(target=_run, args=arguments)
        self.process.start()

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self.process.exitcode if self.process else None


def supervise(workers: Sequence[Worker]) -> int:
    """Run processes until a signal comes; return the exit code for this one.

    A process that ends is replaced. One that cannot even start ends all: it would fail again.
    """
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    failed = False
    for worker in workers:
        worker.start()
    while not stopping.wait(SECONDS):
        for worker in workers:
            if worker.exit_code is None:
                continue
            if worker.exit_code == STARTUP_FAILURE:
                failed = True
                stopping.set()
            elif time.monotonic() - worker.started >= AT_LEAST:
                code = worker.exit_code
                tell(f"A process ended (exit code {code}); a new one starts.", wrong=True)
                worker.start()
    _end(workers)
    return STARTUP_FAILURE if failed else 0


def listening(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on a port, for several processes; raise OSError if it is taken."""
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )
    sockets = []
    for family, kind, protocol, _, address in dict.fromkeys(found):
        # With the protocol: without it, asyncio would let small messages wait for others.
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(2048)
        sockets.append(made)
    return sockets


def _end(workers: Sequence[Worker]) -> None:
    """Let every process finish what it has begun, and end those that take too long."""
    running = [worker.process for worker in workers if worker.process is not None]
    for process in running:
        process.terminate()
    end = time.monotonic() + PATIENCE
    for process in running:
        process.join(max(0.0, end - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _run(
    app: str,
    sockets: list[socket.socket],
    options: dict[str, Any],
    environment: dict[str, str],
) -> None:
    """Serve in a process of its own, which ends with the one that has started it."""
    gc.disable()
    os.environ.update(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with clean_logs(current_settings().log_format):
        uvicorn.Server(uvicorn.Config(app, **options)).run(sockets)


def _end_with_parent() -> None:
    """Wait until the parent is gone, even if it was killed, so that no port stays taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
