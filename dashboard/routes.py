"""Plain HTTP beside the pages: health for machines, and the links that sign somebody in."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import sign_in_routes
from dashboard.browser_cookie import BrowserCookies
from dashboard.headers import SecurityHeaders
from dashboard.openid import OpenidCallback
from surveys.installation import installation, is_ready
from surveys.settings import Half


def alive(request: Request) -> Response:
    """Answer as long as the process runs."""
    del request
    return PlainTextResponse("ok")


def ready(request: Request) -> Response:
    """Answer when the database does."""
    del request
    if is_ready(installation()):
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", status_code=503)


def unknown(request: Request) -> Response:
    """Say that a path is unknown, where the pages would answer anything with themselves."""
    del request
    return PlainTextResponse("Not found", status_code=404)


def routes(only: Half | None) -> list[Route]:
    """Return what this process answers; without the dashboard nobody can sign in."""
    nobody = [Route("/sign-in/{secret}", unknown)]
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        *(nobody if only == "answer" else sign_in_routes.routes()),
        Route("/api/{rest:path}", unknown),
    ]


def middleware(only: Half | None) -> list[Middleware]:
    """Return what stands around every answer; where only answers are given nobody gets cookies."""
    around = [Middleware(SecurityHeaders)]
    if only != "answer":
        around += [Middleware(BrowserCookies), Middleware(OpenidCallback)]
    return around
