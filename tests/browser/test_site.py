"""The site of the documents in a real browser: it asks no other host for anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.mail import free_port
from tests.serving import serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of the built site, served by this machine."""
    folder, port = tmp_path / "site", str(free_port())
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    address = f"http://localhost:{port}"
    server = [sys.executable, "-m", "http.server", port, "--bind", "localhost", "-d", folder]
    with serving(server, address, tmp_path / "site.log"):
        yield address


def test_reading_and_searching_stays_on_this_machine(page: Page, site: str) -> None:
    """See the fixture `page`."""
    for name in ("index", "first-wave", "dpia", "operations"):
        page.goto(f"{site}/{name}.html")
        expect(page.locator("h1").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("envelope")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
