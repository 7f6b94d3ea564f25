"""The HTML with which every page starts: Streamlit's own, with a few lines for the browser.

Opened at the address of a page, Streamlit looks for its server below that address, fails, waits,
and tries again one level up. It also fetches the code for charts only when a chart arrives. Each
costs a visitor who follows a link a round trip and a tenth of a second.

A page that personal links open gets a script as well, which leaves nothing of an answer on the
disk. The token stays in the address, so that the page can be loaded again: it is in the history of
the browser in any case, and a redirect or a script would only add a second entry. The typeface
has a style sheet: from a style inside a page Chromium sends the address of the page along with it,
whatever the page says about referrers.
"""

from functools import cache
from pathlib import Path

import rjsmin
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.cookies import THEME
from dashboard.http.drawn_forms import forms_when_drawn
from dashboard.http.encodings import ENCODERS, encoding_for
from dashboard.http.server_away import when_server_is_away
from dashboard.http.streamlit_settings import first_themes
from dashboard.page_registry import WITH_CHARTS, WITH_TOKEN
from dashboard.streamlit_internals.browser import (
    answer_scripts,
    chart_scripts,
    closed_menu_script,
    index_html,
    start_script,
    theme_script,
)

_PRELOAD = '<link rel="modulepreload" fetchpriority="low" href="./{script}">'

_TYPEFACE = '<link rel="stylesheet" href="./app/static/inter.css">'

_STYLES = (
    '<link rel="stylesheet" href="./app/static/pages.css">'
    '<link rel="stylesheet" href="./app/static/print.css" media="print">'
)
"""Not for pages that links with a token open: they show at once, and nobody prints them."""

_LEAVE_NO_TRACE = """<script>
(() => {
  // Browsers write what is typed to their session file, to restore it after a crash. The form that
  // a field belongs to can forbid that; for a long text nothing else can.
  addEventListener("focusin", ({ target }) => {
    if (target.tagName !== "TEXTAREA" || target.form?.id === "not-kept") return
    if (!document.getElementById("not-kept")) {
      const form = document.createElement("form")
      Object.assign(form, { id: "not-kept", autocomplete: "off", hidden: true })
      document.body.append(form)
    }
    target.setAttribute("form", "not-kept")
  })
  // Back and forward must not show a page that was kept in memory.
  addEventListener("pagehide", () => document.body.replaceChildren())
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload())
})()
</script>"""


_COMPONENTS = Path(__file__).parents[1] / "components"


class _PageName(Convertor[str]):
    """The name of a page: files have a dot in theirs, Streamlit's own paths begin with `_`."""

    regex = "[a-z][a-z_-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", _PageName())


def routes() -> list[Route]:
    """Return the routes of all pages."""
    return [Route("/", _shell), Route("/{page:page_name}", _shell)]


def _shell(request: Request) -> Response:
    page = request.path_params.get("page")
    with_token = page in WITH_TOKEN
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    html = _html_in(encoding, with_charts=page in WITH_CHARTS, with_token=with_token)
    headers = {
        "Cache-Control": "no-store" if with_token else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    return HTMLResponse(html, headers=headers)


@cache
def _html_in(encoding: str | None, with_charts: bool, with_token: bool) -> bytes:
    """Return the HTML, compressed: nothing of a request is in it, so its length tells nothing."""
    html = _html(with_charts, with_token).encode()
    return html if encoding is None else ENCODERS[encoding](html)


def _html(with_charts: bool, with_token: bool) -> str:
    before, head, after = index_html().partition("<head>")
    scripts = chart_scripts() if with_charts else []
    if with_token:
        # All at once: only what is shown after sending has a button outside of the form, and asked
        # for then, its script would tell that.
        scripts = [*scripts, *answer_scripts()]
    early = [_PRELOAD.format(script=script) for script in scripts]
    styles = [_STYLES, theme_script(THEME), closed_menu_script(), _print_script()]
    first = [_LEAVE_NO_TRACE] if with_token else styles
    always = [start_script(first_themes()), when_server_is_away(), forms_when_drawn(), _TYPEFACE]
    return "".join([before, head, *first, *always, *early, after])


def _print_script() -> str:
    """Return the script that prepares a page for paper, no matter who prints it, and how."""
    light, on_paper = ((_COMPONENTS / file).read_text() for file in ("light.js", "print.js"))
    return f"<script>{rjsmin.jsmin(f'(() => {{{light}{on_paper}}})()')}</script>"
