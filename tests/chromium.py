"""The browser of the tests: Chromium as the system has it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

FLAGS = ["--no-sandbox", "--disable-background-networking"]


def executable() -> str:
    """Return the path of Chromium; its absence is a failure where everything must run."""
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
