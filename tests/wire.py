"""Listens between a browser and a server, as somebody does who keeps the log of a proxy."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer

_HEAD = re.compile(rb"(GET|HEAD|POST|PUT) (\S+) HTTP/1\.1\r\n((?:[^\r\n]+\r\n)+)\r\n")
_REFERRER = re.compile(rb"^referer: (.+)\r$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Request:
    """A request as the server got it: its line, the page it came from if it says so, its head."""

    method: str
    target: str
    referrer: str | None
    head: str


@dataclass
class Wire:
    """What went from browsers to a server through `address`."""

    address: str
    _sent: list[bytearray] = field(default_factory=list)

    @property
    def requests(self) -> list[Request]:
        """All requests so far."""
        heads = [head for sent in self._sent for head in _HEAD.finditer(bytes(sent))]
        return [_request(head) for head in heads]


@contextmanager
def listening(port: int) -> Iterator[Wire]:
    """Pass everything on to a port of this machine, and keep what browsers send."""

    class Connection(BaseRequestHandler):
        def handle(self) -> None:
            kept = bytearray()
            wire._sent.append(kept)
            with socket.create_connection(("localhost", port)) as server:
                arguments = (server, self.request, bytearray())
                answering = threading.Thread(target=_pass_on, args=arguments, daemon=True)
                answering.start()
                _pass_on(self.request, server, kept)
                answering.join()

    class Relay(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Relay(("localhost", 0), Connection) as relay:
        wire = Wire(f"http://localhost:{relay.server_address[1]}")
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        yield wire
        relay.shutdown()


def _pass_on(source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
    """Pass bytes on until one side hangs up, which is the usual end of a connection."""
    with suppress(OSError):
        while data := source.recv(65536):
            kept += data
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _request(head: re.Match[bytes]) -> Request:
    method, target, headers = (part.decode("latin-1") for part in head.groups())
    referrer = _REFERRER.search(head[3])
    return Request(method, target, referrer[1].decode() if referrer else None, headers)
