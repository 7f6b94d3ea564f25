"""A small OpenID provider with keys of its own, for tests: discovery, code with PKCE, sign-out.

It really signs, and it can be told to lie.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.mail import free_port

CLIENT, SECRET = "peil", "secret-of-peil"


class IdentityProvider:
    """Who is signed in there, what it says about them, and what was asked of it."""

    def __init__(self, port: int) -> None:
        """Make a key pair; nobody is signed in."""
        self.address = f"http://localhost:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.wrong_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.person: dict[str, Any] = {}
        self.lies: dict[str, Any] = {}
        self.signs_wrongly = False
        self.signed_out: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    @property
    def metadata_url(self) -> str:
        """Where it describes itself."""
        return f"{self.address}/.well-known/openid-configuration"

    def sign_in(self, email: str, **claims: object) -> None:
        """Sign somebody in there, and tell the truth from now on."""
        self.person = {"sub": email, "email": email, "email_verified": True, **claims}
        self.lies, self.signs_wrongly = {}, False

    def app(self) -> Starlette:
        """Return what answers to the outside."""
        paths = {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorize,
            "/keys": self._keys,
            "/end": self._end,
        }
        routes = [Route(path, endpoint) for path, endpoint in paths.items()]
        return Starlette(routes=[*routes, Route("/token", self._token, methods=["POST"])])

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "end_session_endpoint": f"{self.address}/end",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        page = f'<h1>Provider</h1><a href="{asked["redirect_uri"]}?{back}">Continue</a>'
        return HTMLResponse(page)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self._codes.pop(str(form["code"]), None)
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or request.headers["authorization"] != f"Basic {wanted}"
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            **{"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600},
            **{"nonce": asked["nonce"], **self.person, **self.lies},
        }
        key = self.wrong_key if self.signs_wrongly else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        answer = {"access_token": "a", "token_type": "Bearer", "expires_in": 600}
        return JSONResponse({**answer, "id_token": token})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _end(self, request: Request) -> Response:
        claims = jwt.decode(request.query_params["id_token_hint"], self.key).claims
        self.signed_out.append(claims["email"])
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Run a provider on a free port of this machine."""
    port = free_port()
    provider = IdentityProvider(port)
    config = uvicorn.Config(provider.app(), host="localhost", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=20)
