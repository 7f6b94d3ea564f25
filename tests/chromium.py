"""The browsers of the tests: Chromium as the system has it, and its engine without windows."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

FLAGS = ["--no-sandbox", "--disable-background-networking", "--font-render-hinting=none"]
"""The last lets letters be as wide without windows as on the screens of people."""


def engine() -> str:
    """Return the path of what shows pages: the same engine without windows, where there is one.

    It draws, lays out and runs scripts as Chromium does. Chromium opens a window for each page as
    well, with processes of its own, which takes as long as a small page itself.
    """
    return shutil.which("chromium-headless-shell") or executable()


def executable() -> str:
    """Return the path of Chromium itself; its absence is a failure where everything must run."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install the package `chromium` of the system")
        pytest.skip("needs Chromium: install the package `chromium` of the system")
    return chromium


@contextmanager
def kept_on_disk(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    """Open an English browser that writes down what browsers do, into a profile of its own."""
    opened = playwright.chromium.launch_persistent_context(
        profile, executable_path=executable(), args=FLAGS, locale="en-GB"
    )
    yield opened
    opened.close()
