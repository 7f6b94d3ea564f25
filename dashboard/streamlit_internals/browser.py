"""What Streamlit sends to browsers: files and scripts, names of elements, colours of figures."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import streamlit
from streamlit.elements.lib import streamlit_plotly_theme

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

MENU_LINK = "[data-testid=stSidebarNavLink]"
"""The selector of the pages in the menu of a phone."""

MENU_CLOSE = "[data-testid=stSidebarCollapseButton] button"
"""The selector of the button that closes that menu."""

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
    """Return the script that closes the menu of a phone when a page is chosen, and keeps it closed.

    Streamlit leaves it open, over the page that was chosen, and keeps that it was opened: it would
    lie open over every page that is loaded from then on.
    """
    return f"""<script>(() => {{
  const forget = () => {{
    try {{
      Object.keys(localStorage).filter(key => key.startsWith("{MENU_KEPT}"))
        .forEach(key => localStorage.removeItem(key))
    }} catch {{ /* This browser keeps nothing for sites. */ }}
  }}
  forget()
  addEventListener("click", ({{ target }}) => {{
    if (target.closest?.("{MENU_LINK}")) document.querySelector("{MENU_CLOSE}")?.click()
    forget()
  }})
}})()</script>"""


def chart_scripts() -> list[str]:
    """Return the addresses, below the root, of the scripts that draw charts in a browser."""
    return [f"static/js/{file.name}" for file in (STATIC / "static/js").glob("PlotlyChart.*.js")]


def answer_scripts() -> list[str]:
    """Return the addresses of the scripts that draw choices, long texts, and buttons after them."""
    names = ("ButtonGroup", "TextArea", "Button")
    files = [file for name in names for file in (STATIC / "static/js").glob(f"{name}.*.js")]
    return [f"static/js/{file.name}" for file in files]
