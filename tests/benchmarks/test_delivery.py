"""Invitations to a mail server on this machine, against a bare loop of smtplib to the same server.

`PEIL_BENCH_MESSAGES` says how many, 5,000 unless given; the full proof is 100,000.
"""

import multiprocessing
import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from surveys.installation.installation import Installation, open_installation
from surveys.messages.delivery import send_due
from surveys.settings.settings import Settings
from surveys.waves.waves import open_wave
from tests.benchmarks import figures
from tests.benchmarks.casting import DAY, organisation_of
from tests.benchmarks.measuring import Note
from tests.mail import free_port
from tests.stored import box_rows

MESSAGES = int(os.environ.get("PEIL_BENCH_MESSAGES", "5000"))
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

SINK = """
import socketserver, sys
class Sink(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    def handle(self):
        say = self.wfile.write
        say(b"220 sink\\r\\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go\\r\\n")
                while self.rfile.readline() != b".\\r\\n":
                    pass
            elif word == b"QUIT":
                say(b"221 bye\\r\\n")
                return
            say(b"250 OK\\r\\n")
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
Server(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()
"""


@pytest.fixture
def sink() -> Iterator[int]:
    """The port of a mail server in a process of its own that throws everything away."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SINK, str(port)])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    server.kill()
    server.wait()


def memory() -> float:
    """Return how much memory this process has now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def bare(port: int, number: int) -> float:
    """Return how many messages a second a loop of smtplib hands over, one made beforehand."""
    body = "Subject: Hello\r\n\r\n" + "So many words as in an invitation.\r\n" * 180
    with smtplib.SMTP("127.0.0.1", port) as server:
        begun = time.perf_counter()
        for person in range(number):
            server.sendmail("peil@example.org", [f"{person}@example.org"], body)
        return number / (time.perf_counter() - begun)


def in_a_process(folder: Path, port: int, told: Any) -> None:
    """Send everything that waits, and tell speed and memory."""
    settings = Settings(
        folder=folder,
        mail=f"mailto://127.0.0.1:{port}?from=peil@example.org",
        messages_per_second=10_000,
    )
    installation = open_installation(settings)
    at_tenth: list[float] = []

    def progress(_what: str, done: int, total: int) -> None:
        if done >= total / 10 and not at_tenth:
            at_tenth.append(memory())

    begun = time.perf_counter()
    done = send_due(installation, settings, NINE, progress=progress)
    told.put((done.sent / (time.perf_counter() - begun), done.sent, at_tenth[0], memory()))


def test_sending_invitations(
    benchmark: Any, settings: Settings, installation: Installation, sink: int, note: Note
) -> None:
    """Links made, messages written, handed over and settled, against handing over alone."""
    organisation_of(installation, MESSAGES, units=max(1, MESSAGES // 20))
    open_wave(installation, opens_on=DAY, closes_on=DAY, by_message=True)
    installation.engine.dispose()
    before = bare(sink, min(MESSAGES, 5000))
    context = multiprocessing.get_context("spawn")
    told = context.Queue()

    def send() -> None:
        process = context.Process(target=in_a_process, args=(settings.folder, sink, told))
        process.start()
        process.join()

    benchmark.pedantic(send, rounds=1)
    speed, sent, at_tenth, at_end = told.get(timeout=10)
    limit = (before + bare(sink, min(MESSAGES, 5000))) / 2
    assert sent == MESSAGES
    assert box_rows(installation, 1, "SELECT count(*) FROM token") == [(MESSAGES,)]
    note(figures.SENDING, speed, f"{MESSAGES:,} sent")
    note(figures.SENDING_SHARE, 100 * speed / limit)
    note(figures.SENDING_MEMORY, at_end / at_tenth, f"{at_end:.0f} MB")
