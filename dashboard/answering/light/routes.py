"""The routes of the light page: a link opens the questions, and its form is thanked there.

The address is the right to answer: nothing else is asked for, no cookie is set, and opening it
changes nothing, because mail programs open links to look for viruses.
"""

import base64
import functools
import gzip
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http import HTTPStatus

import brotli
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.answering import outcome_texts
from dashboard.answering.light import pages
from dashboard.answering.light.document import (
    CONTENT_SECURITY_POLICY,
    SCRIPT,
    SCRIPT_PATH,
)
from dashboard.answering.light.posted import MAX_BYTES, Posted, PostedError, posted, too_many
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.clock import now, today
from dashboard.http import TAB_SECRET
from dashboard.http.encodings import ENCODERS, encoding_for
from dashboard.page_registry import LIGHT
from surveys.answering import (
    AnswerSheet,
    CastingUnavailableError,
    LinkError,
    answer_sheet,
    cast,
    traces_in,
)
from surveys.follow_up import LastRound, read_last_round
from surveys.installation import Installation, current_installation
from surveys.organisation import Organisation, load_instrument, load_organisation
from surveys.settings import Half
from surveys.texts import Texts, negotiated
from surveys.waves import token_in

PATH = f"/{LIGHT}"

_QUICKLY = {
    "br": lambda content: bytes(brotli.compress(content, quality=4)),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
"""Compressed for one visitor: in a millisecond, to a tenth more than what is kept for all."""

_DONE = {"peil-done": "1"}
"""Tells the script that answers were sent, so that it forgets them."""


@dataclass(frozen=True)
class Visit:
    """One request: whose link it is, and in which language to answer."""

    installation: Installation
    token: str
    organisation: Organisation | None
    texts: Texts
    accept_encoding: str

    @property
    def today(self) -> date:
        """The day in the time zone of the organisation."""
        zone = self.organisation.time_zone if self.organisation else None
        return today(zone) if zone else today()

    @property
    def name(self) -> str:
        """The name of the organisation."""
        return self.organisation.name if self.organisation else ""

    def respond(
        self, html: str, status: HTTPStatus = HTTPStatus.OK, *, done: bool = False
    ) -> Response:
        """Return a page that nobody keeps."""
        headers = {
            "Cache-Control": "no-store",
            "Content-Language": self.texts.language,
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Vary": "Accept-Encoding, Accept-Language",
            **(_DONE if done else {}),
        }
        content = html.encode()
        # The one secret in it stands beside nothing that a stranger could choose.
        if (encoding := encoding_for(self.accept_encoding)) is not None:
            content = _QUICKLY[encoding](content)
            headers["Content-Encoding"] = encoding
        return Response(content, status, headers, "text/html; charset=utf-8")


def routes(only: Half | None) -> list[Route]:
    """Return the routes of the light page; where only the dashboard is served, one that says so."""
    return [
        Route(SCRIPT_PATH, _script),
        Route(f"{PATH}/manifest.webmanifest", _manifest),
        Route(PATH, _without_link),
        Route(f"{PATH}/", _without_link),
        *(
            [Route(PATH + "/{token:path}", _elsewhere, methods=["GET", "POST"])]
            if only == "dashboard"
            else [
                Route(PATH + "/{token:path}", _open, methods=["GET"]),
                Route(PATH + "/{token:path}", _post, methods=["POST"]),
            ]
        ),
    ]


def tab_key(token: str) -> str:
    """Return the key with which a browser keeps unsent answers in one tab, until they are sent.

    It is the same at every opening of a link, and no page has it once the link has been used: what
    a browser may have left on its disk stays closed.
    """
    key = hmac.new(_tab_secret(), token.encode(), sha256).digest()[:16]
    return base64.b64encode(key).decode()


@functools.cache
def _tab_secret() -> bytes:
    return os.environ.get(TAB_SECRET, "").encode() or secrets.token_bytes(32)


def _open(request: Request) -> Response:
    """Show the questions of a link, or why there are none. Changes nothing."""
    return _answered(_visit(request), _questions)


async def _post(request: Request) -> Response:
    """Take a form: cast it, or ask once more, or say why it could not be cast."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_BYTES:
                return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except ClientDisconnect:
        return _plain(HTTPStatus.BAD_REQUEST)
    return await run_in_threadpool(take, request, bytes(body))


def take(request: Request, body: bytes) -> Response:
    """Answer a form whose body has arrived."""
    try:
        form = posted(body)
        return _answered(_visit(request), lambda visit: _sent(visit, form), form)
    except PostedError:
        return _plain(HTTPStatus.BAD_REQUEST)


def _answered(
    visit: Visit, act: Callable[[Visit], Response], form: Posted | None = None
) -> Response:
    """Return what an action answers; say what is wrong with the link, or that the box is away."""
    contacts = visit.organisation.contacts if visit.organisation else None
    try:
        return act(visit)
    except LinkError as error:
        if form is not None and form.again and error.code == "used_or_unknown":
            arrived = outcome_texts.probably_arrived(visit.texts)
            page = pages.outcome(visit.name, arrived, contacts, visit.texts)
            return visit.respond(page, done=True)
        why = outcome_texts.unusable(error, visit.texts)
        page = pages.outcome(visit.name, why, contacts, visit.texts)
        return visit.respond(page, HTTPStatus.GONE)
    except CastingUnavailableError:
        if form is None:
            why = outcome_texts.unavailable(visit.texts, unsent=False)
            page = pages.outcome(visit.name, why, contacts, visit.texts, again="")
        else:
            page = pages.unsent(visit.name, form, contacts, visit.texts)
        return visit.respond(page, HTTPStatus.SERVICE_UNAVAILABLE)


def _questions(visit: Visit) -> Response:
    sheet = answer_sheet(visit.installation, visit.token, visit.today)
    contacts = visit.organisation.contacts if visit.organisation else None
    return visit.respond(
        pages.blank_form(
            sheet,
            _last_round(visit, sheet),
            contacts,
            visit.texts.language,
            tab_key(visit.token),
        )
    )


def _sent(visit: Visit, form: Posted) -> Response:
    """Cast what was sent, unless somebody has to look at it once more."""
    sheet = answer_sheet(visit.installation, visit.token, visit.today)
    chosen = form.chosen(sheet.questions)
    needs_change = bool(too_many(chosen, sheet.questions)) or form.has_long_comment
    contacts = visit.organisation.contacts if visit.organisation else None
    if form.then == "back" or needs_change:
        page = pages.form(
            sheet,
            _last_round(visit, sheet),
            contacts,
            visit.texts,
            tab_key(visit.token),
            chosen=chosen,
            posted=form,
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if needs_change else HTTPStatus.OK
        return visit.respond(page, status)
    place = sheet_texts(sheet, visit.texts.language).unit
    if form.then != "anyway":
        if not chosen and not form.comment:
            return visit.respond(pages.nothing_answered(place, form, visit.texts))
        if traces := traces_in(visit.installation, form.comment):
            return visit.respond(pages.name_warning(place, form, traces.all, visit.texts))
    cast(visit.installation, visit.token, chosen, visit.today, form.comment)
    try:
        instrument = load_instrument(visit.installation)
        last_round = _last_round(visit, sheet)
    except OperationalError:
        # The box has taken the answers; the thanks do without what the other database holds.
        instrument, last_round = None, None
    page = pages.thanks(
        sheet,
        chosen,
        form.comment,
        instrument=instrument,
        last_round=last_round,
        contacts=contacts,
        texts=visit.texts,
    )
    return visit.respond(page, done=True)


def _last_round(visit: Visit, sheet: AnswerSheet) -> LastRound | None:
    return read_last_round(visit.installation, sheet.unit_id, sheet.wave, now())


def _visit(request: Request) -> Visit:
    installation = current_installation()
    try:
        organisation = load_organisation(installation)
    except OperationalError:
        # The page says that nobody can answer now, in the language of the browser.
        organisation = None
    accepted = request.headers.get("accept-language", "").split(",")[:10]
    language = negotiated(
        request.query_params.get("lang"),
        *(part.split(";")[0].strip() for part in accepted),
        organisation.language if organisation else None,
    )
    return Visit(
        installation,
        token_in(request.path_params.get("token", "")),
        organisation,
        Texts(language),
        request.headers.get("accept-encoding", ""),
    )


def _without_link(request: Request) -> Response:
    """Say that the page works from a personal link only."""
    visit = _visit(request)
    contacts = visit.organisation.contacts if visit.organisation else None
    why = outcome_texts.without_link(visit.texts)
    return visit.respond(pages.outcome(visit.name, why, contacts, visit.texts, again="/answer"))


def _elsewhere(request: Request) -> Response:
    """Say that answers are given on another address; the link stays as it is."""
    visit = _visit(request)
    why = outcome_texts.elsewhere(visit.texts)
    page = pages.outcome(visit.name, why, None, visit.texts)
    return visit.respond(page, HTTPStatus.NOT_FOUND)


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
    visit = _visit(request)
    return JSONResponse(
        {
            "name": "Peil",
            "short_name": "Peil",
            "description": visit.texts.gettext("Works from your personal link only."),
            "lang": visit.texts.language,
            "start_url": f"{PATH}/",
            "scope": f"{PATH}/",
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


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status, headers={"Cache-Control": "no-store"})
