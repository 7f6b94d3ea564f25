"""Short HTTP requests to servers in the settings, without a proxy and with readable errors."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from surveys.settings import LOCAL_HOSTS

TIMEOUT = 5.0
"""Maximum seconds for each step of a request."""

_MAX_BYTES = 1_000_000
"""Maximum bytes of a response that are read."""


class NoAnswerError(OSError):
    """A server that does not answer properly; the message gives the reason."""


@dataclass(frozen=True)
class Answer:
    """The response of a server; `certificate_ends` only over https."""

    status: int
    headers: Mapping[str, str]
    """Headers by lower-case name."""

    body: bytes
    certificate_ends: datetime | None


def get(address: str, headers: Mapping[str, str] | None = None, timeout: float = TIMEOUT) -> Answer:
    """Request an address without following redirects; raise NoAnswerError."""
    parts = urlsplit(address)
    connection = _connection(parts, timeout)
    host = parts.hostname or ""
    try:
        connection.connect()
        ends = _certificate_ends(connection.sock)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=dict(headers or {}))
        answered = connection.getresponse()
        # A switched protocol has no body to read to the end.
        body = b"" if answered.status == 101 else answered.read(_MAX_BYTES)
        named = {name.lower(): value for name, value in answered.getheaders()}
        return Answer(answered.status, named, body, ends)
    except (OSError, HTTPException) as fault:
        raise NoAnswerError(f"{host} {reason(fault)}") from fault
    finally:
        connection.close()


def is_local(address: str) -> bool:
    """Return whether an address is on this machine."""
    return urlsplit(address).hostname in LOCAL_HOSTS


def reason(fault: BaseException) -> str:
    """Return why a connection failed, as a predicate after the name of the server."""
    if isinstance(fault, socket.gaierror):
        return "is not a known host name"
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted ({fault.verify_message})"
    if isinstance(fault, ssl.SSLError):
        return "does not speak TLS on this port"
    if isinstance(fault, TimeoutError):
        return "did not answer in time"
    if isinstance(fault, ConnectionRefusedError):
        return "refuses the connection: nothing listens on this port"
    return f"broke the connection off ({type(fault).__name__})"


def _connection(parts: SplitResult, timeout: float) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    return HTTPConnection(host, parts.port, timeout=timeout)


def _certificate_ends(opened: socket.socket | None) -> datetime | None:
    if not isinstance(opened, ssl.SSLSocket):
        return None
    ends = (opened.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None
