"""Middleware: addresses of answer pages in the one form that routes, logs and pages know.

A link may carry a chosen mood behind `#`, which browsers keep to themselves. Filters that rewrite
links encode it, and then it arrives here, together with the token, before anything was sent.
"""

import re
from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_FRAGMENT = re.compile(r"#|%(?:25)*23")
"""A `#`, encoded as often as a link was passed on."""

_PAGE = re.compile(rf"/+(a|answer)((?:/|{_FRAGMENT.pattern}).*)?", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class AnswerAddresses:
    """Middleware that cuts addresses of answer pages at `#` and mends slashes and capitals.

    It changes the scope itself, because the server logs that one; so it comes before all others.
    Streamlit's page finds its server and itself by the address that the browser shows, so there the
    browser is sent to the mended one.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or connection."""
        app = self.app
        if scope["type"] in {"http", "websocket"} and (page := _PAGE.fullmatch(scope["path"])):
            arrived, name = scope["path"], page[1].lower()
            before, *hidden = _FRAGMENT.split(page[2] or "", maxsplit=1)
            # A route takes no address of more than one line.
            below = _CONTROL.sub(" ", before).strip("/ ")
            scope["path"] = f"/{name}/{below}" if below else f"/{name}"
            scope["raw_path"] = quote(scope["path"]).encode()
            query = scope["query_string"].decode("latin-1")
            query = "" if hidden else _FRAGMENT.split(query, maxsplit=1)[0]
            scope["query_string"] = query.encode("latin-1")
            if scope["path"] == "/answer" != arrived and scope["type"] == "http":
                target = f"/answer?{query}" if query else "/answer"
                app = RedirectResponse(target, headers=_HEADERS)
        await app(scope, receive, send)
