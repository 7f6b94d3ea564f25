"""The light page under load; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`.

A journey is what somebody does who answers: the page is fetched, and the form sent. Clients and
server share the cores. How fast a machine is, is told by durable commits in the same run.
"""

import os
import random
import re
import secrets
import socket
import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from pytest_benchmark.fixture import BenchmarkFixture

from dashboard.answering.light.posted import field_of
from dashboard.clock import today
from db.engine import PRAGMAS
from surveys.installation.installation import open_installation
from surveys.settings.settings import Settings
from surveys.waves.waves import open_wave
from tests.benchmarks import figures
from tests.benchmarks.casting import QUESTIONS, answers, organisation_of
from tests.benchmarks.measuring import Note, p95, sized
from tests.serving import PEIL, serving, two_free_ports

CLIENTS, PEOPLE, OPEN, ROUNDS, SENDS = 8, sized(1_600, 600), 500, sized(5, 3), 100
COMMON = b"Host: localhost\r\nAccept-Encoding: br\r\nAccept-Language: en\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n(?:.*\r\n)*\r\n", re.IGNORECASE)


def links(folder: Path, people: int) -> list[str]:
    """Open a wave of today for so many people in an installation of its own; return the tokens."""
    installation = open_installation(Settings(folder=folder))
    organisation_of(installation, people)
    tokens = list(open_wave(installation, opens_on=today(), closes_on=today()).tokens.values())
    installation.engine.dispose()
    return tokens


@contextmanager
def served(folder: Path, workers: int) -> Iterator[int]:
    """Serve an installation; yield the port of the light page, once all its processes answer."""
    port = two_free_ports()
    command = [PEIL, "serve", "--port", str(port), *(["--workers", str(workers)] * bool(workers))]
    light = port + bool(workers)
    address, log = f"http://127.0.0.1:{light}/healthz", folder.with_suffix(".log")
    with serving(command, address, log, env={**os.environ, "PEIL_FOLDER": str(folder)}):
        # Until the last of several processes has started as well.
        time.sleep(10 if workers else 0)
        yield light


def filled_in(chance: random.Random) -> bytes:
    """Return a form with an answer to every question, as a browser sends it."""
    chosen = answers(chance)
    fields = {field_of(question): chosen[question.id][0] for question in QUESTIONS}
    return urlencode(fields).encode()


class Browser:
    """Somebody's browser with a connection of its own, which costs little on a shared core."""

    def __init__(self, port: int, token: str) -> None:
        """Connect."""
        self.token, self._head = token.encode(), b""
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def open(self) -> bytes:
        """Open the link; return the page, compressed."""
        return self._respond(b"GET /a/%b HTTP/1.1\r\n%b\r\n" % (self.token, COMMON))

    def send(self, form: bytes) -> bytes:
        """Send a form; return the page, which says that the answers have arrived."""
        head = b"POST /a/%b HTTP/1.1\r\n%b%bContent-Length: %d\r\n\r\n"
        page = self._respond(head % (self.token, COMMON, FORM, len(form)) + form)
        assert b"peil-done: 1" in self._head
        return page

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _respond(self, request: bytes) -> bytes:
        self._connection.sendall(request)
        received = b""
        while not (found := LENGTH.search(received)):
            received += self._received()
        head = received.index(b"\r\n\r\n") + 4
        assert received.startswith(b"HTTP/1.1 200 ")
        while len(received) < head + int(found[1]):
            received += self._received()
        self._head = received[:head]
        return received[head:]

    def _received(self) -> bytes:
        data = self._connection.recv(65_536)
        assert data, "the connection ended"
        return data


def journeys(port: int, tokens: Sequence[str], clients: int) -> tuple[float, list[float]]:
    """Let clients answer with all tokens; return journeys a second, and the seconds of each."""
    chance = random.Random(5)  # noqa: S311
    people = [(token, filled_in(chance)) for token in tokens]

    def answer_for(mine: Sequence[tuple[str, bytes]]) -> list[float]:
        took = []
        for token, form in mine:
            start = time.perf_counter()
            with closing(Browser(port, token)) as browser:
                browser.open()
                assert browser.send(form)
            took.append(time.perf_counter() - start)
        return took

    with ThreadPoolExecutor(clients) as pool:
        start = time.perf_counter()
        all_took = list(pool.map(answer_for, [people[n::clients] for n in range(clients)]))
        seconds = time.perf_counter() - start
    return len(tokens) / seconds, sorted(each for took in all_took for each in took)


