"""Several processes behind nginx and Caddy: who stays with which, and what a stop does."""

import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
import yaml

from dashboard.clock import today
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.waves import open_wave
from tests.builders import add_people
from tests.mail import free_port
from tests.proxies import PROXY, UNTRUSTED, Proxy, caddy, need, nginx
from tests.serving import PEIL, serving, two_free_ports

VISITORS = 12
ENDED = {0, -signal.SIGTERM}
"""A server alone ends by the signal itself, once it has finished."""


@contextmanager
def back_end(name: str) -> Iterator[str]:
    """A server that answers every request with its name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # What is left unread makes the connection break off, and the answer with it.
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Length", str(len(name)))
            self.end_headers()
            self.wfile.write(name.encode())

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def refusing(upstream: str) -> Iterator[None]:
    """Keep the port of a server that has ended, so that no server of another test answers there."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", urlsplit(upstream).port))
        yield


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def balanced(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Proxy, ExitStack]]:
    """A proxy in front of two servers; leaving the block ends the first of them."""
    need(request.param.__name__)
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        upstreams = [first.enter_context(back_end("one")), stack.enter_context(back_end("two"))]
        after = first.pop_all()
        first.callback(lambda: stack.enter_context(refusing(upstreams[0])))
        first.push(after)
        yield stack.enter_context(request.param(tmp_path, *upstreams)), first


def visit(
    proxy: Proxy, path: str, number: int, cookie: str = "", method: str = "GET"
) -> tuple[int, str, str]:
    """Ask as one of several visitors; return status, who answered, and the cookie that was set."""
    connection = http.client.HTTPSConnection(
        urlsplit(proxy.address).netloc, context=UNTRUSTED, timeout=30
    )
    try:
        headers = {"User-Agent": f"visitor {number}", "Cookie": cookie}
        connection.request(method, path, "a=b" if method == "POST" else None, headers)
        answer = connection.getresponse()
        set_by = answer.getheader("Set-Cookie", "").split(";")[0]
        return answer.status, answer.read().decode(), set_by or cookie
    finally:
        connection.close()


def test_each_visitor_of_the_pages_stays_with_one_process_and_all_are_used(
    balanced: tuple[Proxy, ExitStack],
) -> None:
    """WebSocket, uploads and downloads have to reach the process that drew the page."""
    proxy, _ = balanced
    homes = Counter[str]()
    for number in range(VISITORS):
        _, home, cookie = visit(proxy, "/team", number)
        for path in ("/_stcore/health", "/_stcore/upload_file/a", "/media/b.png", "/team") * 2:
            assert visit(proxy, path, number, cookie)[:2] == (200, home)
        homes[home] += 1
    assert set(homes) == {"one", "two"}


def test_the_light_page_needs_no_cookie_and_passes_over_a_process_that_is_gone(
    balanced: tuple[Proxy, ExitStack],
) -> None:
    proxy, first = balanced
    answered = [visit(proxy, "/a/token", number) for number in range(VISITORS)]
    assert {who for _, who, _ in answered} == {"one", "two"}
    assert {cookie for _, _, cookie in answered} == {""}
    first.close()
    for method in ("GET", "POST"):
        after = [visit(proxy, "/a/token", number, method=method) for number in range(VISITORS)]
        assert {(status, who) for status, who, _ in after} == {(200, "two")}
        pages = [visit(proxy, "/team", number, method=method) for number in range(VISITORS)]
        assert {(status, who) for status, who, _ in pages} == {(200, "two")}


def test_the_file_of_traefik_leads_where_those_of_nginx_and_caddy_lead() -> None:
    """No package of Traefik can be installed here: its file is read, not run."""
    http_part = yaml.safe_load((PROXY / "traefik.yaml").read_text())["http"]
    routers, services = http_part["routers"], http_part["services"]
    assert {router["service"] for router in routers.values()} == set(services)
    light, pages = routers["peil-light"], routers["peil"]
    # Without a priority the longer rule goes first.
    assert len(light["rule"]) > len(pages["rule"])
    assert light["rule"].startswith(pages["rule"])
    assert "PathPrefix(`/a/`)" in light["rule"]
    assert all(router["observability"] == {"accessLogs": False} for router in routers.values())
    assert services["peil"]["loadBalancer"]["sticky"]["cookie"]["secure"]
    assert "sticky" not in services["peil-light"]["loadBalancer"]
    assert all("retry" not in str(part) for part in (http_part.get("middlewares"), routers))


@pytest.mark.parametrize("workers", [0, 1], ids=["one process", "with workers"])
def test_a_stop_lets_a_send_that_has_begun_finish_and_then_ends(
    installation: Installation, settings: Settings, north: UUID, workers: int
) -> None:
    add_people(installation, north, 6)
    opened = open_wave(installation, opens_on=today(), closes_on=today())
    port = free_port() if not workers else two_free_ports()
    command = [PEIL, "serve", "--port", str(port)]
    command += ["--workers", str(workers)] if workers else []
    env = {**os.environ, "PEIL_FOLDER": str(settings.folder), "PEIL_ADDRESS": "http://localhost"}
    light = port + bool(workers)
    log = settings.folder.with_suffix(".log")
    with serving(command, f"http://127.0.0.1:{light}/healthz", log, env=env) as server:
        body = urlencode({"q-mood_1": "3"}).encode()
        with socket.create_connection(("127.0.0.1", light), timeout=60) as slow:
            slow.sendall(
                f"POST /a/{next(iter(opened.tokens.values()))} HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\nAccept-Language: en\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                + body[:5]
            )
            # What a slow phone has sent so far has been read by now.
            time.sleep(1)
            server.send_signal(signal.SIGTERM)
            time.sleep(1)
            slow.sendall(body[5:])
            answer = b"".join(iter(lambda: slow.recv(65_536), b""))
        assert b" 200 OK\r\n" in answer
        assert b"Thank you" in answer
        assert server.wait(60) in ENDED
    assert installation.box(1).number_cast() == 1
    assert "Traceback" not in log.read_text()


FINISHES_IN_TWO_SECONDS = """
from dashboard.commands import main, serve
serve.SECONDS_TO_FINISH = 2
main.main()
"""


def test_a_stop_does_not_wait_for_ever_for_somebody_who_sends_nothing(
    installation: Installation, settings: Settings
) -> None:
    del installation
    port = free_port()
    env = {**os.environ, "PEIL_FOLDER": str(settings.folder), "PEIL_ADDRESS": "http://localhost"}
    log = settings.folder.with_suffix(".log")
    command = [sys.executable, "-c", FINISHES_IN_TWO_SECONDS, "serve", "--port", str(port)]
    with (
        serving(command, f"http://127.0.0.1:{port}/healthz", log, env=env) as server,
        socket.create_connection(("127.0.0.1", port), timeout=60) as silent,
    ):
        silent.sendall(b"POST /a/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        time.sleep(1)
        server.send_signal(signal.SIGTERM)
        assert server.wait(90) in ENDED
