"""Everything private of Streamlit that Peil relies on.

Streamlit is pinned to one minor version. Each assumption about it is one function or constant here,
and one test in `tests/unit/test_streamlit_internals.py`, which says what to do when it breaks. No
other module imports a private part of Streamlit.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Lock, RLock
from typing import Any
from weakref import WeakValueDictionary

import streamlit
from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.elements.lib import streamlit_plotly_theme
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

STATIC = Path(streamlit.__file__).with_name("static")
"""The folder of the files that Streamlit serves to browsers."""

HASHED_FILES = "/static/"
"""The path below which the names of files hold a hash of their content."""

CONNECTION_STATE, CONNECTED = "data-test-connection-state", "CONNECTED"
"""The attribute that tells whether a page has a connection to its server, and what it is then."""

LOST_FOR_GOOD = "DISCONNECTED_FOREVER"
"""The connection state in which Streamlit does not try again."""

CONNECTION_STATUS = "[data-testid=stConnectionStatus]"
"""The selector of what Streamlit itself says about the connection, beside its menu."""

CARDS = (
    ".stForm:has(.st-key-send) > .stVerticalBlock"
    " > .stElementContainer:has(> .stButtonGroup, > .stTextArea)"
)
"""The selector of questions: in the form of answers, which alone has a button with the key `send`,
the elements with a choice or a long text."""

GROUPS = ".stForm .stButtonGroup"
"""The selector of questions with a choice."""

OPTIONS = f"{GROUPS} button"
"""The selector of the options of questions."""

ROWS = f"{GROUPS} > [role=radiogroup]"
"""The selector of the options of a question that takes one, together."""

QUESTIONS = ".stForm [data-testid=stWidgetLabel]"
"""The selector of the words of questions."""

BUTTONS = ".stFormSubmitButton button, .stButton button"
"""The selector of the buttons of a page and of its forms."""

FIELDS = ".stTextInput input"
"""The selector of fields for one line."""

MENU_KEPT = "stSidebarCollapsed-"
"""How the names begin under which a browser keeps whether the menu of a phone is open."""

FORM, SUBMIT = ".stForm", ".stFormSubmitButton"
"""The selectors of forms, and of the button that each of them has."""

SKELETONS = "[data-testid=stSkeleton]"
"""The selector of what stands in the place of an element whose script is still on its way."""


class ThemeColours:
    """Colours of a figure that the browser replaces by those of the theme, light or dark."""

    CATEGORIES = (
        streamlit_plotly_theme.CATEGORY_0,
        streamlit_plotly_theme.CATEGORY_1,
        streamlit_plotly_theme.CATEGORY_2,
        streamlit_plotly_theme.CATEGORY_3,
        streamlit_plotly_theme.CATEGORY_4,
    )
    DIVERGING_BELOW = streamlit_plotly_theme.DIVERGING_3
    DIVERGING_ABOVE = streamlit_plotly_theme.DIVERGING_6
    BACKGROUND = streamlit_plotly_theme.BG_COLOR
    TEXT = streamlit_plotly_theme.GRAY_90


_PRELOADED_TYPEFACE = re.compile(r'<link[^>]*rel="preload"[^>]*as="font"[^>]*>')
_TYPEFACE = re.compile(r"@font-face\{font-family:Source [^}]*\}")
_ICON_FONT = re.compile(r"url\(\.\./media/(MaterialSymbols-Rounded\.[^)]*\.woff2)\)")
_ICON = re.compile(r":material/([a-z0-9_]+):")


def index_html() -> str:
    """Return the HTML that Streamlit answers for every page, without the typeface of its own.

    Our theme has another one, so that its 170 kB would be loaded for nothing.
    """
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    return _PRELOADED_TYPEFACE.sub("", html)


def stylesheet() -> tuple[str, str]:
    """Return the address and the text of Streamlit's style sheet, with other fonts.

    Without the typefaces of its own: one of them would be loaded when a page first shows a letter
    that ours lacks, perhaps a comment that was just sent. With our choice of icons, which is a
    twentieth of the size.
    """
    [file] = (STATIC / "static/css").glob("index.*.css")
    text = _TYPEFACE.sub("", file.read_text(encoding="utf-8"))
    return f"/static/css/{file.name}", _ICON_FONT.sub('url("../../app/static/icons.woff2")', text)


def icon_font() -> Path:
    """Return the font of all icons."""
    return next((STATIC / "static/media").glob("MaterialSymbols-Rounded.*.woff2"))


def icons_shown(source: str) -> set[str]:
    """Return the names of the icons that a program in Python shows, and those of Streamlit."""
    scripts = (script.read_text(encoding="utf-8") for script in (STATIC / "static/js").glob("*.js"))
    return {name for text in (source, *scripts) for name in _ICON.findall(text)}


def start_script(themes: Mapping[str, Mapping[str, str]]) -> str:
    """Return the script that tells Streamlit's code in the browser what it asks for too late.

    Where its server is, which it would look for below the address of the page; colours and
    typefaces (`light` and `dark`), which would come with the first message: until then it shows,
    and loads, its own. And that no other site may send it messages, and that errors are not to be
    told in dialogs, which are about Streamlit and in English. Knowing this much it connects at
    once, without two questions first.
    """
    known = json.dumps({f"{name.upper()}_THEME": theme for name, theme in themes.items()})
    host = (
        "{allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true}"
    )
    here = f'BACKEND_BASE_URL: new URL(".", location.href).href, HOST_CONFIG: {host}'
    return f"<script>window.__streamlit = {{{here}, ...{known}}}</script>"


def theme_script(cookie: str) -> str:
    """Return the script that applies the colours that a visitor has chosen, before a page is drawn.

    Streamlit keeps a choice for each address by itself; the cookie of this name holds it for all:
    "light" or "dark", anything else for those of the device. `peilTheme` tells whether a choice
    needs the page to be loaded again.
    """
    return f"""<script>(() => {{
  const key = `stActiveTheme-${{location.pathname}}-v2`
  window.peilTheme = chosen => {{
    const wanted = {{ light: '"Light"', dark: '"Dark"' }}[chosen] ?? null
    try {{
      const kept = localStorage.getItem(key)
      if ((kept === '"System"' ? null : kept) === wanted) return false
      wanted === null ? localStorage.removeItem(key) : localStorage.setItem(key, wanted)
      return true
    }} catch {{ return false }}
  }}
  peilTheme(document.cookie.match(/(?:^|; )(?:__Host-)?{cookie}=(\\w+)/)?.[1])
}})()</script>"""


def closed_menu_script() -> str:
    """Return the script that lets the menu of a phone be closed whenever a page is loaded.

    Streamlit keeps it that somebody opened it, but not that it closed when they chose a page: it
    would lie open over every page from then on, and again when the phone is turned.
    """
    return f"""<script>(() => {{
  const forget = () => {{
    try {{
      Object.keys(localStorage).filter(key => key.startsWith("{MENU_KEPT}"))
        .forEach(key => localStorage.removeItem(key))
    }} catch {{ /* This browser keeps nothing for sites. */ }}
  }}
  forget()
  addEventListener("click", forget)
}})()</script>"""


def chart_scripts() -> list[str]:
    """Return the addresses, below the root, of the scripts that draw charts in a browser."""
    return [f"static/js/{file.name}" for file in (STATIC / "static/js").glob("PlotlyChart.*.js")]


def answer_scripts() -> list[str]:
    """Return the addresses of the scripts that draw choices, long texts, and buttons after them."""
    names = ("ButtonGroup", "TextArea", "Button")
    files = [file for name in names for file in (STATIC / "static/js").glob(f"{name}.*.js")]
    return [f"static/js/{file.name}" for file in files]


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
    lost. The run of the other press begins
    in a thread of its own before this one has ended, so it waits here until this one is done.
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
    """Return the size of all files that Streamlit holds, of all sessions."""
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
