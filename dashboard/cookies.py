"""Our cookies: their names, and setting those of sign-in safely."""

from collections.abc import Mapping
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Scope

from surveys.settings import current_settings
from surveys.sign_in import SESSION_LIFETIME

SESSION = "peil_session"
BROWSER = "peil_browser"
WANTED = "peil_wanted"

LANGUAGE, THEME, UNIT = "peil_language", "peil_theme", "peil_unit"
"""Choices of a visitor, which hold no secret; `dashboard/remembered.py` keeps them."""

WANTED_SECONDS = 1800

_ONLY_THIS_HOST = "__Host-"
"""What the names begin with over https: then a browser takes the cookie from this very host only,
over https only, so that no neighbouring site can set it."""


def is_secure(scope: Scope) -> bool:
    """Return whether cookies need `Secure`: visitors use https, perhaps through a proxy."""
    return scope["scheme"] in {"https", "wss"} or _is_reached_by_https()


def _is_reached_by_https() -> bool:
    return current_settings().address.startswith("https://")


def sent_name(scope: Scope, name: str) -> str:
    """Return the name by which a browser keeps one of our cookies."""
    return f"{_ONLY_THIS_HOST}{name}" if is_secure(scope) else name


def value_of(sent: Mapping[str, str], name: str) -> str | None:
    """Return the value of one of our cookies among those that a browser sent; None without it.

    Where visitors use https, one without the prefix may be from somebody else, and is ignored.
    """
    own = sent.get(f"{_ONLY_THIS_HOST}{name}")
    return own if own is not None or _is_reached_by_https() else sent.get(name)


def set_cookie(
    headers: MutableHeaders, scope: Scope, name: str, value: str, seconds: int | None
) -> None:
    """Set a cookie that scripts cannot read; without `seconds` it ends with the browser."""
    sent = sent_name(scope, name)
    made: SimpleCookie = SimpleCookie({sent: value})
    morsel = made[sent]
    morsel["path"], morsel["samesite"] = "/", "Lax"
    flags = ["HttpOnly", *(["Secure"] if is_secure(scope) else [])]
    if seconds is not None:
        morsel["max-age"] = str(seconds)
    headers.append("set-cookie", "; ".join([morsel.OutputString(), *flags]))


def request_cookie(scope: Scope, name: str) -> str | None:
    """Return the value of one of our cookies in a request; None without it."""
    return value_of(HTTPConnection(scope).cookies, name)


def set_session_cookie(headers: MutableHeaders, scope: Scope, secret: str) -> None:
    """Set the cookie of a new session, replacing any other, and delete that of the wanted page."""
    set_cookie(headers, scope, SESSION, secret, int(SESSION_LIFETIME.total_seconds()))
    set_cookie(headers, scope, WANTED, "", 0)
