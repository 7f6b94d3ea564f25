"""The one window of a browser, driven by the commands of W3C WebDriver.

Firefox takes them over a socket, which it calls Marionette; WebKitGTK has a program that takes them
over HTTP.
"""

import base64
import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import httpx2

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


def marionette(connection: socket.socket, incoming: BinaryIO) -> Command:
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
def over_http(client: httpx2.Client, wanted: Mapping[str, Any]) -> Iterator[Command]:
    """Begin a session with what is wanted of a browser; yield the function that sends commands."""

    def request(method: str, path: str, values: Mapping[str, Any] | None = None) -> Any:
        value = client.request(method, path, json=values).json()["value"]
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(f"{value['error']}: {value['message']}")
        return value

    session = request("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
    begin = f"/session/{session['sessionId']}"

    def send(command: str, values: Mapping[str, Any]) -> Any:
        method, path = _PATHS[command]
        path = path.format_map(values)
        return request(method, f"{begin}/{path}", values if method == "POST" else None)

    yield send
    request("DELETE", begin)
