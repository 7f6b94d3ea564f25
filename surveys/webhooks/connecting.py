"""One call to a receiver: no redirect, no proxy, and only to addresses that may be called.

The name is looked up once and the connection goes to what was found, so that nobody answers the
check with a public address and the connection with one inside.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping

from surveys.webhooks.addresses import AddressError, Target

TIMEOUT_SECONDS = 10


def post(target: Target, body: bytes, headers: Mapping[str, str], *, inside: bool) -> int:
    """Return the status with which a receiver answers; what else it answers is not read.

    `inside` allows addresses of the organisation's own network. Raises AddressError for another
    one, OSError and HTTPException if there is no answer.
    """
    found = allowed_address(target, inside=inside)
    connection = (_Secure if target.secure else _Plain)(target, found)
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def allowed_address(target: Target, *, inside: bool) -> str:
    """Return the network address of a receiver. Raises AddressError unless it may be called."""
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise AddressError("unknown_host", host=target.host) from fault
    found = [str(row[4][0]) for row in rows]
    for address in found:
        # Every one of them, so that it does not depend on the order of answers.
        if not inside and not _is_public(address):
            raise AddressError("inside", host=target.host)
        if not target.secure and not ipaddress.ip_address(address).is_loopback:
            raise AddressError("http", address=f"http://{target.host}")
    return found[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        # An address of version 4 in the clothes of version 6 is what it stands for.
        known = known.ipv4_mapped or known.sixtofour or known
    return known.is_global and not known.is_multicast


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was looked up before."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_SECONDS)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)


class _Secure(_Plain):
    """The same with TLS: the certificate has to be that of the name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
