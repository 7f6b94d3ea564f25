"""The HTML with which every page starts: Streamlit's own, with two hints for the browser.

Opened at the address of a page, Streamlit looks for its server below that address, fails, waits,
and tries again one level up. It also fetches the code for charts only when a chart arrives. Each
costs a visitor who follows a link a round trip and a tenth of a second.
"""

from functools import cache

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.page_registry import WITH_CHARTS
from dashboard.streamlit_internals import SERVER_AT_THIS_LEVEL, chart_scripts, index_html

_PRELOAD = '<link rel="modulepreload" fetchpriority="low" href="./{script}">'


class _PageName(Convertor[str]):
    """The name of a page: files have a dot in theirs, Streamlit's own paths begin with `_`."""

    regex = "[a-z][a-z_-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", _PageName())


def route() -> Route:
    """Return the route of all pages but the first, below which Streamlit finds its server."""
    return Route("/{page:page_name}", _shell)


def _shell(request: Request) -> Response:
    html = _html(with_charts=request.path_params["page"] in WITH_CHARTS)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


@cache
def _html(with_charts: bool) -> str:
    before, head, after = index_html().partition("<head>")
    scripts = chart_scripts() if with_charts else []
    early = [_PRELOAD.format(script=script) for script in scripts]
    return "".join([before, head, SERVER_AT_THIS_LEVEL, *early, after])
