"""Sign-in through an identity provider: the settings for Streamlit, and the start of a session.

Streamlit leads to the provider and checks what comes back: state, signature, issuer, audience,
nonce and time. Its own cookie lives for thirty days and cannot be withdrawn, so it signs
nobody in: the callback starts a session of Peil, like one that a link opens.
"""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import cookies
from dashboard.clock import now
from dashboard.sign_in.wanted_page import unpacked
from dashboard.streamlit_internals.server import (
    AUTH_CALLBACK,
    identity_set_by,
    with_identity_for,
    without_identity,
)
from surveys.installation import current_installation, shared_secret
from surveys.settings import Settings, current_settings
from surveys.sign_in import SESSION_LIFETIME, sign_out
from surveys.sign_in.openid import sign_in_with_identity

FAILED, UNKNOWN = "/?sign-in=failed", "/?sign-in=unknown"


def secrets_for_streamlit(settings: Settings) -> dict[str, Any] | None:
    """Return the settings of the identity provider for `st.App`; None without one.

    The secret that signs cookies is made once per installation, for all its processes.
    """
    if not settings.uses_identity_provider or settings.only == "answer":
        return None
    secret = settings.oidc_client_secret
    return {
        "auth": {
            "redirect_uri": settings.address.rstrip("/") + AUTH_CALLBACK,
            "cookie_secret": shared_secret(current_installation(), "cookies of Streamlit").hex(),
            "client_id": settings.oidc_client_id,
            "client_secret": secret.get_secret_value() if secret else "",
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


class OpenidCallback:
    """Middleware that turns an identity checked by Streamlit into a session of Peil."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != AUTH_CALLBACK:
            await self.app(scope, receive, send)
            return

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                await _begin(scope, message)
            await send(message)

        await self.app(scope, receive, send_with_session)


async def _begin(scope: Scope, message: Message) -> None:
    """Start a session for the person in the response, and redirect to the page they wanted."""
    headers = MutableHeaders(scope=message)
    identity = identity_set_by(headers.getlist("set-cookie"))
    if identity is None:
        # Without a state nobody comes from signing in: they have signed out at the provider.
        if b"state=" in scope["query_string"] or b"error=" in scope["query_string"]:
            headers["location"] = FAILED
        return
    before = cookies.request_cookie(scope, cookies.SESSION)
    session = await run_in_threadpool(_enter, identity, before)
    if session is None:
        headers["location"] = UNKNOWN
        message["headers"] = without_identity(message["headers"])
        return
    headers["location"] = unpacked(cookies.request_cookie(scope, cookies.WANTED))
    cookies.set_session_cookie(headers, scope, session)
    # The identity is kept to sign out at the provider; it goes when the session does.
    lifetime = int(SESSION_LIFETIME.total_seconds())
    message["headers"] = with_identity_for(message["headers"], lifetime)


def _enter(identity: dict[str, Any], old_session: str | None) -> str | None:
    installation = current_installation()
    if old_session:
        sign_out(installation, old_session)
    return sign_in_with_identity(installation, identity, current_settings().oidc_claims, now())
