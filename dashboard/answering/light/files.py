"""The files of the light page: its script, and what describes it for the home screen of a phone."""

import functools

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.answering.light.document import SCRIPT, SCRIPT_PATH
from dashboard.answering.light.visit import visit_of
from dashboard.http.encodings import ENCODERS, encoding_for
from dashboard.page_registry import LIGHT


def file_routes() -> list[Route]:
    """Return the routes of these files."""
    return [
        Route(SCRIPT_PATH, _script),
        Route(f"/{LIGHT}/manifest.webmanifest", _manifest),
    ]


def _script(request: Request) -> Response:
    encoding = encoding_for(request.headers.get("accept-encoding", ""))
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    return Response(_script_in(encoding), 200, headers, "text/javascript; charset=utf-8")


@functools.cache
def _script_in(encoding: str | None) -> bytes:
    content = SCRIPT.encode()
    return content if encoding is None else ENCODERS[encoding](content)


def _manifest(request: Request) -> Response:
    """Describe the page for the home screen of a phone."""
    visit = visit_of(request)
    return JSONResponse(
        {
            "name": "Peil",
            "short_name": "Peil",
            "description": visit.texts.gettext("Works from your personal link only."),
            "lang": visit.texts.language,
            "start_url": f"/{LIGHT}/",
            "scope": f"/{LIGHT}/",
            "display": "browser",
            "background_color": "#F1EEE7",
            "theme_color": "#0F6E78",
            "icons": [
                {"src": "/app/static/peil.svg", "type": "image/svg+xml", "sizes": "any"},
                {"src": "/app/static/peil-192.png", "type": "image/png", "sizes": "192x192"},
            ],
        },
        headers={"Cache-Control": "max-age=86400"},
        media_type="application/manifest+json",
    )
