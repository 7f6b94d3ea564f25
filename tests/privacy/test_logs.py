"""No log at any level holds a token, its hash or an answer, whatever goes wrong."""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest
from websockets.sync.client import connect as open_socket

from dashboard.clock import today
from dashboard.http.logs import FIELDS
from db import people
from db.engine import reading, sqlite_url
from surveys.answering import (
    Answers,
    CastingUnavailableError,
    LinkError,
    answer_sheet,
    cast,
    traces_in,
)
from surveys.answering.ballot import BallotError
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.settings import Settings
from surveys.waves import OpenedWave, token_hash
from tests.builders import add_person
from tests.mail import free_port
from tests.pages.conftest import open_page  # noqa: F401
from tests.privacy.conftest import Everything, Units
from tests.serving import PEIL, serving, two_free_ports
from tests.store.commands.test_workers import children, command_of, eventually, responds
from tests.store.commands.test_workers import send as send_over_http
from tests.stored import Intruder

ROOT = Path(__file__).parents[2]
ANSWERS: Answers = {"mood_1": (3,), "wlb_1": (1,)}
GIVEN = re.compile(r"(mood_1|wlb_1)\W{1,4}[\[(]\s*\d")
"""The id of a question with what was chosen, as JSON or as Python would write it."""


@pytest.fixture
def invited() -> int:
    """Enough for a count with results."""
    return 6


@pytest.fixture
def days() -> tuple[date, date]:
    """The wave is open now, because a server knows no other day."""
    return today(), today()


def told(text: str, token: str) -> list[str]:
    """Return what a text tells that it must not."""
    hashed = token_hash(token)
    secrets = {"token": token, "hash in hex": hashed.hex(), "hash as bytes": repr(hashed)[2:-1]}
    found = [what for what, secret in secrets.items() if secret.lower() in text.lower()]
    return found + (["answers"] if GIVEN.search(text) else [])


def test_answering_and_counting_leave_no_trace_in_any_log_nor_does_a_row_that_is_read(
    heard: Everything,
    installation: Installation,
    organisation: Units,
    wave: OpenedWave,
    token: str,
) -> None:
    answer_sheet(installation, token, today())
    for each in wave.tokens.values():
        cast(installation, each, ANSWERS, today())
    with pytest.raises(LinkError):
        cast(installation, token, ANSWERS, today())
    bodies = installation.box(1).bodies()
    with reading(installation.engine) as session:
        assert organisation["North"] in {unit.id for unit in people.units(session)}
    assert "FROM unit" in heard.text, "statements are heard"
    assert str(organisation["North"]) not in heard.text
    assert organisation["North"].hex not in heard.text
    close_wave(installation, today())
    assert "FROM token" in heard.text
    assert [told(heard.text, each) for each in wave.tokens.values()] == [[]] * 6
    assert not [body for body in bodies if repr(body)[2:40] in heard.text]


def test_nothing_of_a_comment_is_in_any_log(
    heard: Everything, installation: Installation, token: str, organisation: Units
) -> None:
    """Neither when it is looked through for names, nor when it is cast, counted or refused."""
    add_person(installation, organisation["North"], "Zebedee Q")
    words = "zebedee whispers about marmalade"
    assert traces_in(installation, [words]).names == ("zebedee",)
    with pytest.raises(BallotError):
        cast(installation, token, ANSWERS, today(), {COMMENT: "marmalade " * 51})
    cast(installation, token, ANSWERS, today(), {COMMENT: words})
    close_wave(installation, today())
    assert "FROM person" in heard.text, "statements are heard"
    for word in words.split():
        assert word not in heard.text


def test_an_error_in_the_database_tells_neither_token_nor_answer(
    heard: Everything, installation: Installation, token: str
) -> None:
    with Intruder(installation, box=1) as other:
        other.define("DROP TABLE ballot")
    try:
        cast(installation, token, ANSWERS, today())
    except CastingUnavailableError:
        logging.getLogger("streamlit").exception("as Streamlit writes what nobody caught")
    assert "no such table: ballot" in heard.text
    assert "Traceback" in heard.text
    assert told(heard.text, token) == []


def test_the_answer_page_tells_no_log_what_was_answered(
    heard: Everything,
    installation: Installation,
    open_page: Callable[..., AppTest],  # noqa: F811
    token: str,
) -> None:
    app = open_page("answer", t=token)
    app.pills(key="mood_1").select(3)
    app.pills(key="wlb_1").select(1)
    with Intruder(installation, box=1) as other:
        other.define("ALTER TABLE ballot RENAME TO away")
        app.button[-1].click().run()
        assert app.title[0].value == "One moment, please"
        other.define("ALTER TABLE away RENAME TO ballot")
    app.button[-1].click().run()
    assert app.title[0].value == "Thank you"
    assert "nobody can answer now: no such table: ballot" in heard.text
    assert told(heard.text, token) == []


