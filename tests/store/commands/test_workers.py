"""`peil serve --workers`: processes that serve the light page beside the one with all pages."""

import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest

from dashboard.clock import today
from surveys.answering.ballot import unseal
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.settings import Settings
from surveys.waves import open_wave
from surveys.waves.tokens import token_hash
from tests.builders import add_people
from tests.commands import Peil
from tests.serving import PEIL, serving, two_free_ports
from tests.stored import box_rows, main_rows

PEOPLE = 40
THANKED = ("Thank you", "Your answers have arrived")


@dataclass(frozen=True)
class Site:
    """A running server of several processes."""

    parent: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def processes(self) -> list[int]:
        """The processes, that with all pages first unless it was replaced."""
        return [child for child in children(self.parent.pid) if "spawn_main" in command_of(child)]


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def eventually(holds: Callable[[], bool], seconds: float = 90) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def responds(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


@contextmanager
def served(settings: Settings, workers: int = 1) -> Iterator[Site]:
    port, log = two_free_ports(), settings.folder.with_suffix(".log")
    command = [PEIL, "serve", "--port", str(port), "--workers", str(workers)]
    env = {**os.environ, "PEIL_FOLDER": str(settings.folder), "PEIL_ADDRESS": "http://localhost"}
    with serving(command, f"http://127.0.0.1:{port}/healthz", log, env=env) as parent:
        assert eventually(lambda: responds(port + 1)), log.read_text()
        yield Site(parent, port, log)


def send(port: int, token: str, option: int) -> str:
    """Send as the script of the page does: again, until there is an answer; return the page."""
    fields = {"q-mood_1": str(option)}
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(
                "POST",
                f"/a/{token}",
                urlencode(fields),
                {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"},
            )
            return connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException):
            fields["again"] = "1"
            time.sleep(0.05)
        finally:
            connection.close()
    pytest.fail("nobody answered")


@pytest.mark.slow
def test_a_killed_process_loses_no_answer_and_whoever_sends_is_thanked(
    installation: Installation, settings: Settings, north: UUID, in_full: bool
) -> None:
    kills = 5 if in_full else 1
    add_people(installation, north, PEOPLE)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    tokens = list(opened.tokens.values())
    with served(settings, 2) as site, ThreadPoolExecutor(8) as people:
        first, *light = site.processes
        assert len(light) == 2
        sending = [
            people.submit(send, site.port + 1, token, number % 5)
            for number, token in enumerate(tokens)
        ]
        killed = 0
        while not all(each.done() for each in sending):
            # Only while another one answers: it takes seconds until a new one does.
            if killed < kills and sum(each.done() for each in sending) >= 5 * (killed + 1):
                os.kill(site.processes[-1], signal.SIGKILL)
                killed += 1
            time.sleep(0.01)
        pages = [each.result() for each in sending]
        assert killed == kills
        assert eventually(lambda: len(site.processes) == 3)
        assert first in site.processes, "the process with all pages is another"
    assert all(any(words in page for words in THANKED) for page in pages)
    key, questions = installation.keys.read(1), questions_of_wave(shipped(), 1)
    bodies = [bytes(body) for (body,) in box_rows(installation, 1, "SELECT body FROM ballot")]
    answers = [unseal(body, questions, key).answers["mood_1"] for body in bodies]
    assert sorted(answers) == sorted((number % 5,) for number in range(PEOPLE))
    left = {bytes(used) for (used,) in box_rows(installation, 1, "SELECT hash FROM token")}
    assert not left & {token_hash(token) for token in tokens}


def test_the_clock_runs_in_one_process_which_is_replaced_and_a_signal_ends_all(
    installation: Installation, settings: Settings
) -> None:
    def ran_at() -> str:
        return str(main_rows(installation, "SELECT last_ran_at FROM clock"))

    with served(settings) as site:
        assert site.log.read_text().count("code, which works once") == 1
        assert eventually(lambda: ran_at() != "[]")
        before, first = ran_at(), site.processes[0]
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: first not in site.processes and responds(site.port))
        assert eventually(lambda: ran_at() != before), "the clock stands still"
        processes = site.processes
        assert len(processes) == 2
        site.parent.send_signal(signal.SIGTERM)
        assert site.parent.wait(60) == 0
        assert not [process for process in processes if command_of(process)]
        assert not responds(site.port)
    assert "Traceback" not in site.log.read_text()


def test_no_process_is_left_when_the_one_that_started_them_is_killed(
    installation: Installation, settings: Settings
) -> None:
    del installation
    with served(settings) as site:
        processes = site.processes
        site.parent.kill()
        assert eventually(lambda: not [each for each in processes if command_of(each)])


def test_a_process_of_the_light_page_has_no_other_page_and_may_count_nothing(
    installation: Installation, settings: Settings, north: UUID
) -> None:
    """A wave that the first process has opened and counted meanwhile is known to it, too."""
    add_people(installation, north, 6)
    first = open_wave(installation, opens_on=today(), closes_on=today())
    with served(settings) as site:
        for path in ("/", "/answer", "/team", "/_stcore/health", "/_stcore/host-config"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{site.port + 1}{path}", timeout=20)
        old, new = first.tokens.popitem()[1], ""
        assert "Thank you" in send(site.port + 1, old, 1)
        close_wave(installation, today())
        new = open_wave(installation, opens_on=today(), closes_on=today()).tokens.popitem()[1]
        # Each of them has the first wave in mind until it is asked.
        pages = [send(site.port + 1, token, 2) for token in (first.tokens.popitem()[1], new)]
    assert "Thank you" not in pages[0]
    assert "Thank you" in pages[1]
    [(body,)] = box_rows(installation, 2, "SELECT body FROM ballot")
    questions = questions_of_wave(shipped(), 2)
    assert unseal(bytes(body), questions, installation.keys.read(2)).answers == {"mood_1": (2,)}


def test_a_taken_port_and_a_dashboard_alone_are_refused(peil: Peil) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = peil("serve", "--workers", 1, "--port", port - 1)
        assert refused.returncode == 1
        assert f"Port {port} is taken" in refused.stderr
    for options, why in (
        (("--port", two_free_ports(), "--only", "dashboard"), "leave out --workers"),
        (("--port", 65535), "choose one below 65535"),
    ):
        refused = peil("serve", "--workers", 1, *options)
        assert refused.returncode == 1
        assert why in refused.stderr
