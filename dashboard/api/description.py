"""The description of the API in OpenAPI 3.1, from its endpoints and shapes."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from dashboard.api import shapes
from dashboard.api.endpoints import ENDPOINTS, Endpoint
from surveys.errors import N_
from surveys.texts import DEFAULT, LANGUAGES, Texts

VERSION = "1"

_REFERENCE = "#/components/schemas/{model}"

PROBLEMS = {
    "400": N_("The language is none that Peil has."),
    "401": N_("No token, or one that is wrong, ended or expired."),
    "403": N_("The token does not have the scope."),
    "404": N_("Nothing here for this token."),
    "405": N_("Results are only read."),
    "429": N_("Too many requests; Retry-After says when to try again."),
    "503": N_("The database does not answer; try again later."),
}

_ABOUT = N_(
    "Published results, read-only. Every number is one that a page shows: in bands of "
    "participation, with the same thresholds, and no number about fewer than five people. A token "
    "opens one unit with all below it, or the organisation."
)


def described(language: str) -> dict[str, Any]:
    """Return the OpenAPI document with its texts in a language."""
    adapters: list[TypeAdapter[Any]] = [
        TypeAdapter(shape) for shape in (*(one.shape for one in ENDPOINTS), shapes.Problem)
    ]
    _, schemas = TypeAdapter.json_schemas(
        [(number, "serialization", adapter) for number, adapter in enumerate(adapters)],
        ref_template=_REFERENCE,
    )
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Peil", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {f"/{one.path}": {"get": _operation(one)} for one in ENDPOINTS},
        "components": {
            "schemas": {
                name: _without_docstring(schema) for name, schema in schemas["$defs"].items()
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
    translated: dict[str, Any] = _translated(document, Texts(language))
    return translated


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "operationId": endpoint.path.replace("/{", "_of_").replace("}", "").replace("/", "_"),
        "summary": endpoint.summary,
        "description": endpoint.description,
        "x-scope": endpoint.scope,
        "parameters": [*map(_parameter, endpoint.ids.items()), _LANGUAGE, _KNOWN_TAG],
        "responses": {
            "200": {
                "description": endpoint.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _reference(endpoint.shape)}},
            },
            "304": {"description": N_("Nothing has changed since the answer with this ETag.")},
            **{status: _problem(text) for status, text in PROBLEMS.items()},
        },
    }


def _parameter(of: tuple[str, str]) -> dict[str, Any]:
    name, description = of
    schema = {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema} | {
        "description": description
    }


_LANGUAGE = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": N_("The language of the words."),
    "schema": {"type": "string", "enum": list(LANGUAGES), "default": DEFAULT},
}
_KNOWN_TAG = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": N_("The ETag of an answer that you have; if it still holds, the status is 304."),
    "schema": {"type": "string"},
}


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": _reference(shapes.Problem)}},
    }


def _reference(shape: type[shapes.Shape]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=shape.__name__)}


def _without_docstring(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema without what its class says to developers."""
    return {name: value for name, value in schema.items() if name != "description"}


def _translated(part: Any, texts: Texts) -> Any:
    if isinstance(part, Mapping):
        return {
            name: texts.gettext(value)
            if name in {"description", "summary"} and isinstance(value, str)
            else _translated(value, texts)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [_translated(one, texts) for one in part]
    return part
