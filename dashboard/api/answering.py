"""One request of an application: token, rate, scope, language, entity tag, answer, trail."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version
from threading import Lock
from time import monotonic
from uuid import UUID

import orjson
from cachetools import LRUCache

from dashboard.api.endpoints import Asked, Endpoint, found
from dashboard.api.problems import ProblemError
from dashboard.api.rates import Rates
from dashboard.clock import today
from surveys.access import ANONYMOUS, NotAllowedError, Reader
from surveys.api_clients import AdmittedClient, admitted_in, note_use
from surveys.installation import Installation
from surveys.reading import Reading, open_reading
from surveys.settings import Settings
from surveys.texts import DEFAULT, LANGUAGES

MAX_KEPT_BYTES = 32_000_000
"""Maximum size of the answers that are kept in memory, until the next count changes their tags."""

_NOBODY = Reader(ANONYMOUS, "", None, frozenset(), frozenset())


@dataclass(frozen=True)
class Request:
    """What is sent: the path below `/api/v1/`, its query, the token and known entity tags."""

    path: str
    query: Mapping[str, str]
    token: str
    known_tags: str = ""


@dataclass(frozen=True)
class Answered:
    """The body of an answer, None where the application has it already, and its entity tag."""

    body: bytes | None
    tag: str


@dataclass(frozen=True)
class Answering:
    """Answers applications; keeps bodies as long as nothing they are made of changes."""

    rates: Rates = field(default_factory=Rates)
    _kept: LRUCache[tuple[Installation, str], bytes] = field(
        default_factory=lambda: LRUCache(MAX_KEPT_BYTES, getsizeof=len)
    )
    _lock: Lock = field(default_factory=Lock)

    def answer(self, installation: Installation, settings: Settings, request: Request) -> Answered:
        """Return the answer to a request. Raises ProblemError."""
        day = today()
        with open_reading(installation, _NOBODY) as anonymous:
            client = admitted_in(anonymous.session, request.token, day)
            if client is None:
                raise ProblemError(HTTPStatus.UNAUTHORIZED, "show a token that is valid")
            self._take(client, settings)
            endpoint, ids = _endpoint(request.path, client)
            asked = Asked(anonymous.by(client.reader), _language(request.query))
            unit = _checked_unit(asked.reading, ids, client)
            tag = _tag(asked, endpoint, request.path, client)
            body = self._body(asked, endpoint, ids, tag)
        if endpoint.is_result:
            note_use(installation, client, unit, day)
        return Answered(None if _is_known(tag, request.known_tags) else body, tag)

    def _take(self, client: AdmittedClient, settings: Settings) -> None:
        wait = self.rates.take(client.id, settings.api_requests_per_minute, monotonic())
        if wait:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"more than {settings.api_requests_per_minute} requests in a minute",
                {"Retry-After": str(math.ceil(wait))},
            )

    def _body(self, asked: Asked, endpoint: Endpoint, ids: Mapping[str, UUID], tag: str) -> bytes:
        """Return the answer, from memory if nothing has changed since it was made."""
        key = (asked.reading.installation, tag)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept
        shape = endpoint.answer(asked, **ids)
        if shape is None:
            raise _nothing()
        body = orjson.dumps(shape)
        if len(body) <= MAX_KEPT_BYTES:
            with self._lock:
                self._kept[key] = body
        return body


def _endpoint(path: str, client: AdmittedClient) -> tuple[Endpoint, dict[str, UUID]]:
    known = found(path)
    if known is None:
        raise _nothing()
    if known[0].scope not in client.scopes:
        raise ProblemError(
            HTTPStatus.FORBIDDEN, f"this token does not have the scope “{known[0].scope}”"
        )
    return known


def _language(query: Mapping[str, str]) -> str:
    language = query.get("lang", DEFAULT)
    if language not in LANGUAGES:
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"lang is one of: {', '.join(LANGUAGES)}")
    return language


def _checked_unit(reading: Reading, ids: Mapping[str, UUID], client: AdmittedClient) -> UUID:
    """Return the unit that is asked for, else the one that the client reads.

    Whether a unit that is not open exists is not told.
    """
    (own,) = client.reader.managed_units
    unit = ids.get("unit", own)
    try:
        reading.check_may_read(unit)
    except NotAllowedError as fault:
        raise _nothing() from fault
    return unit


def _nothing() -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, "there is nothing at this address for this token")


def _tag(asked: Asked, endpoint: Endpoint, path: str, client: AdmittedClient) -> str:
    """Return the entity tag: from all that the answer follows from, without making it.

    These are the edition of results and verdicts, the scope of the client, path and language; where
    it lists units, these as well; and the version of Peil.
    """
    reading = asked.reading
    parts = (
        *(reading.edition, reading.verdict_key, path, asked.language, _version()),
        sorted(unit.hex for unit in client.reader.managed_units),
        [(unit.id.hex, unit.name, unit.above) for unit in reading.units]
        if endpoint.has_units
        else (),
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _is_known(tag: str, known: str) -> bool:
    """Return whether an answer is known already, by the tags that are sent (RFC 9110, 13.1.2)."""
    tags = [part.strip().removeprefix("W/") for part in known.split(",")]
    return tag in tags or "*" in tags


@cache
def _version() -> str:
    return version("peil")
