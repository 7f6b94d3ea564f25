"""The cookies of sign-in: their names, and setting them safely."""

from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Scope

from surveys.settings import current_settings
from surveys.sign_in import SESSION_LIFETIME

SESSION = "peil_session"
BROWSER = "peil_browser"
WANTED = "peil_wanted"

WANTED_SECONDS = 1800


def is_secure(scope: Scope) -> bool:
    """Return whether cookies need `Secure`: visitors use https, perhaps through a proxy."""
    return scope["scheme"] == "https" or current_settings().address.startswith("https://")


def set_cookie(
    headers: MutableHeaders, scope: Scope, name: str, value: str, seconds: int | None
) -> None:
    """Set a cookie that scripts cannot read; without `seconds` it ends with the browser."""
    made: SimpleCookie = SimpleCookie({name: value})
    morsel = made[name]
    morsel["path"], morsel["samesite"] = "/", "Lax"
    flags = ["HttpOnly", *(["Secure"] if is_secure(scope) else [])]
    if seconds is not None:
        morsel["max-age"] = str(seconds)
    headers.append("set-cookie", "; ".join([morsel.OutputString(), *flags]))


def request_cookies(scope: Scope) -> dict[str, str]:
    """Return the cookies of a request by name."""
    return HTTPConnection(scope).cookies


def set_session_cookie(headers: MutableHeaders, scope: Scope, secret: str) -> None:
    """Set the cookie of a new session, replacing any other, and delete that of the wanted page."""
    set_cookie(headers, scope, SESSION, secret, int(SESSION_LIFETIME.total_seconds()))
    set_cookie(headers, scope, WANTED, "", 0)
