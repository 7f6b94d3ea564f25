"""Firefox and WebKit as the system has them.

Playwright drives only its own builds of both, which come from a host of their own.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.browser.webdriver import SECONDS, Window, marionette, over_http
from tests.mail import free_port
from tests.serving import serving

PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
"""Debian's packages of each browser."""


@contextmanager
def opened(name: str, folder: Path, *, script: bool = True, dark: bool = False) -> Iterator[Window]:
    """Open a browser of which nothing is known yet; its files, if any, are in a new folder.

    It ends as by a pulled plug: nothing can be tidied up at its end.
    """
    folder.mkdir()
    run = {"firefox": _firefox, "webkit": _webkit}[name]
    with run(folder, script, dark) as window:
        yield window


def needed(program: str, name: str) -> str:
    """Return the path of a program of a browser; skip the test where there is none.

    The absence of WebKit is a failure where everything must run.
    """
    path = shutil.which(program)
    if path is None:
        reason = f"needs {program}: apt-get install {PACKAGES[name]}"
        if name == "webkit" and os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@contextmanager
def _firefox(folder: Path, script: bool, dark: bool) -> Iterator[Window]:
    settings = {
        # Firefox then chooses a free port, and behaves as it does for a person.
        "marionette.port": 0,
        "remote.prefs.recommended": False,
        "intl.accept_languages": "en-GB",
        "javascript.enabled": script,
        "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
        # What a session store may hold is written at once, and not after 15 seconds.
        "browser.sessionstore.interval": 200,
        "toolkit.legacyUserProfileCustomizations.stylesheets": True,
        # No question of the browser itself on the first day.
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "browser.aboutwelcome.enabled": False,
        # Whatever it asks of another host goes to a proxy that is not there.
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": 9,
        # As on a phone.
        "ui.useOverlayScrollbars": 1,
    }
    lines = (
        f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in settings.items()
    )
    (folder / "user.js").write_text("\n".join(lines))
    (folder / "chrome").mkdir()
    # Its own bars would be wider than a phone.
    (folder / "chrome/userChrome.css").write_text(":root { min-width: 0 !important; }")
    command = [needed("firefox-esr", "firefox"), "--headless", "--marionette", "--profile", folder]
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        port = _port_of(process, folder / "MarionetteActivePort")
        with (
            socket.create_connection(("127.0.0.1", port)) as connection,
            connection.makefile("rb") as incoming,
        ):
            send = marionette(connection, incoming)
            send("NewSession", {})
            yield Window(send)
    finally:
        process.kill()
        process.wait()


def _port_of(process: subprocess.Popen[bytes], file: Path) -> int:
    end = time.monotonic() + 2 * SECONDS
    while time.monotonic() < end and process.poll() is None:
        if file.exists() and (text := file.read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("Firefox did not start")


@contextmanager
def _webkit(folder: Path, script: bool, dark: bool) -> Iterator[Window]:
    driver = needed("WebKitWebDriver", "webkit")
    options = ["--automation", f"--enable-javascript-markup={str(script).lower()}"]
    if dark:
        options.append("--dark-mode")
    (folder / "gtk-3.0").mkdir()
    # Its own bars would be wider than a phone.
    (folder / "gtk-3.0/gtk.css").write_text("* { min-width: 0; padding: 0; font-size: 1px; }")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        display = stack.enter_context(_display(needed("Xvfb", "webkit")))
        env = {**os.environ, "DISPLAY": display, "XDG_CONFIG_HOME": str(folder)}
        command = [driver, f"--port={port}"]
        log = folder.parent / f"{folder.name}.log"
        stack.enter_context(serving(command, f"{address}/status", log, env=env))
        client = stack.enter_context(httpx2.Client(base_url=address, timeout=2 * SECONDS))
        wanted = {"webkitgtk:browserOptions": {"args": options}}
        with over_http(client, wanted) as send:
            yield Window(send)


@contextmanager
def _display(xvfb: str) -> Iterator[str]:
    """Run a screen that nobody sees; yield its name."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [xvfb, "-displayfd", str(writing), "-screen", "0", "1440x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as lines:
            yield f":{int(lines.readline())}"
    finally:
        process.terminate()
        process.wait()
