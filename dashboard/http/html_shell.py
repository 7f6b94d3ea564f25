"""The HTML that every page begins as: Streamlit's own, and what it would find out late.

Opened at the address of a page, Streamlit looks for its server below that address, finds none,
waits, and looks again one level up. And it fetches what draws charts only once a chart arrives.
Whoever follows a link pays for each with a round trip and a tenth of a second.
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
    """A name as pages have: a file has a dot in its name, what is Streamlit's own begins with _."""

    regex = "[a-z][a-z_-]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", _PageName())


def route() -> Route:
    """Return the route of all pages but the first one, below which Streamlit finds its server."""
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
