"""Serves an example organisation as `peil demo` does, and opens it in a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.office import Office
from tests.browser.office import office as serve_office

PEOPLE = "60"

# Two cores share the browser, the server and perhaps another test.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Demo:
    """A running example: what its terminal printed, another link to answer, and its folder."""

    address: str
    answer: str
    unused: str
    manager: str
    hr: str
    administrator: str
    folder: Path
    log: Path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; its absence is a failure where everything must run."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install the package `chromium` of the system")
        pytest.skip("needs Chromium: install the package `chromium` of the system")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`peil demo`, started as somebody would from a terminal."""
    folder = tmp_path_factory.mktemp("browser") / "example"
    with serve_demo(Path(sys.executable).with_name("peil"), folder) as running:
        yield running


@contextmanager
def serve_demo(peil: Path, folder: Path, *, cwd: Path | None = None) -> Iterator[Demo]:
    """Serve an example organisation in a folder with an installed `peil`, started from `cwd`."""
    log = folder.with_suffix(".log")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--people", PEOPLE, "--folder", str(folder), "--no-browser"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [peil, "demo", *options], stdout=output, stderr=subprocess.STDOUT, cwd=cwd
        )
    try:
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/healthz", process, log)
        printed = log.read_text()
        manager, hr, runs_it = re.findall(r"http\S+/sign-in/\S+", printed)
        answer = re.findall(r"http\S+/answer\?t=\S+", printed)[0]
        token = json.loads((folder / "example.json").read_text())["tokens"][1]
        yield Demo(
            address, answer, f"{address}/answer?t={token}", manager, hr, runs_it, folder, log
        )
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An organisation whose people sign in by mail and through an identity provider."""
    with serve_office(tmp_path_factory.mktemp("office") / "data", _wait_for) as served:
        yield served


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the example did not start:\n{log.read_text()}")
        try:
            urllib.request.urlopen(url, timeout=1)  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the example did not answer in time:\n{log.read_text()}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when it asks any other host for anything."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    foreign: list[str] = []
    opened.on("request", lambda r: _note_foreign(r.url, foreign))
    yield opened
    context.close()
    assert not foreign


def _note_foreign(url: str, foreign: list[str]) -> None:
    if not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:")):
        foreign.append(url)
