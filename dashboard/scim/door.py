"""The entrance to SCIM: token, limits and JSON.

A request is examined only after its token was accepted, so that nobody else learns what exists. The
SCIM library is loaded with the first accepted request.
"""

import importlib
import logging
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from surveys.installation import current_installation
from surveys.people.provisioning.directory import Directory, admitted
from surveys.settings import current_settings

MEDIA_TYPE = "application/scim+json"
_READ = {MEDIA_TYPE, "application/json"}
_WITH_BODY = {"POST", "PUT", "PATCH"}
MAX_BODY_BYTES = 1_000_000
"""Maximum number of bytes of a request: some 10,000 members of a group."""

_MAX_DEPTH = 12
"""Maximum nesting of lists and objects; SCIM needs six."""


class ScimError(Exception):
    """A refused request, with its HTTP status and an explanation."""

    def __init__(
        self,
        status: int,
        detail: str,
        scim_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the parts of the response."""
        super().__init__(detail)
        self.status, self.detail, self.scim_type = status, detail, scim_type
        self.headers = dict(headers or {})


class Scim:
    """The ASGI application of SCIM: it gets every method, and checks the token first."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = await _answered(Request(scope, receive))
        await answer(scope, receive, send)


async def _answered(request: Request) -> Response:
    try:
        return await _answer(request)
    except ScimError as fault:
        return error(fault)
    except IntegrityError:
        return error(ScimError(409, "something else has this name or number", "uniqueness"))
    except OperationalError as fault:
        logging.getLogger(__name__).warning("SCIM: the database does not answer: %s", fault.orig)
        return error(ScimError(503, "the database does not answer; try again later"))
    except Exception:
        # The response does not describe an internal error; the log does.
        logging.getLogger(__name__).exception("a SCIM request failed")
        return error(ScimError(500, "something went wrong on our side; the log has more"))


def error(fault: ScimError) -> Response:
    """Return the SCIM response to an error."""
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": str(fault.status),
        "detail": fault.detail,
    }
    if fault.scim_type:
        body["scimType"] = fault.scim_type
    return Response(orjson.dumps(body), fault.status, fault.headers, MEDIA_TYPE)


async def _answer(request: Request) -> Response:
    directory = await run_in_threadpool(_admitted, request.headers.get("authorization", ""))
    if directory is None:
        ask = {"WWW-Authenticate": 'Bearer realm="SCIM"'}
        raise ScimError(401, "show the token that `peil scim-token` has printed", headers=ask)
    path = request.path_params["rest"].strip("/").split("/")
    # Loaded only now: most installations never synchronise, and it takes a while.
    requests = importlib.import_module("dashboard.scim.requests")
    perform = requests.endpoint(request.method, path)
    body = await _body(request) if request.method in _WITH_BODY else None
    query = dict(request.query_params)
    response: Response = await run_in_threadpool(perform, directory, query, body)
    return response


def _admitted(header: str) -> Directory | None:
    scheme, _, token = header.partition(" ")
    right_scheme = scheme.lower() == "bearer"
    return admitted(
        current_installation(), current_settings(), token.strip() if right_scheme else ""
    )


async def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _READ:
        raise ScimError(415, f"send {MEDIA_TYPE} or application/json")
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > MAX_BODY_BYTES:
            raise ScimError(413, f"more than {MAX_BODY_BYTES} bytes; send members in portions")
    try:
        body = orjson.loads(read)
    except orjson.JSONDecodeError as fault:
        raise ScimError(400, "the body is not JSON", "invalidSyntax") from fault
    _check(body)
    return body


def _check(body: Any) -> None:
    """Raise ScimError for JSON that is not an object, is too deep, or has null characters."""
    if not isinstance(body, dict):
        raise ScimError(400, "the body is not a JSON object", "invalidSyntax")
    waiting = [(body, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise ScimError(400, "the body is nested too deeply", "invalidSyntax")
        if isinstance(value, str) and "\x00" in value:
            raise ScimError(400, "a text contains a null character", "invalidValue")
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for pair in value.items() for inner in pair]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
