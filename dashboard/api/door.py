"""The entrance to the API: the description for everybody, everything else with a token.

A request is examined only after its token was accepted, so that nobody else learns what exists.
What answers is loaded with the first request.
"""

import importlib
import logging
from functools import cache
from http import HTTPStatus
from typing import Any

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.api.problems import ProblemError
from surveys.installation import current_installation
from surveys.settings import current_settings

METHODS = ("GET", "HEAD")


class Api:
    """The ASGI application of the API: it gets every method, and changes nothing."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        answer = await run_in_threadpool(_answered, request)
        await answer(scope, receive, send)


def _answered(request: Request) -> Response:
    try:
        return _answer(request)
    except ProblemError as problem:
        return problem.response()
    except OperationalError as fault:
        logging.getLogger(__name__).warning("API: the database does not answer: %s", fault.orig)
        return ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "the database does not answer; try again later",
            {"Retry-After": "30"},
        ).response()
    except Exception:
        # The response does not describe an internal error; the log does.
        logging.getLogger(__name__).exception("a request of the API failed")
        return ProblemError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong on our side"
        ).response()


def _answer(request: Request) -> Response:
    if request.method not in METHODS:
        allowed = ", ".join(METHODS)
        raise ProblemError(
            HTTPStatus.METHOD_NOT_ALLOWED, "results are only read here", {"Allow": allowed}
        )
    path = request.path_params["rest"]
    if path in {"", "openapi.json"}:
        description = importlib.import_module("dashboard.api.description_pages")
        described: Response = description.response(request, as_page=not path)
        return described
    return _read(request, path)


def _read(request: Request, path: str) -> Response:
    answering = importlib.import_module("dashboard.api.answering")
    sent = answering.Request(
        path=path,
        query=dict(request.query_params),
        token=_token(request.headers.get("authorization", "")),
        known_tags=request.headers.get("if-none-match", ""),
    )
    try:
        answered = _answering().answer(current_installation(), current_settings(), sent)
    except ProblemError as problem:
        if problem.status == HTTPStatus.UNAUTHORIZED:
            problem.headers["WWW-Authenticate"] = 'Bearer realm="Peil"'
        raise
    headers = {"ETag": answered.tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if answered.body is None:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(answered.body, headers=headers, media_type="application/json")


@cache
def _answering() -> Any:
    """Return what answers, with its rates and what it keeps: one for the process."""
    return importlib.import_module("dashboard.api.answering").Answering()


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
