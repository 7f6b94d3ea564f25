"""Sign-in through an identity provider: what Streamlit needs to know, and how a session begins.

Streamlit leads to the provider and checks what comes back: state, signature, issuer, audience,
nonce and time. Its own cookie lives for thirty days and cannot be withdrawn, so it signs nobody in
here: on the way back a session of ours begins, like one that a link opens.
"""

import json
from http.cookies import SimpleCookie
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

from dashboard import cookies
from dashboard.clock import now
from dashboard.sign_in.wanted_page import unpacked
from surveys.installation.installation import current_installation
from surveys.installation.shared_secrets import shared_secret
from surveys.settings.settings import Settings, current_settings
from surveys.sign_in.openid import sign_in_with_identity
from surveys.sign_in.sign_in import SESSION_LIFETIME, sign_out

CALLBACK = "/oauth2callback"
FAILED, UNKNOWN = "/?sign-in=failed", "/?sign-in=unknown"

Identity = dict[str, Any]


def secrets_for_streamlit(settings: Settings) -> dict[str, Any] | None:
    """Return what `st.App` has to know about the identity provider; None without one.

    What signs the cookies is made once per installation, so that all its processes share it.
    """
    if not settings.uses_identity_provider or settings.only == "answer":
        return None
    secret = settings.oidc_client_secret
    return {
        "auth": {
            "redirect_uri": settings.address.rstrip("/") + CALLBACK,
            "cookie_secret": shared_secret(current_installation(), "cookies of Streamlit").hex(),
            "client_id": settings.oidc_client_id,
            "client_secret": secret.get_secret_value() if secret else "",
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


class OpenidCallback:
    """Middleware: turns an identity that Streamlit has checked into a session of ours."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != CALLBACK:
            await self.app(scope, receive, send)
            return

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                await _begin(scope, message)
            await send(message)

        await self.app(scope, receive, send_with_session)


async def _begin(scope: Scope, message: Message) -> None:
    """Begin a session of whom the answer names, and lead to the page that was wanted."""
    headers = MutableHeaders(scope=message)
    identity = _identity(headers.getlist("set-cookie"))
    if identity is None:
        # Without a state nobody comes from signing in: they have signed out at the provider.
        if b"state=" in scope["query_string"] or b"error=" in scope["query_string"]:
            headers["location"] = FAILED
        return
    before = cookies.brought(scope)
    session = await run_in_threadpool(_enter, identity, before.get(cookies.SESSION))
    if session is None:
        headers["location"] = UNKNOWN
        _forget_identity(message)
        return
    headers["location"] = unpacked(before.get(cookies.WANTED))
    cookies.keep_session(headers, scope, session)
    _shorten_identity(message)


def _enter(identity: Identity, old_session: str | None) -> str | None:
    place = current_installation()
    if old_session:
        sign_out(place, old_session)
    return sign_in_with_identity(place, identity, current_settings().oidc_claim, now())


def _identity(set_cookies: list[str]) -> Identity | None:
    """Return whom Streamlit has just signed in, out of the cookies that it sets."""
    values: dict[str, str] = {}
    for line in set_cookies:
        for name, morsel in SimpleCookie(line).items():
            if name.startswith(USER_COOKIE_NAME) and morsel.value:
                values[name] = morsel.value

    def decoded(name: str) -> bytes | None:
        value = values.get(name)
        return None if value is None else decode_signed_value(get_cookie_secret(), name, value)

    found = get_cookie_with_chunks(decoded, USER_COOKIE_NAME)
    if found is None:
        return None
    identity: Identity = json.loads(found)
    return identity


def _forget_identity(message: Message) -> None:
    """Leave out the cookies of an identity that opens nothing."""
    message["headers"] = [pair for pair in message["headers"] if not _is_of_identity(pair)]


def _shorten_identity(message: Message) -> None:
    """Let the identity, kept to sign out at the provider, go when the session does."""
    long = f"max-age={AUTH_COOKIE_MAX_AGE_SECONDS}".encode()
    short = f"max-age={int(SESSION_LIFETIME.total_seconds())}".encode()
    message["headers"] = [
        (name, value.replace(b"Max-Age", b"max-age").replace(long, short))
        if _is_of_identity((name, value))
        else (name, value)
        for name, value in message["headers"]
    ]


def _is_of_identity(pair: tuple[bytes, bytes]) -> bool:
    name, value = pair
    return name.lower() == b"set-cookie" and value.startswith(USER_COOKIE_NAME.encode())
