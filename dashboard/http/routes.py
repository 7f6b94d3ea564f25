"""Plain HTTP beside the pages: health for machines, and the links that sign somebody in."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard.http import html_shell
from dashboard.http.headers import SecurityHeaders
from dashboard.scim.door import Scim
from dashboard.sign_in import routes as sign_in_routes
from dashboard.sign_in.browser_cookie import BrowserCookies
from dashboard.sign_in.openid import OpenidCallback
from surveys.doctor.address import SCHEME_SEEN
from surveys.installation.installation import current_installation, is_ready
from surveys.settings.settings import Half

STATIC = Path(__file__).parents[1] / "static"
"""The icon and the typeface, served by Peil because Streamlit looks for them beside its script."""

EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")


def alive(request: Request) -> Response:
    """Answer as long as the process runs, and say how the request came: for `peil doctor`."""
    return PlainTextResponse("ok", headers={SCHEME_SEEN: request.url.scheme})


def ready(request: Request) -> Response:
    """Answer when the database does."""
    del request
    if is_ready(current_installation()):
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", status_code=503)


def unknown(request: Request) -> Response:
    """Say that a path is unknown, where the pages would answer anything with themselves."""
    del request
    return PlainTextResponse("Not found", status_code=404)


def routes(only: Half | None) -> list[BaseRoute]:
    """Return what this process answers; without the dashboard nobody signs in or synchronises."""
    nobody = [Route("/sign-in/{secret}", unknown)]
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Mount("/app/static", StaticFiles(directory=STATIC)),
        *(nobody if only == "answer" else sign_in_routes.routes()),
        *([] if only == "answer" else [Route("/scim/v2/{rest:path}", Scim())]),
        Route("/scim/{rest:path}", unknown, methods=EVERY_METHOD),
        Route("/api/{rest:path}", unknown),
        html_shell.route(),
    ]


def middleware(only: Half | None) -> list[Middleware]:
    """Return what stands around every answer; where only answers are given nobody gets cookies."""
    around = [Middleware(SecurityHeaders)]
    if only != "answer":
        around += [Middleware(BrowserCookies), Middleware(OpenidCallback)]
    return around
