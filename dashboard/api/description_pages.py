"""The description of the API: as a document for applications, as a page for people.

Both hold nothing of this installation, so that anybody who writes an application needs no token to
read them. The page is complete in itself: no script, and nothing from elsewhere.
"""

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.api.description import described
from surveys.texts import LANGUAGES, Texts, negotiated

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)


def response(request: Request, *, as_page: bool) -> Response:
    """Return the description in the language that is asked for, else in that of the browser."""
    accepted = request.headers.get("accept-language", "").split(",")[:10]
    asked = request.query_params.get("lang")
    language = negotiated(asked, *(part.split(";")[0].strip() for part in accepted))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if not as_page:
        return Response(_document(language), headers=headers, media_type="application/json")
    headers["Content-Security-Policy"] = POLICY
    return HTMLResponse(_page(language), headers=headers)


@cache
def _document(language: str) -> bytes:
    return orjson.dumps(described(language), option=orjson.OPT_INDENT_2)


@cache
def _page(language: str) -> str:
    texts, document = Texts(language), described(language)
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html.jinja")
    return template.render(
        words=_words(texts),
        language=language,
        languages=LANGUAGES,
        info=document["info"],
        endpoints=[
            {"path": path, **operations["get"]} for path, operations in document["paths"].items()
        ],
        shapes=[
            (name, _fields(schema)) for name, schema in document["components"]["schemas"].items()
        ],
    )


def _words(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "title": _("The API of Peil"),
        "language": _("Language"),
        "how": _(
            "An administrator enters the application, and HR releases its token, on the page API "
            "and webhooks."
        ),
        "document": _("The same as an OpenAPI document"),
        "example": _("Example"),
        "addresses": _("Addresses"),
        "scope": _("Scope"),
        "parameter": _("Parameter"),
        "meaning": _("Meaning"),
        "fields": _("Fields"),
        "field": _("Field"),
        "type": _("Type"),
    }


def _fields(schema: dict[str, Any]) -> list[tuple[str, str, str | None, str]]:
    """Return name, type, the shape it refers to, and description of each field."""
    return [
        (name, *_kind(field), field.get("description", ""))
        for name, field in schema["properties"].items()
    ]


def _kind(field: dict[str, Any]) -> tuple[str, str | None]:
    """Return the type of a field in words of JSON, and the shape it refers to."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in field:
        kinds = [_kind(one) for one in field["anyOf"]]
        shape = next((of for _, of in kinds if of), None)
        return " | ".join(kind for kind, _ in kinds), shape
    if field.get("type") == "array":
        kind, shape = _kind(field["items"])
        return f"[{kind}]", shape
    if "enum" in field:
        return " | ".join(f'"{one}"' for one in field["enum"]), None
    if "const" in field:
        return f'"{field["const"]}"', None
    return str(field.get("format") or field["type"]), None
