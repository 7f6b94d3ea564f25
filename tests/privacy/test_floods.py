"""A stranger fills no memory and locks nobody out: connections, messages, uploads, pretences."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket

from dashboard.commands.serve import server_options
from dashboard.http import admission
from dashboard.http.admission import (
    MAX_LARGE_BYTES,
    SMALL_MESSAGE_BYTES,
    Admission,
)
from dashboard.visitors import MAX_MESSAGE_BYTES, Share, network_of
from surveys.settings import current_settings
from tests.mail import free_port

STRANGER, COLLEAGUE = ("2001:db8::1", 1), ("1.2.3.4", 1)
HTML = {"Accept": "text/html"}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the network of the visitor, and tell how long each message is."""
    network = network_of(scope["client"][0]) or "this machine"
    if scope["type"] == "http":
        await PlainTextResponse(network)(scope, receive, send)
        return
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    async for message in socket.iter_bytes():
        await socket.send_text(f"{len(message)} from {network}")


@pytest.fixture
def admitting() -> Admission:
    return Admission(echo)


def by(app: Admission, client: tuple[str, int]) -> TestClient:
    return TestClient(app, client=client)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"),
        ("2001:db8:0:1::%eth0", "2001:db8:0:1::/64"),
        ("::1", None),
        ("127.0.0.1", None),
        ("::ffff:127.0.0.1", None),
        ("unix:", None),
        ("1.2.3.4, 5.6.7.8", None),
        ("", None),
        (None, None),
    ],
)
def test_a_visitor_is_a_network(address: str | None, network: str | None) -> None:
    assert network_of(address) == network


def test_one_network_gets_half_and_everybody_together_all() -> None:
    share = Share(5)
    assert [share.take("a") for _ in range(4)] == [True, True, False, False]
    assert [share.take("b") for _ in range(3)] == [True, True, False]
    assert [share.take(None) for _ in range(2)] == [True, False]
    share.give_back("a")
    assert share.take("a")
    assert not share.has_room("c")


def test_a_stranger_with_many_connections_leaves_room_for_others(admitting: Admission) -> None:
    admitting.connections = Share(6)
    with ExitStack() as held:
        for number in range(3):
            same_network = (f"2001:db8::{number}:1", 1)
            held.enter_context(by(admitting, same_network).websocket_connect("/"))
        with pytest.raises(WebSocketDisconnect), by(admitting, STRANGER).websocket_connect("/"):
            pass
        with by(admitting, COLLEAGUE).websocket_connect("/") as connected:
            connected.send_bytes(b"...")
            assert connected.receive_text() == "3 from 1.2.3.4"
    assert admitting.connections.taken == 0


@pytest.mark.parametrize(
    ("language", "title"), [("en-GB,en;q=0.5", "One moment, please"), ("nl", "Een ogenblik")]
)
def test_a_process_that_is_full_says_so_on_a_page(
    admitting: Admission, language: str, title: str
) -> None:
    admitting.connections = Share(0)
    visitor = by(admitting, COLLEAGUE)
    page = visitor.get("/answer", headers={**HTML, "Accept-Language": language})
    assert page.status_code == 503
    assert title in page.text
    assert page.headers["retry-after"] == "30"
    assert page.headers["cache-control"] == "no-store"
    assert visitor.get("/static/a.js").text == "1.2.3.4", "pages that are open go on"
    admitting.requests = Share(0)
    assert visitor.get("/static/a.js").status_code == 503


def test_a_large_message_ends_the_connection_and_is_not_passed_on(admitting: Admission) -> None:
    with by(admitting, STRANGER).websocket_connect("/") as connected:
        connected.send_bytes(bytes(MAX_MESSAGE_BYTES))
        assert connected.receive_text().startswith(str(MAX_MESSAGE_BYTES))
        connected.send_bytes(bytes(MAX_MESSAGE_BYTES + 1))
        with pytest.raises(WebSocketDisconnect) as ended:
            connected.receive_text()
    assert ended.value.code == 1009


