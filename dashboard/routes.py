"""Plain HTTP beside the pages: health for machines, and the link that signs somebody in."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.clock import now
from dashboard.scim import Scim
from dashboard.session import COOKIE
from surveys.doctor.address import SCHEME_SEEN
from surveys.installation import installation, is_ready
from surveys.settings import Half
from surveys.sign_in import SESSION_LIFETIME, redeem

EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")


def alive(request: Request) -> Response:
    """Answer as long as the process runs, and say how the request came: for `peil doctor`."""
    return PlainTextResponse("ok", headers={SCHEME_SEEN: request.url.scheme})


def ready(request: Request) -> Response:
    """Answer when the database does."""
    del request
    if is_ready(installation()):
        return PlainTextResponse("ok")
    return PlainTextResponse("the database does not answer", status_code=503)


def sign_in(request: Request) -> Response:
    """Turn a sign-in link into a session cookie; a link of no use leads to the welcome page."""
    secret = redeem(installation(), request.path_params["secret"], now())
    if secret is None:
        return RedirectResponse("/?link=used", status_code=303)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def unknown(request: Request) -> Response:
    """Say that a path is unknown, where the pages would answer anything with themselves."""
    del request
    return PlainTextResponse("Not found", status_code=404)


def routes(only: Half | None) -> list[Route]:
    """Return what this process answers; without the dashboard nobody signs in or synchronises."""
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/sign-in/{secret}", unknown if only == "answer" else sign_in),
        *([] if only == "answer" else [Route("/scim/v2/{rest:path}", Scim())]),
        Route("/scim/{rest:path}", unknown, methods=EVERY_METHOD),
        Route("/api/{rest:path}", unknown),
    ]
