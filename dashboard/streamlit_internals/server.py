"""What Streamlit keeps in the server: runs, options, uploads, and identities in signed cookies."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from http.cookies import SimpleCookie
from threading import Lock, RLock
from typing import Any
from weakref import WeakValueDictionary

from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state import SafeSessionState
from streamlit.util import calc_hash
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

Headers = list[tuple[bytes, bytes]]
"""Names and values of a response; pairs, because names repeat."""

AUTH_CALLBACK = "/oauth2callback"
"""The path that Streamlit answers when an identity provider sends somebody back."""

METRICS = "/_stcore/metrics"
"""The path at which Streamlit tells about sessions and memory."""

UPLOADS = "/_stcore/upload_file/"
"""The path below which browsers put files: the session, then the file."""


def asks_for_one_of(addresses: Collection[str]) -> bool:
    """Return whether this run is about one of some pages, before the pages are declared.

    The first run of a visit has the page's name from the address; later ones a hash of it.
    """
    context = get_script_run_ctx()
    if context is None:
        return False
    manager = context.pages_manager
    if hashed := manager.intended_page_script_hash:
        return hashed in map(calc_hash, addresses)
    return manager.intended_page_name in addresses


def page_asked_for() -> str | None:
    """Return what tells the page of this run from all others, as soon as a run begins."""
    context = get_script_run_ctx()
    return None if context is None else context.page_script_hash


def is_given_up() -> bool:
    """Return whether the session of this run has ended: nobody sees what the run does."""
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    return requests is not None and requests._state is ScriptRequestType.STOP


def around_callbacks(within: Callable[[], AbstractContextManager[None]]) -> None:
    """Let runs take over what the browser sends, and call callbacks, within a context.

    Calling this again replaces the context.
    """
    method = SafeSessionState.on_script_will_rerun
    original: Callable[..., None] = getattr(method, "__wrapped__", method)

    @wraps(original)
    def wrapped(state: SafeSessionState, *args: Any, **options: Any) -> None:
        with within():
            original(state, *args, **options)

    SafeSessionState.on_script_will_rerun = wrapped  # type: ignore[assignment,method-assign]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let no other press end this run while it reads and writes the state of the session.

    Streamlit ends a run there and with each element that it draws, as soon as another one is asked
    for, even within a callback: what was done would be done, and what the page is to say about it
    lost. The run of the other press begins in a thread of its own before this one has ended, so it
    waits here until this one is done.
    """
    context = get_script_run_ctx()
    if context is None:
        yield
        return
    state, requests = context.session_state, context.script_requests
    with _turn_of(context.session_id):
        may_end = state._yield_callback
        may_ask = None if requests is None else requests.on_scriptrunner_yield
        object.__setattr__(state, "_yield_callback", lambda: None)
        if requests is not None:
            vars(requests)["on_scriptrunner_yield"] = lambda: None
        try:
            yield
        finally:
            object.__setattr__(state, "_yield_callback", may_end)
            if requests is not None:
                vars(requests)["on_scriptrunner_yield"] = may_ask


_TURNS: WeakValueDictionary[str, Any] = WeakValueDictionary()
_TURNS_CHANGE = Lock()


def _turn_of(session_id: str) -> Any:
    """Return the lock that the runs of one session share; it goes with the last that holds it."""
    with _TURNS_CHANGE:
        return _TURNS.setdefault(session_id, RLock())


def keep_options(ours: Mapping[str, Any], source: str) -> None:
    """Set options now, and again when Streamlit reads its own files; `source` is where they are.

    Options of a theme that are not among them get Streamlit's defaults: half of somebody else's
    theme would make ours unreadable.
    """

    def set_all() -> None:
        for option in config.get_config_options().values():
            if option.section.split(".")[0] == "theme" and option.key not in ours:
                option.set_value(option.default_val)
        for key, value in ours.items():
            config.set_option(key, value, source)

    config.on_config_parsed(set_all, force_connect=True)
    set_all()


def files_uploaded(session_id: str) -> int:
    """Return the number of files that Streamlit holds for a session."""
    return len(_uploaded().file_storage.get(session_id, ()))


def bytes_uploaded() -> int:
    """Return the size of all files that Streamlit holds, of all sessions, in bytes."""
    return _uploaded()._total_bytes


def _uploaded() -> MemoryUploadedFileManager:
    manager = Runtime.instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        msg = f"Streamlit keeps uploads in another way: {type(manager).__name__}"
        raise TypeError(msg)
    return manager


def identity_set_by(set_cookies: list[str]) -> dict[str, Any] | None:
    """Return the claims of the person Streamlit has just signed in, from the cookies that it sets.

    None if it has signed in nobody. Values with another signature count as missing.
    """
    values: dict[str, str] = {}
    for line in set_cookies:
        for name, morsel in SimpleCookie(line).items():
            if name.startswith(USER_COOKIE_NAME) and morsel.value:
                values[name] = morsel.value

    def decoded(name: str) -> bytes | None:
        value = values.get(name)
        return None if value is None else decode_signed_value(get_cookie_secret(), name, value)

    claims = get_cookie_with_chunks(decoded, USER_COOKIE_NAME)
    if claims is None:
        return None
    identity: dict[str, Any] = json.loads(claims)
    return identity


def without_identity(headers: Headers) -> Headers:
    """Return the headers of a response without the cookies of an identity."""
    return [pair for pair in headers if not _is_identity(pair)]


def with_identity_for(headers: Headers, seconds: int) -> Headers:
    """Return the headers of a response; cookies of an identity in it last a number of seconds."""
    long = f"max-age={AUTH_COOKIE_MAX_AGE_SECONDS}".encode()
    short = f"max-age={seconds}".encode()
    return [
        (name, value.replace(b"Max-Age", b"max-age").replace(long, short))
        if _is_identity((name, value))
        else (name, value)
        for name, value in headers
    ]


def _is_identity(pair: tuple[bytes, bytes]) -> bool:
    name, value = pair
    return name.lower() == b"set-cookie" and value.startswith(USER_COOKIE_NAME.encode())
