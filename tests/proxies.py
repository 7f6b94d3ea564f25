"""The reverse proxies of `deploy/proxy`, run in front of servers with the files as they are there.

Ports, certificates and paths are those of a test; several back ends stand where the file has one.
"""

import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest

from tests.mail import free_port
from tests.serving import serving

PROXY = Path(__file__).parents[1] / "deploy" / "proxy"
UNTRUSTED = ssl._create_unverified_context()  # noqa: S323 -- the certificate is made for the test


def need(program: str) -> None:
    """Skip a test without a program of the system; where nothing may be skipped, fail."""
    if shutil.which(program) is None:
        if "CI" in os.environ:
            pytest.fail(f"{program} is missing (CI is set, so nothing may be skipped)")
        pytest.skip(f"needs {program}: install the package of that name of the system")


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


def at(upstream: str) -> str:
    """Return host and port of a server on this machine."""
    return urlsplit(upstream).netloc.replace("localhost", "127.0.0.1")


@contextmanager
def nginx(
    folder: Path, *upstreams: str, changes: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Proxy]:
    """Run nginx with the file of `deploy/proxy`, on ports and files of the test.

    `changes` are words of the file that are to be others, as where somebody has set it up wrongly.
    """
    made, key = certificate(folder)
    plain, port, logs = free_port(), free_port(), folder / "logs"
    logs.mkdir()
    sample = (PROXY / "nginx.conf").read_text()
    for ours, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "peil.example.org": "localhost",
        "server 127.0.0.1:8501;": "".join(f"server {at(one)};" for one in upstreams),
        "/etc/ssl/peil.pem": str(made),
        "/etc/ssl/peil.key": str(key),
        "/var/log/nginx/peil.log": str(logs / "access.log"),
        **changes,
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
def caddy(folder: Path, *upstreams: str) -> Iterator[Proxy]:
    """Run Caddy with the file of `deploy/proxy`; its certificate is its own."""
    port, logs = free_port(), folder / "logs"
    logs.mkdir()
    inside = " ".join(at(one) for one in upstreams)
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
