"""Listens between a browser and a server, as somebody does who keeps the log of a proxy."""

import re
import socket
import threading
import zlib
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
    def messages(self) -> list[bytes]:
        """All messages so far that browsers sent through websockets, as the server reads them."""
        return [message for sent in self._sent for message in _messages(bytes(sent))]

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


def _messages(sent: bytes) -> Iterator[bytes]:
    """Yield the messages of a connection that became a websocket (RFC 6455, 7692); not its pings.

    A frame whose end has not come yet is left out.
    """
    opening = re.search(rb"\r\nupgrade: websocket\r\n", sent, re.IGNORECASE)
    if opening is None:
        return
    at, inflated, parts = sent.index(b"\r\n\r\n", opening.start()) + 4, zlib.decompressobj(-15), b""
    is_deflated = False
    while at + 2 <= len(sent):
        first, length = sent[at], sent[at + 1] & 0x7F
        more = {126: 2, 127: 8}.get(length, 0)
        if more:
            length = int.from_bytes(sent[at + 2 : at + 2 + more])
        mask_at = at + 2 + more
        mask, body = sent[mask_at : mask_at + 4], sent[mask_at + 4 : mask_at + 4 + length]
        if len(body) < length or len(mask) < 4:
            return
        at = mask_at + 4 + length
        if first & 0x0F > 2:
            continue
        if first & 0x0F:
            parts, is_deflated = b"", bool(first & 0x40)
        parts += bytes(byte ^ mask[place % 4] for place, byte in enumerate(body))
        if first & 0x80:
            yield inflated.decompress(parts + b"\0\0\xff\xff") if is_deflated else parts


def _request(head: re.Match[bytes]) -> Request:
    method, target, headers = (part.decode("latin-1") for part in head.groups())
    referrer = _REFERRER.search(head[3])
    return Request(method, target, referrer[1].decode() if referrer else None, headers)
