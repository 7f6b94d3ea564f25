"""Middleware: bounds on connections, requests, messages and uploads of this process.

One network can take half of each, so that nobody else is locked out by it. A process that is full
says so on a page, and takes nothing that it would have to keep.
"""

from functools import partial
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import cookies
from dashboard.page_registry import LIGHT
from dashboard.sign_in.browser_cookie import signed_in_reader
from dashboard.streamlit_internals.server import UPLOADS, bytes_uploaded, files_uploaded
from dashboard.uploads import MAX_MEGABYTES
from dashboard.visitors import MAX_CONNECTIONS, MAX_MESSAGE_BYTES, Share, network_of
from surveys.settings import current_settings
from surveys.texts import Texts, negotiated

SMALL_MESSAGE_BYTES = 128_000
"""Messages up to this size need no room of their own."""

MAX_LARGE_BYTES = 32_000_000
"""Maximum of what all open connections sent in large messages, the largest of each counted."""

MAX_REQUESTS = 2_000
"""Maximum number of requests at the same time."""

MAX_UPLOADS = 8
"""Maximum number of uploads at the same time."""

MAX_FILE_BYTES = 32_000_000
"""Maximum size of a file, with what a browser writes around it."""

MAX_HISTORY_BYTES = MAX_MEGABYTES * 1024**2
"""The same for administrators, who import past answers."""

MAX_FILES = 6
"""Maximum number of files that one session holds; a page asks for two."""

MAX_UPLOADED_BYTES = 300_000_000
"""Maximum size of the files of all sessions, with those that are arriving."""

SECONDS = 30
"""How long a visitor who finds the process full should wait."""

_BUSY = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{seconds}">
<title>{title}</title><style>:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui; max-width: 40rem; margin: 20vh auto; padding: 1rem }}</style>
</head><body><main><h1>{title}</h1><p>{explanation}</p></main></body></html>"""


class Admission:
    """Middleware that admits what this process can bear, and refuses the rest with an answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application; nobody is connected yet."""
        self.app = app
        self.connections, self.requests = Share(MAX_CONNECTIONS), Share(MAX_REQUESTS)
        self.large, self.uploads = Share(MAX_LARGE_BYTES), Share(MAX_UPLOADS)
        self.arriving = Share(MAX_UPLOADED_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        network = network_of(client[0] if client else None)
        if scope["type"] == "websocket":
            await self._connect(network, scope, receive, send)
        elif not self.requests.take(network):
            await _busy(scope)(scope, receive, send)
        else:
            try:
                await self._answer(network, scope, receive, send)
            finally:
                self.requests.give_back(network)

    async def _connect(
        self, network: str | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if not self.connections.take(network):
            await send({"type": "websocket.close", "code": 1013})
            return
        measured = _Measured(receive, send, partial(self.large.take, network))
        try:
            await self.app(scope, measured.receive, send)
        finally:
            self.connections.give_back(network)
            self.large.give_back(network, measured.taken)

    async def _answer(
        self, network: str | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["method"] == "PUT" and scope["path"].startswith(UPLOADS):
            await self._upload(scope, receive, send)
        elif _needs_connection(scope) and not self.connections.has_room(network):
            # Without a connection the page would stay empty, and try again and again.
            await _busy(scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a file from somebody who is signed in, as long as there is room for it."""
        # Counted without the network: the person who uploads has signed in.
        if not self.uploads.take(None):
            await _busy(scope)(scope, receive, send)
            return
        try:
            # The server reads no more of a body than its length, and so Streamlit keeps no more.
            size = _length(scope)
            refusal = await _refused_upload(scope, size)
            if refusal is None and not self._reserve(size):
                refusal = _plain(HTTPStatus.INSUFFICIENT_STORAGE)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
            try:
                await self.app(scope, receive, send)
            finally:
                self.arriving.give_back(None, size)
        finally:
            self.uploads.give_back(None)

    def _reserve(self, size: int) -> bool:
        """Keep room for a file that arrives; False if there is none."""
        if bytes_uploaded() + self.arriving.taken + size > MAX_UPLOADED_BYTES:
            return False
        return self.arriving.take(None, size)


class _Measured:
    """The messages of one connection, which ends at the first that is too large."""

    def __init__(self, receive: Receive, send: Send, take: "partial[bool]") -> None:
        self._receive, self._send, self._take = receive, send, take
        self.taken = 0

    async def receive(self) -> Message:
        """Return the next message of the browser; instead of one that is too large, the end."""
        message = await self._receive()
        size = len(message.get("bytes") or message.get("text") or b"")
        more = size - SMALL_MESSAGE_BYTES - self.taken
        if size <= MAX_MESSAGE_BYTES and (more <= 0 or self._take(more)):
            self.taken += max(0, more)
            return message
        await self._send({"type": "websocket.close", "code": 1009})
        return {"type": "websocket.disconnect", "code": 1009}


def _needs_connection(scope: Scope) -> bool:
    """Return whether a page of the app is asked for; the light page is complete without."""
    return _asks_for_page(scope) and scope["path"].split("/")[1] != LIGHT


def _asks_for_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and Headers(scope=scope).get("accept", "").startswith(
        "text/html"
    )


def _length(scope: Scope) -> int:
    """Return the length of a request, -1 where it is not said."""
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else -1


async def _refused_upload(scope: Scope, size: int) -> Response | None:
    """Return the answer to an upload that is not taken: from strangers, too large, too many."""
    secret = cookies.request_cookie(scope, cookies.SESSION)
    who = None
    if current_settings().only != "answer":
        who = await run_in_threadpool(signed_in_reader, secret)
    if who is None:
        return _plain(HTTPStatus.FORBIDDEN)
    if size < 0:
        return _plain(HTTPStatus.LENGTH_REQUIRED)
    if size > (MAX_HISTORY_BYTES if who.administers else MAX_FILE_BYTES):
        return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    session = scope["path"].removeprefix(UPLOADS).split("/")[0]
    if files_uploaded(session) >= MAX_FILES:
        return _plain(HTTPStatus.TOO_MANY_REQUESTS)
    return None


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status)


def _busy(scope: Scope) -> Response:
    """Return the answer of a process that is full: a page for people, one line for programs."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if not _asks_for_page(scope):
        return PlainTextResponse(status.phrase, status, headers={"Retry-After": str(SECONDS)})
    accepted = HTTPConnection(scope).headers.get("accept-language", "").split(",")[:10]
    texts = Texts(negotiated(*(part.split(";")[0].strip() for part in accepted)))
    _ = texts.gettext
    explanation = _(
        "Too many visitors are here at this moment. Nothing is lost: your link stays valid. This "
        "page tries again by itself in half a minute."
    )
    page = _BUSY.format(
        language=texts.language,
        seconds=SECONDS,
        title=_("One moment, please"),
        explanation=explanation,
    )
    headers = {"Retry-After": str(SECONDS), "Cache-Control": "no-store"}
    return HTMLResponse(page, status, headers=headers)
