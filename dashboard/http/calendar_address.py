"""The calendar to which agendas subscribe, as `/calendar/TOKEN.ics`: read only, without sign-in."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.clock import now
from surveys.installation import current_installation
from surveys.programme.subscription import calendar_for
from surveys.settings import current_settings

HOUR = 3600


def calendar(request: Request) -> Response:
    """Return the waves of the coming year; 304 where the agenda has them, 404 for a wrong token."""
    token = request.path_params["file"].removesuffix(".ics")
    address = current_settings().address
    content = calendar_for(current_installation(), token, address, now())
    if content is None:
        return PlainTextResponse("Not found", status_code=404)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={HOUR}"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar", headers=headers)
