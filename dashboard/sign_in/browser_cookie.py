"""Middleware that sets two cookies: one binds sign-in links, one remembers the wanted page."""

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import cookies
from dashboard.clock import now
from dashboard.page_registry import WITH_COOKIES
from dashboard.sign_in.wanted_page import packed, worth_keeping
from surveys.access import Reader
from surveys.installation import current_installation, is_ready
from surveys.sign_in import session_reader


class BrowserCookies:
    """Sets `peil_browser` and `peil_wanted` on the pages of the dashboard.

    Every cookie that somebody else sets, Streamlit's for instance, gets `Secure` over https.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if _is_page(scope, message["status"], headers):
                    await _add(scope, headers)
                if "set-cookie" in headers and cookies.is_secure(scope):
                    _secure_all(message)
            await send(message)

        await self.app(scope, receive, send_with_cookies)


def _is_page(scope: Scope, status: int, headers: MutableHeaders) -> bool:
    """Return whether a response is a page of the dashboard."""
    is_html = headers.get("content-type", "").startswith("text/html")
    is_ours = scope["path"].strip("/") in WITH_COOKIES
    return scope["method"] == "GET" and status == 200 and is_html and is_ours


async def _add(scope: Scope, headers: MutableHeaders) -> None:
    """Set what is missing; a page is remembered only for visitors who are not signed in."""
    if not cookies.request_cookie(scope, cookies.BROWSER):
        cookies.set_cookie(headers, scope, cookies.BROWSER, secrets.token_urlsafe(24), None)
    query = scope["query_string"].decode("latin-1")
    wanted = worth_keeping(scope["path"], query)
    session = cookies.request_cookie(scope, cookies.SESSION)
    if wanted and await run_in_threadpool(signed_in_reader, session) is None:
        cookies.set_cookie(headers, scope, cookies.WANTED, packed(wanted), cookies.WANTED_SECONDS)


def signed_in_reader(secret: str | None) -> Reader | None:
    """Return whose session has this secret, None if it does not go on; waits for the database."""
    installation = current_installation()
    if not secret or not is_ready(installation):
        return None
    return session_reader(installation, secret, now())


def _secure_all(message: Message) -> None:
    """Append `Secure` to each cookie without it; headers are pairs, because names repeat."""
    message["headers"] = [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in message["headers"]
    ]
