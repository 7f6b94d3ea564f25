"""Servers that tests start as processes of their own."""

import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mail import free_port

PEIL = Path(sys.executable).with_name("peil")
"""The command of the environment in which the tests run."""


@contextmanager
def serving(
    command: Sequence[str | Path],
    address: str,
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    context: ssl.SSLContext | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command that serves an address; it answers when the block begins, and then stops."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=env, cwd=cwd
        )
    try:
        _wait_for(address, process, log, context)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def serving_peil(
    folder: Path, mail: str, *, port: int | None = None, **settings: str
) -> Iterator[str]:
    """Run `peil serve` on a folder, with mail and further settings; yield its address."""
    address = f"http://localhost:{port or free_port()}"
    environment = {
        "PEIL_FOLDER": str(folder),
        "PEIL_ADDRESS": address,
        "PEIL_MAIL": mail,
        "PEIL_MESSAGES_PER_SECOND": "100",
        "PEIL_MESSAGE_HOURS": "00:00-23:59",
    }
    command = [PEIL, "serve", "--host", "localhost", "--port", address.rsplit(":")[-1]]
    log, env = folder.with_suffix(".log"), {**os.environ, **environment, **settings}
    with serving(command, f"{address}/healthz", log, env=env):
        yield address


def two_free_ports() -> int:
    """Return the first of two ports, one after the other, that nobody uses."""
    port = free_port()
    while (following := free_port()) != port + 1:
        port = following
    return port


def _wait_for(
    address: str, process: subprocess.Popen[bytes], log: Path, context: ssl.SSLContext | None
) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1, context=context)  # noqa: S310
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not answer:\n{log.read_text()}")
