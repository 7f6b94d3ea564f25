"""Whether people reach Peil at its address, encrypted, and its pages get through the proxy."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from surveys.doctor.asking import TIMEOUT, Answer, NoAnswerError, get, is_local
from surveys.doctor.verdict import Verdict, fault, ok, warning

SCHEME_SEEN = "peil-reached-by"
"""The header in which Peil says how a request reached it: http or https."""

SOON = timedelta(days=14)
_PAGES = "/_stcore/stream"
"""Where the pages of Streamlit keep their WebSocket."""

_SOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


def check(address: str, now: datetime, timeout: float = TIMEOUT) -> Iterator[Verdict]:
    """Ask Peil at the address of the settings as a browser would; `timeout` in seconds."""
    if address.startswith("http://") and not is_local(address):
        yield warning(
            f"{address} is not encrypted: whoever watches the network can read answers and links.",
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
    if ends is not None and ends - now < SOON:
        yield warning(f"The certificate ends on {ends:%Y-%m-%d}.", "Renew it.")
    seen = answered.headers.get(SCHEME_SEEN)
    if address.startswith("https://") and seen != "https":
        yield fault(
            "The proxy does not tell Peil that people came by https, so cookies are sent openly.",
            "Let the proxy set X-Forwarded-Proto, and set FORWARDED_ALLOW_IPS to its address for "
            "`peil serve` when it is another machine.",
        )


def _pages(address: str, timeout: float) -> Iterator[Verdict]:
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    headers = {**_SOCKET, "Sec-WebSocket-Key": key, "Origin": address}
    try:
        status = get(address + _PAGES, headers, timeout).status
    except NoAnswerError as why:
        status, said = 0, str(why)
    else:
        said = f"status {status}"
    if status == 101:
        yield ok(f"{address} leads to Peil, and its pages get through.")
        return
    yield fault(
        f"{address} leads to Peil, but its pages stay empty: no WebSocket gets through ({said}).",
        "Let the proxy hand on the headers Upgrade, Connection and Host; the documents on "
        "operations have an example.",
    )
