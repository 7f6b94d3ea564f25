"""Firefox and WebKit as the system has them, driven by the commands of W3C WebDriver.

Firefox takes them over a socket, which it calls Marionette; WebKitGTK has a program that takes them
over HTTP. Playwright drives only its own builds of both, which come from a host of their own.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import httpx2
import pytest

from tests.mail import free_port
from tests.serving import serving

PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
"""Debian's packages of each browser."""

SECONDS = 30
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PATHS = {
    "Navigate": ("POST", "url"),
    "Refresh": ("POST", "refresh"),
    "Back": ("POST", "back"),
    "Forward": ("POST", "forward"),
    "ElementClick": ("POST", "element/{id}/click"),
    "ElementClear": ("POST", "element/{id}/clear"),
    "ElementSendKeys": ("POST", "element/{id}/value"),
    "ExecuteScript": ("POST", "execute/sync"),
    "PerformActions": ("POST", "actions"),
    "SetWindowRect": ("POST", "window/rect"),
    "TakeScreenshot": ("GET", "screenshot"),
}
"""The commands that are used here, as Marionette names them and as HTTP has them."""

Command = Callable[[str, Mapping[str, Any]], Any]


class WebDriverError(Exception):
    """What a browser answers to a command that it cannot carry out."""


class Window:
    """The one window of a browser."""

    def __init__(self, command: Command) -> None:
        """Drive a window by a function that sends a command and returns its value."""
        self._command = command

    def go(self, address: str) -> None:
        """Open an address and wait for its page."""
        self._command("Navigate", {"url": address})

    def reload(self) -> None:
        self._command("Refresh", {})

    def back(self) -> None:
        self._command("Back", {})

    def forward(self) -> None:
        self._command("Forward", {})

    def resize(self, width: int, height: int = 740) -> None:
        """Make the page as wide as asked for, and the whole window as high."""
        self._command("SetWindowRect", {"width": width, "height": height})
        self.wait("innerWidth", width)

    def run(self, expression: str, *args: Any) -> Any:
        """Return the value of an expression in the page, also where its own scripts are off."""
        return self._command(
            "ExecuteScript", {"script": f"return {expression}", "args": list(args)}
        )

    def wait(self, expression: str, value: Any, *args: Any) -> None:
        """Wait until an expression has a value.

        Raises AssertionError if it has another one for too long.
        """
        now: Any = None
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                now = self.run(expression, *args)
            except WebDriverError as error:
                # While one page makes room for the next there is nothing to ask.
                now = error
            if now == value:
                return
            time.sleep(0.05)
        raise AssertionError(f"{expression}: {now!r}, expected {value!r}")

    def click(self, selector: str, place: int = 0) -> None:
        """Press what is in the middle of an element, as a person would."""
        self._command("ElementClick", {"id": self._shown(selector, place)})

    def double_click(self, selector: str, place: int = 0) -> None:
        element = self._shown(selector, place)
        move = {"type": "pointerMove", "origin": {_ELEMENT: element}, "x": 0, "y": 0}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [move, *press, *press]}
        self._command("PerformActions", {"actions": [mouse]})

    def write(self, selector: str, text: str) -> None:
        """Type a text into a field, in place of what is in it."""
        element = self._shown(selector, 0)
        self._command("ElementClear", {"id": element})
        self._command("ElementSendKeys", {"id": element, "text": text})

    def photograph(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._command("TakeScreenshot", {"full": False})))

    def _shown(self, selector: str, place: int) -> Any:
        """Return what names an element to the browser, once it is in the middle of the screen."""
        one = "document.querySelectorAll(arguments[0])[arguments[1]]"
        self.wait(f"{one} !== undefined", True, selector, place)
        found = self.run(one, selector, place)
        self.run("arguments[0].scrollIntoView({block: 'center'})", found)
        return found[_ELEMENT]


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
        # No question of the browser itself on the first day, and no other host.
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "browser.aboutwelcome.enabled": False,
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
            send = _marionette(connection, incoming)
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


def _marionette(connection: socket.socket, incoming: BinaryIO) -> Command:
    """Return the function that sends commands: lengths and JSON, a colon in between."""

    def receive() -> Any:
        length = b""
        while (sign := incoming.read(1)) != b":":
            if not sign:
                raise AssertionError("Firefox has closed the connection")
            length += sign
        return json.loads(incoming.read(int(length)))

    def send(command: str, values: Mapping[str, Any]) -> Any:
        content = json.dumps([0, 1, f"WebDriver:{command}", values]).encode()
        connection.sendall(b"%d:%s" % (len(content), content))
        _, _, error, result = receive()
        if error:
            raise WebDriverError(f"{error['error']}: {error['message']}")
        return result.get("value")

    receive()
    return send


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

        def request(method: str, path: str, values: Mapping[str, Any] | None = None) -> Any:
            value = client.request(method, path, json=values).json()["value"]
            if isinstance(value, dict) and "error" in value:
                raise WebDriverError(f"{value['error']}: {value['message']}")
            return value

        wanted = {"webkitgtk:browserOptions": {"args": options}}
        session = request("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        begin = f"/session/{session['sessionId']}"

        def send(command: str, values: Mapping[str, Any]) -> Any:
            method, path = _PATHS[command]
            path = path.format_map(values)
            return request(method, f"{begin}/{path}", values if method == "POST" else None)

        yield Window(send)
        request("DELETE", begin)


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
