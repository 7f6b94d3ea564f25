"""A real mail server, and a real receiver of webhooks, both on this machine."""

import email
import email.policy
import itertools
import json
import os
import queue
import re
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"/a/([A-Za-z0-9]+)")


class Mailbox:
    """Takes every mail, unless `answer_to` says otherwise for an address."""

    def __init__(self) -> None:
        """Begin empty."""
        self.raw: list[tuple[str, bytes]] = []
        self.connections = 0
        self.refuses = False
        self.answer_to: Callable[[str], str | None] = lambda _address: None
        self.answer_to_data: Callable[[str], str | None] = lambda _address: None
        self.url = ""
        self._arrived: queue.Queue[bytes] = queue.Queue()

    async def handle_EHLO(
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        refused = self.answer_to(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "554 5.7.1 not here"
        (address,) = envelope.rcpt_tos
        refused = self.answer_to_data(address)
        if refused is not None and not refused.startswith("250"):
            return refused
        content = bytes(envelope.content or b"")
        self.raw.append((address, content))
        self._arrived.put(content)
        return "250 OK"

    def next(self, seconds: float = 20) -> EmailMessage:
        """Wait for the next mail that nobody has waited for yet."""
        raw = self._arrived.get(timeout=seconds)
        return email.message_from_bytes(raw, policy=email.policy.default)

    def is_empty(self) -> bool:
        """Whether every mail that came was waited for."""
        return self._arrived.empty()

    @property
    def recipients(self) -> list[str]:
        """The address of every mail, in the order they came."""
        return [to for to, _ in self.raw]

    @property
    def messages(self) -> list[tuple[str, EmailMessage]]:
        """Address and message of every mail, in the order they came."""
        read = email.policy.default
        return [(to, email.message_from_bytes(raw, policy=read)) for to, raw in self.raw]

    def texts(self) -> list[tuple[str, str, str]]:
        """Address, subject and text of every mail."""
        return [(to, str(m["Subject"]), text_of(m)) for to, m in self.messages]

    def tokens(self) -> list[tuple[str, str]]:
        """Address and token of every invitation."""
        return [(to, found[1]) for to, _, text in self.texts() if (found := LINK.search(text))]


def text_of(message: EmailMessage) -> str:
    """Return what a mail says, with plain line ends."""
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """Return the HTML of a mail, with plain line ends; empty without any."""
    body = message.get_body(("html",))
    html: str = body.get_content() if body is not None else ""
    return html.replace("\r\n", "\n")


def _ports_of_this_process() -> Iterator[int]:
    """Yield ports in turn, from a part of the range that is only this worker's.

    They lie below those that the system gives to clients: between the moment in which a port is
    found free and that in which its server takes it, nobody else does.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    ports = range(20_000 + 3_000 * worker, 23_000 + 3_000 * worker)
    # Another run of the tests on this machine begins elsewhere.
    first = secrets.randbelow(len(ports))
    yield from itertools.cycle([*ports[first:], *ports[:first]])


_PORTS = _ports_of_this_process()


def is_free(port: int) -> bool:
    """Return whether a server on this machine could take a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that nobody uses now, and no other test will be given soon."""
    return next(filter(is_free, _PORTS))


@contextmanager
def mail_server(*, utf8: bool = True) -> Iterator[Mailbox]:
    """A mail server that keeps what it gets; `url` is for PEIL_MAIL. `utf8`: offers SMTPUTF8."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=utf8)
    controller.start()
    box.url = f"mailto://127.0.0.1:{controller.port}?from=Peil%20<peil@example.org>"
    try:
        yield box
    finally:
        controller.stop()


class Hook:
    """Takes every request, and answers it with `status` and `answer`."""

    def __init__(self) -> None:
        """Begin empty."""
        self.requests: list[tuple[str, Any]] = []
        self.status = 200
        self.answer = b"ok"
        self.host = ""


@contextmanager
def hook_server() -> Iterator[Hook]:
    """A receiver of webhooks on `host`, which keeps path and JSON of every request."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            hook.requests.append((self.path, json.loads(body)))
            self.send_response(hook.status)
            self.end_headers()
            self.wfile.write(hook.answer)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.host = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