def test_a_server_at_its_loudest_tells_neither_token_nor_mood_nor_cookie(
    settings: Settings, token: str, tmp_path: Path
) -> None:
    port = free_port()
    log = tmp_path / "server.log"
    command = [sys.executable, "-m", "uvicorn", "streamlit_app:app", "--log-level", "trace"]
    loud = {"PEIL_FOLDER": str(settings.folder), "STREAMLIT_LOGGER_LEVEL": "debug"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | loud,
        )
    try:
        _visit(f"127.0.0.1:{port}", f"{token}%23mood-of-somebody")
        _visit(f"127.0.0.1:{port}", "a-second-visit")
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert told(log.read_text(), token) == []
    assert "of-somebody" not in log.read_text()


def _visit(host: str, token: str) -> None:
    """Open a link as a browser does: the page, and the socket that the page opens."""
    cookie = {"Cookie": "peil_session=cookie-of-somebody"}
    end = time.monotonic() + 60
    while True:
        try:
            page = urllib.request.Request(f"http://{host}/answer?t={token}", headers=cookie)
            with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310
                assert answer.status == 200
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            break
    with open_socket(f"ws://{host}/_stcore/stream?t={token}", additional_headers=cookie):
        pass


def test_this_way_of_looking_finds_what_an_ordinary_engine_logs(
    heard: Everything, installation: Installation, token: str
) -> None:
    ordinary = sa.create_engine(sqlite_url(installation.box(1).path))
    with ordinary.connect() as connection:
        connection.execute(sa.text("SELECT :h, :t"), {"h": token_hash(token), "t": token})
    ordinary.dispose()
    assert told(heard.text, token) == ["token", "hash as bytes"]
    assert told('{"mood_1": [3]}', token) == told(str(ANSWERS), token) == ["answers"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_of_a_server_and_of_the_clock_is_clean_whatever_goes_wrong(
    settings: Settings, installation: Installation, wave: OpenedWave, tmp_path: Path, form: str
) -> None:
    """As JSON every line is one; neither doors nor clock tell who came when."""
    tokens = list(wave.tokens.values())
    with Intruder(installation, box=1) as other:
        other.define("ALTER TABLE ballot RENAME TO away")
    log = tmp_path / "server.log"
    env = {
        **os.environ,
        "PEIL_FOLDER": str(settings.folder),
        "PEIL_LOG_FORMAT": form,
        "STREAMLIT_LOGGER_LEVEL": "debug",
    }
    port = two_free_ports()
    command = [PEIL, "serve", "--port", str(port), "--workers", "1"]
    with serving(command, f"http://127.0.0.1:{port}/healthz", log, env=env):
        assert eventually(lambda: responds(port + 1)), log.read_text()
        for each, which in ((tokens[0], port), (tokens[1], port + 1)):
            assert "Thank you" not in send_over_http(which, each, 1)
        _visit(f"127.0.0.1:{port}", f"{tokens[2]}%23mood-of-somebody")
        # As a filter of a proxy that mistakes who visits: a request that is no HTTP.
        with socket.create_connection(("127.0.0.1", port)) as wrong:
            wrong.sendall(f"GET /a/{tokens[3]} NONSENSE\r\n\r\n".encode())
            wrong.recv(100)
        os.kill(light_process(port), signal.SIGKILL)
        assert eventually(lambda: "a new one starts" in log.read_text())
    text = log.read_text()
    assert "nobody can answer now: no such table: ballot" in text
    for each in tokens:
        assert told(text, each) == []
    for secret in ("of-somebody", str(wave.id)):
        assert secret not in text, secret
    # No address of a visitor: only the two that this server says it has.
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == {str(port), str(port + 1)}
    if form == "json":
        assert [line for line in text.splitlines() if not is_json(line)] == []


def light_process(port: int) -> int:
    """Return the process of the light page of a server that this test has started."""
    started = children(os.getpid())
    [server] = [pid for pid in started if f"--port\0{port}\0" in command_of(pid)]
    return [pid for pid in children(server) if "spawn_main" in command_of(pid)][-1]


def is_json(line: str) -> bool:
    try:
        return tuple(json.loads(line))[:5] == FIELDS[:5]
    except ValueError:
        return False
