"""The reverse proxies of `deploy/proxy`, in front of a server: what they pass on, what they log."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from surveys.doctor.address import SCHEME_SEEN
from surveys.installation import open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.settings import Settings
from tests.mail import free_port
from tests.serving import serving, serving_peil

PROXY = Path(__file__).parents[2] / "deploy" / "proxy"
TOKEN = "A" * 33
UNTRUSTED = ssl._create_unverified_context()  # noqa: S323 -- the certificate is made for the test
MAIL = "mailto://localhost:1?from=peil@example.org"


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its address, and the files to which it writes what it does."""

    address: str
    logs: Path


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine; return it and its key."""
    key, made = folder / "peil.key", folder / "peil.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", made),
        ],
        check=True,
        capture_output=True,
    )
    return made, key


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[Proxy]:
    """Run nginx with the file of `deploy/proxy`, on ports and files of the test."""
    made, key = certificate(folder)
    plain, port, logs = free_port(), free_port(), folder / "logs"
    logs.mkdir()
    sample = (PROXY / "nginx.conf").read_text()
    for ours, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "peil.example.org": "localhost",
        "127.0.0.1:8501": urlsplit(upstream).netloc.replace("localhost", "127.0.0.1"),
        "/etc/ssl/peil.pem": str(made),
        "/etc/ssl/peil.key": str(key),
        "/var/log/nginx/peil.log": str(logs / "access.log"),
    }.items():
        assert ours in sample, ours
        sample = sample.replace(ours, here)
    paths = "".join(
        f"{name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder / 'pid'};\nevents {{}}\nhttp {{\n{paths}{sample}}}\n"
    )
    address = f"https://localhost:{port}"
    command = ["nginx", "-c", folder / "nginx.conf", "-e", logs / "error.log"]
    with serving_https(command, address, logs / "output.log"):
        yield Proxy(address, logs)


@contextmanager
def caddy(folder: Path, upstream: str) -> Iterator[Proxy]:
    """Run Caddy with the file of `deploy/proxy`; its certificate is its own."""
    port, logs = free_port(), folder / "logs"
    logs.mkdir()
    inside = urlsplit(upstream).netloc.replace("localhost", "127.0.0.1")
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PEIL_HOST": f"localhost:{port}",
        "PEIL_UPSTREAM": inside,
        "PEIL_LIGHT_UPSTREAM": inside,
    }
    adapted = subprocess.run(
        ["caddy", "adapt", "--config", PROXY / "Caddyfile", "--adapter", "caddyfile"],
        check=True,
        capture_output=True,
        env=environment,
    )
    whole = json.loads(adapted.stdout)
    whole["admin"] = {"disabled": True}
    whole["apps"]["http"]["http_port"] = free_port()
    whole["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
    (folder / "caddy.json").write_text(json.dumps(whole))
    address = f"https://localhost:{port}"
    command = ["caddy", "run", "--config", folder / "caddy.json"]
    with serving_https(command, address, logs / "output.log", environment):
        yield Proxy(address, logs)


@contextmanager
def serving_https(
    command: list[str | Path], address: str, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a proxy until the block ends; it answers when the block begins."""
    with serving(command, f"{address}/healthz", log, env=env, context=UNTRUSTED):
        yield


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
    name = request.param.__name__
    if shutil.which(name) is None:
        if "CI" in os.environ:
            pytest.fail(f"{name} is missing (CI is set, so nothing may be skipped)")
        pytest.skip(f"needs {name}: install the package of that name of the system")
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
