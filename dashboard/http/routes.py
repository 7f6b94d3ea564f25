"""Plain HTTP beside the pages: health checks, static files, sign-in links, SCIM and the API."""

import importlib
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard.api.door import Api
from dashboard.http import html_shell
from dashboard.http.admission import Admission
from dashboard.http.answer_addresses import AnswerAddresses
from dashboard.http.compressed_files import CompressedFiles
from dashboard.http.headers import SecurityHeaders
from dashboard.scim.door import Scim
from dashboard.sign_in import routes as sign_in_routes
from dashboard.sign_in.browser_cookie import BrowserCookies
from dashboard.sign_in.openid import OpenidCallback
from surveys.doctor.address import SCHEME_SEEN
from surveys.installation import current_installation, is_ready
from surveys.settings import Half

STATIC = Path(__file__).parents[1] / "static"
"""The icon and the typeface, served by Peil because Streamlit looks for them beside its script."""

EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")


def alive(request: Request) -> Response:
    """Answer as long as the process runs, with the scheme of the request, for `peil doctor`.

    A process answers nothing before it has found its database with the tables of this version. So
    this is what tells a proxy or an orchestrator that pages can be asked for; while the database is
    away later, they say so and wait for it.
    """
    return PlainTextResponse("ok", headers={SCHEME_SEEN: request.url.scheme})


def ready(request: Request) -> Response:
    """Return 200 if the database answers, else 503: for monitoring, which restarts nothing."""
    del request
    if is_ready(current_installation()):
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", status_code=503)


def unknown(request: Request) -> Response:
    """Return 404, where Streamlit would answer any path with its own page."""
    del request
    return PlainTextResponse("Not found", status_code=404)


def calendar(request: Request) -> Response:
    """Answer an agenda that subscribes, by what is loaded only where agendas do."""
    answer: Response = importlib.import_module("dashboard.http.calendar_address").calendar(request)
    return answer


def health() -> list[BaseRoute]:
    """Return what every process answers: whether it runs and is ready, icons and typeface."""
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Mount("/app/static", StaticFiles(directory=STATIC)),
    ]


def routes(only: Half | None) -> list[BaseRoute]:
    """Return the routes of this process; without the dashboard, none to sign in or synchronise."""
    closed = [Route("/sign-in/{secret}", unknown)]
    return [
        *health(),
        *(closed if only == "answer" else sign_in_routes.routes()),
        *([] if only == "answer" else [Route("/scim/v2/{rest:path}", Scim())]),
        Route("/scim/{rest:path}", unknown, methods=EVERY_METHOD),
        Route("/calendar/{file:path}", unknown if only == "answer" else calendar),
        *([] if only == "answer" else [Route("/api/v1/{rest:path}", Api())]),
        Route("/api/{rest:path}", unknown, methods=EVERY_METHOD),
        *html_shell.routes(),
    ]


def middleware(only: Half | None) -> list[Middleware]:
    """Return the middleware of this process; where people only answer, none that sets cookies."""
    stack = [
        # First, before anything can log an address.
        Middleware(AnswerAddresses),
        Middleware(SecurityHeaders),
        Middleware(Admission),
        Middleware(CompressedFiles),
    ]
    if only != "answer":
        stack += [Middleware(BrowserCookies), Middleware(OpenidCallback)]
    return stack
