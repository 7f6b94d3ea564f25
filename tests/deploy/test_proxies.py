"""The reverse proxies of `deploy/proxy`, in front of a server: what they pass on, what they log."""

import re
import socket
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest

from surveys.doctor.address import SCHEME_SEEN
from surveys.installation import open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from tests.proxies import UNTRUSTED, Proxy, caddy, need, nginx
from tests.serving import serving_peil

TOKEN = "A" * 33
MAIL = "mailto://localhost:1?from=peil@example.org"


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an installation that is served."""
    settings = Settings(folder=tmp_path_factory.mktemp("served") / "peil", database_url=None)
    made = open_installation(settings)
    create_with_first_unit(
        made, name="Example", first_unit="North", contacts=Contacts("Ada Counsel", "0800 1234")
    )
    made.engine.dispose()
    with serving_peil(settings.folder, MAIL) as address:
        yield address


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, upstream: str
) -> Iterator[Proxy]:
    """A proxy in front of it."""
    need(request.param.__name__)
    with request.param(tmp_path_factory.mktemp("proxy"), upstream) as running:
        yield running


def get(address: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
    """Return status, text and headers of an address."""
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, context=UNTRUSTED, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def websocket(address: str) -> str:
    """Return the first line of the answer to a request for a WebSocket of the pages."""
    at = urlsplit(address)
    plain = socket.create_connection((at.hostname, at.port), timeout=30)
    with UNTRUSTED.wrap_socket(plain, server_hostname=at.hostname) as line:
        line.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {at.netloc}\r\nOrigin: {address}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {b64encode(b'0' * 16).decode()}\r\n\r\n".encode()
        )
        return line.recv(4096).decode().splitlines()[0]


def test_pages_are_told_that_they_are_asked_for_over_https(proxy: Proxy) -> None:
    _, _, headers = get(f"{proxy.address}/healthz")
    assert headers[SCHEME_SEEN] == "https"


def test_websockets_of_the_pages_are_forwarded(proxy: Proxy) -> None:
    assert "101" in websocket(proxy.address)


def test_the_light_page_and_the_dashboard_are_reached(proxy: Proxy) -> None:
    status, page, _ = get(f"{proxy.address}/a/{TOKEN}")
    assert status < 500
    assert "Peil" in page
    assert get(f"{proxy.address}/")[0] == 200


def test_no_log_of_the_proxy_holds_a_token_an_address_or_a_time(proxy: Proxy) -> None:
    get(f"{proxy.address}/a/{TOKEN}", Referer=f"{proxy.address}/a/{TOKEN}")
    get(f"{proxy.address}/answer?token={TOKEN}")
    get(f"{proxy.address}/{TOKEN}" + "/x" * 9000)  # refused by itself: too long
    written = "".join(path.read_text() for path in proxy.logs.iterdir())
    assert TOKEN not in written
    assert "/answer" not in written
    lines = (proxy.logs / "access.log").read_text() if (proxy.logs / "access.log").exists() else ""
    assert re.fullmatch(r"(\d{3} \d+ [\d.]+\n)*", lines)
