"""Why a request is not answered, as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A refused request: status, one sentence about it, and headers."""

    def __init__(
        self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the parts of the response."""
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return the response."""
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(orjson.dumps(body), self.status, headers, MEDIA_TYPE)