def sends(port: int, tokens: Sequence[str]) -> list[float]:
    """Send the forms of people who have the page open already, one after the other."""
    chance, took = random.Random(6), []  # noqa: S311
    for token in tokens:
        form = filled_in(chance)
        with closing(Browser(port, token)) as browser:
            start = time.perf_counter()
            browser.send(form)
            took.append(time.perf_counter() - start)
    return took


def durable_commits(file: Path, seconds: float = 2) -> float:
    """Return how many small transactions a second SQLite makes durable on this disk."""
    with closing(sqlite3.connect(file, isolation_level=None)) as bare:
        for pragma in PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        bare.execute("CREATE TABLE IF NOT EXISTS t (id BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID")
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            bare.execute("INSERT INTO t VALUES (?, ?)", (secrets.token_bytes(16), bytes(600)))
            done += 1
        return done / (time.perf_counter() - start)


def test_journeys_of_one_process(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    tokens = links(tmp_path / "peil", PEOPLE)
    with served(tmp_path / "peil", workers=0) as port:
        journeys(port, tokens[:100], CLIENTS)
        before = durable_commits(tmp_path / "bare.db")
        speed, took = benchmark.pedantic(journeys, args=(port, tokens[100:], CLIENTS), rounds=1)
        commits = (before + durable_commits(tmp_path / "bare.db")) / 2
    note(figures.JOURNEYS, speed)
    note(figures.JOURNEY_P95, p95(took) * 1000)
    note(figures.COMMITS, commits)
    note(figures.COMMITS_OF_A_JOURNEY, commits / speed)


def test_two_processes_against_one(benchmark: BenchmarkFixture, tmp_path: Path, note: Note) -> None:
    """Both are up, and take turns: others may use the machine meanwhile."""
    folders = {workers: tmp_path / f"peil-{workers}" for workers in (1, 2)}
    left = {workers: iter(links(folder, PEOPLE)) for workers, folder in folders.items()}

    def speed(workers: int, port: int) -> float:
        return journeys(port, list(islice(left[workers], PEOPLE // (ROUNDS + 1))), CLIENTS)[0]

    with served(folders[1], 1) as one, served(folders[2], 2) as two:
        for workers, port in ((1, one), (2, two)):
            speed(workers, port)
        rounds = [(speed(1, one), speed(2, two)) for _ in range(ROUNDS - 1)]
        rounds.append((speed(1, one), benchmark.pedantic(speed, args=(2, two), rounds=1)))
    ratio = statistics.median(by_two / by_one for by_one, by_two in rounds)
    note(figures.TWO_PROCESSES, ratio)


def test_sending_while_many_have_the_page_open(
    benchmark: BenchmarkFixture, tmp_path: Path, note: Note
) -> None:
    tokens = links(tmp_path / "peil", OPEN + (1 + 2 * ROUNDS) * SENDS)
    waiting, senders = tokens[:OPEN], iter(tokens[OPEN:])

    def one_round(port: int) -> float:
        """Return the ratio of two measurements right after each other: others use the machine."""
        alone = sends(port, list(islice(senders, SENDS)))
        with ExitStack() as opened:
            for token in waiting:
                opened.enter_context(closing(Browser(port, token))).open()
            return p95(sends(port, list(islice(senders, SENDS)))) / p95(alone)

    with served(tmp_path / "peil", workers=0) as port:
        sends(port, list(islice(senders, SENDS)))
        ratios = [one_round(port) for _ in range(ROUNDS - 1)]
        ratios.append(benchmark.pedantic(one_round, args=(port,), rounds=1))
    ratio = statistics.median(ratios)
    note(figures.SEND_AMONG_OPEN, ratio)
