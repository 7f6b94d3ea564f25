"""Checks that Peil can be reached at its address, encrypted and through the proxy."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from surveys.doctor.probe import TIMEOUT, Answer, NoAnswerError, get, is_local
from surveys.doctor.verdict import Verdict, fault, ok, warning

SCHEME_SEEN = "peil-reached-by"
"""The header in which Peil reports the scheme of a request: http or https."""

CERTIFICATE_WARNING = timedelta(days=14)
_WEB_SOCKET = "/_stcore/stream"
"""Path of the WebSocket of Streamlit pages."""

_SOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


def check(address: str, now: datetime, timeout: float = TIMEOUT) -> Iterator[Verdict]:
    """Request the configured address as a browser would; `timeout` in seconds."""
    if address.startswith("http://") and not is_local(address):
        yield warning(
            f"{address} is not encrypted: anybody who watches the network can read answers and "
            "links.",
            "Put a reverse proxy with a certificate before Peil, and set PEIL_ADDRESS to https://…",
        )
    try:
        answered = get(f"{address}/healthz", timeout=timeout)
    except NoAnswerError as why:
        yield fault(
            f"{address} does not lead to Peil: {why}.",
            "Start `peil serve` and the proxy before it, or correct PEIL_ADDRESS.",
        )
        return
    if answered.status != 200 or answered.body.strip() != b"ok":
        yield fault(
            f"Something else than Peil answers at {address} (status {answered.status}).",
            "Correct PEIL_ADDRESS, or let the proxy hand everything on to Peil.",
        )
        return
    yield from _encryption(address, answered, now)
    yield from _pages(address, timeout)


def _encryption(address: str, answered: Answer, now: datetime) -> Iterator[Verdict]:
    ends = answered.certificate_ends
    if ends is not None and ends - now < CERTIFICATE_WARNING:
        yield warning(f"The certificate ends on {ends:%Y-%m-%d}.", "Renew it.")
    seen = answered.headers.get(SCHEME_SEEN)
    if address.startswith("https://") and seen != "https":
        yield fault(
            "The proxy does not tell Peil that people came by https, so cookies are sent openly.",
            "Let the proxy set X-Forwarded-Proto, and set PEIL_PROXIES to its address for "
            "`peil serve` when it is another machine.",
        )


def _pages(address: str, timeout: float) -> Iterator[Verdict]:
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    headers = {**_SOCKET, "Sec-WebSocket-Key": key, "Origin": address}
    try:
        status = get(address + _WEB_SOCKET, headers, timeout).status
    except NoAnswerError as why:
        status, reason = 0, str(why)
    else:
        reason = f"status {status}"
    if status == 101:
        yield ok(f"{address} leads to Peil, and its pages get through.")
        return
    yield fault(
        f"{address} leads to Peil, but its pages stay empty: no WebSocket gets through ({reason}).",
        "Let the proxy hand on the headers Upgrade, Connection and Host; the documents on "
        "operations have an example.",
    )