def test_large_messages_share_a_bound_that_small_ones_do_not_need(admitting: Admission) -> None:
    large = bytes(MAX_MESSAGE_BYTES)
    each = MAX_MESSAGE_BYTES - SMALL_MESSAGE_BYTES
    with ExitStack() as held:
        for _ in range(MAX_LARGE_BYTES // 2 // each):
            connected = held.enter_context(by(admitting, STRANGER).websocket_connect("/"))
            for _ in range(3):
                connected.send_bytes(large)
                connected.receive_text()
        assert admitting.large.taken <= MAX_LARGE_BYTES // 2, "the largest of each counts once"
        late = held.enter_context(by(admitting, STRANGER).websocket_connect("/"))
        late.send_bytes(large)
        with pytest.raises(WebSocketDisconnect):
            late.receive_text()
        small = held.enter_context(by(admitting, STRANGER).websocket_connect("/"))
        small.send_bytes(bytes(SMALL_MESSAGE_BYTES))
        assert small.receive_text().startswith(str(SMALL_MESSAGE_BYTES))
        other = held.enter_context(by(admitting, COLLEAGUE).websocket_connect("/"))
        other.send_bytes(large)
        assert other.receive_text().startswith(str(MAX_MESSAGE_BYTES))
    assert admitting.large.taken == 0


@contextmanager
def served(proxies: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve `echo` with the options of `peil serve`, believing some proxies."""
    monkeypatch.setenv("PEIL_PROXIES", proxies)
    current_settings.cache_clear()
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(echo, **server_options("127.0.0.1", port)))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def visitor_seen(host: str, *forwarded: str) -> tuple[str, str]:
    """Return as whom the server counts a request and a connection with X-Forwarded-For."""
    name, port = host.split(":")
    lines = [f"X-Forwarded-For: {value}" for value in forwarded]
    request = "\r\n".join(["GET / HTTP/1.1", "Host: x", *lines, "Connection: close", "", ""])
    with closing(socket.create_connection((name, int(port)))) as raw:
        raw.sendall(request.encode())
        answer = b"".join(iter(lambda: raw.recv(4096), b"")).decode()
    headers = [("X-Forwarded-For", value) for value in forwarded]
    with open_socket(f"ws://{host}/", additional_headers=headers) as connected:
        connected.send(b"")
        told = str(connected.recv())
    return answer.rpartition("\r\n\r\n")[2], told.removeprefix("0 from ")


SPOOFED = [["9.9.9.9"], ["9.9.9.9", "8.8.8.8"], ["9.9.9.9, 127.0.0.1"], ["::1"], ["x"], [""]]


@pytest.mark.parametrize("proxies", ["10.0.0.5", "10.0.0.0/24,::2"])
def test_what_a_client_claims_to_be_is_not_believed(
    proxies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(proxies, monkeypatch) as host:
        for values in SPOOFED:
            assert visitor_seen(host, *values) == ("this machine", "this machine"), values


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        (["1.2.3.4"], "1.2.3.4"),
        (["9.9.9.9, 1.2.3.4"], "1.2.3.4"),
        (["9.9.9.9", "1.2.3.4"], "1.2.3.4"),
        (["9.9.9.9, 1.2.3.4, 10.0.0.7"], "1.2.3.4"),
        (["9.9.9.9, 1.2.3.4", "10.0.0.7, 10.0.0.8"], "1.2.3.4"),
        (["127.0.0.1, 1.2.3.4"], "1.2.3.4"),
        (["2001:db8::9, 2001:db8:0:1::5"], "2001:db8:0:1::/64"),
        (["[2001:db8:0:1::5]:4711"], "2001:db8:0:1::/64"),
        (["1.2.3.4:4711"], "1.2.3.4"),
    ],
)
def test_a_proxy_is_believed_about_the_last_hop_that_is_none_of_ours(
    forwarded: list[str], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the client wrote stands before what the proxies add."""
    with served("127.0.0.1, 10.0.0.0/24", monkeypatch) as host:
        assert visitor_seen(host, *forwarded) == (seen, seen)


def send_and_read(connected: ClientConnection, message: bytes | list[bytes]) -> None:
    """Send a message whole or in parts, and read what comes."""
    connected.send(message)
    connected.recv(timeout=20)


def test_the_server_refuses_a_large_message_whole_or_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the application gets any of it.

    Why is not always read: the connection may be gone while the rest is still being sent.
    """
    with served("127.0.0.1", monkeypatch) as host:
        for message in (bytes(MAX_MESSAGE_BYTES + 1), [bytes(400_000)] * 3):
            with open_socket(f"ws://{host}/", close_timeout=1) as connected:
                with pytest.raises(ConnectionClosedError) as ended:
                    send_and_read(connected, message)
                assert ended.value.rcvd is None or ended.value.rcvd.code == 1009


FAILED = (AssertionError, pytest.fail.Exception)


def test_a_limit_by_whole_address_would_be_caught(
    admitting: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "network_of", lambda address: address)
    with pytest.raises(FAILED):
        test_a_stranger_with_many_connections_leaves_room_for_others(admitting)


def test_a_share_without_halves_would_be_caught(
    admitting: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "network_of", lambda address: None)
    with pytest.raises(FAILED):
        test_a_stranger_with_many_connections_leaves_room_for_others(admitting)


def test_messages_that_are_only_bounded_one_by_one_would_be_caught(
    admitting: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "SMALL_MESSAGE_BYTES", MAX_MESSAGE_BYTES)
    with pytest.raises(FAILED):
        test_large_messages_share_a_bound_that_small_ones_do_not_need(admitting)


@pytest.mark.parametrize(
    ("leak", "attack"),
    [
        ({"ws_max_size": 16 * 1024**2}, test_the_server_refuses_a_large_message_whole_or_in_parts),
        (
            {"forwarded_allow_ips": "*"},
            partial(test_what_a_client_claims_to_be_is_not_believed, "10.0.0.5"),
        ),
    ],
)
def test_a_server_with_other_options_would_be_caught(
    leak: dict[str, object], attack: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = server_options
    leaky = lambda *at: {**honest(*at), **leak}  # noqa: E731
    monkeypatch.setitem(globals(), "server_options", leaky)
    with pytest.raises(FAILED):
        attack(monkeypatch=monkeypatch)
