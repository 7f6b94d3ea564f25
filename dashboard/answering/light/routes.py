"""The routes of the light page: a link opens the questions, and its form is thanked there.

The address is the right to answer: nothing else is asked for, no cookie is set, and opening it
changes nothing, because mail programs open links to look for viruses.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.answering import outcome_texts
from dashboard.answering.light import pages, thanks_page
from dashboard.answering.light.files import file_routes
from dashboard.answering.light.posted import MAX_BYTES, Posted, PostedError, posted, too_many
from dashboard.answering.light.visit import Visit, tab_key, visit_of
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.clock import now
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
from surveys.organisation import load_instrument
from surveys.settings import Half

PATH = f"/{LIGHT}"


def routes(only: Half | None) -> list[Route]:
    """Return the routes of the light page; where only the dashboard is served, one that says so."""
    return [
        *file_routes(),
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


def _open(request: Request) -> Response:
    """Show the questions of a link, or why there are none. Changes nothing."""
    return _answered(visit_of(request), _questions)


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
        return _answered(visit_of(request), lambda visit: _sent(visit, form), form)
    except PostedError:
        return _plain(HTTPStatus.BAD_REQUEST)


def _answered(
    visit: Visit, act: Callable[[Visit], Response], form: Posted | None = None
) -> Response:
    """Return what an action answers; say what is wrong with the link, or that the box is away."""
    try:
        return act(visit)
    except LinkError as error:
        if form is not None and form.again and error.code == "used_or_unknown":
            arrived = outcome_texts.probably_arrived(visit.texts)
            page = pages.outcome(visit.name, arrived, visit.contacts, visit.texts)
            return visit.respond(page, done=True)
        why = outcome_texts.unusable(error, visit.texts, sent=form is not None)
        page = pages.outcome(visit.name, why, visit.contacts, visit.texts)
        return visit.respond(page, HTTPStatus.GONE)
    except CastingUnavailableError:
        return _unavailable(visit, form, HTTPStatus.SERVICE_UNAVAILABLE)
    except PostedError:
        raise
    except (OperationalError, InterfaceError, NoConnectionFreeError) as fault:
        # The database is away for a moment: the page tries again by itself.
        why_not = type(fault.__cause__ or fault).__name__
        logging.getLogger(__name__).warning("the database does not answer: %s", why_not)
        return _unavailable(visit, form, HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception:
        # Whatever went wrong, nobody loses what they chose; what it was is in the log only.
        logging.getLogger(__name__).exception("the light page failed")
        return _unavailable(visit, form, HTTPStatus.INTERNAL_SERVER_ERROR)


def _unavailable(visit: Visit, form: Posted | None, status: HTTPStatus) -> Response:
    """Say that nobody can answer now; what was sent waits in the page."""
    # What a fault of ours refuses once, it would refuse again and again.
    by_itself = status == HTTPStatus.SERVICE_UNAVAILABLE
    if form is not None:
        page = pages.unsent(visit.name, form, visit.contacts, visit.texts, by_itself=by_itself)
    else:
        why = outcome_texts.unavailable(visit.texts, unsent=False, by_itself=by_itself)
        page = pages.outcome(
            visit.name, why, visit.contacts, visit.texts, again="?", by_itself=by_itself
        )
    return visit.respond(page, status)


def _questions(visit: Visit) -> Response:
    sheet = answer_sheet(visit.installation, visit.token, visit.today)
    return visit.respond(
        pages.blank_form(
            sheet,
            _last_round(visit, sheet),
            visit.contacts_of(sheet.unit_id),
            visit.texts.language,
            tab_key(visit.token),
        )
    )


def _sent(visit: Visit, form: Posted) -> Response:
    """Cast what was sent, unless somebody has to look at it once more."""
    sheet = answer_sheet(visit.installation, visit.token, visit.today)
    chosen, written = form.chosen(sheet.questions), form.comments
    if not written.keys() <= {question.id for question in sheet.open_questions}:
        msg = "something is written to an open question that this wave does not ask"
        raise PostedError(msg)
    needs_change = bool(too_many(chosen, sheet.questions) or form.too_long)
    if form.then == "back" or needs_change:
        page = pages.form(
            sheet,
            _last_round(visit, sheet),
            visit.contacts_of(sheet.unit_id),
            visit.texts,
            tab_key(visit.token),
            chosen=chosen,
            posted=form,
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if needs_change else HTTPStatus.OK
        return visit.respond(page, status)
    place = sheet_texts(sheet, visit.texts.language).unit
    if form.then != "anyway":
        if not chosen and not written:
            return visit.respond(pages.nothing_answered(place, form, visit.texts))
        if traces := traces_in(visit.installation, written.values()):
            return visit.respond(pages.name_warning(place, form, traces.all, visit.texts))
    cast(visit.installation, visit.token, chosen, visit.today, written)
    try:
        instrument = load_instrument(visit.installation)
        last_round = _last_round(visit, sheet)
    except OperationalError:
        # The box has taken the answers; the thanks do without what the other database holds.
        instrument, last_round = None, None
    page = thanks_page.thanks(
        sheet,
        chosen,
        written,
        instrument=instrument,
        last_round=last_round,
        contacts=visit.contacts_of(sheet.unit_id),
        texts=visit.texts,
    )
    return visit.respond(page, done=True)


def _last_round(visit: Visit, sheet: AnswerSheet) -> LastRound | None:
    return read_last_round(visit.installation, sheet.unit_id, sheet.wave, now())


def _without_link(request: Request) -> Response:
    """Say that the page works from a personal link only."""
    visit = visit_of(request)
    why = outcome_texts.without_link(visit.texts)
    return visit.respond(
        pages.outcome(visit.name, why, visit.contacts, visit.texts, again="/answer")
    )


def _elsewhere(request: Request) -> Response:
    """Say that answers are given on another address; the link stays as it is."""
    visit = visit_of(request)
    why = outcome_texts.elsewhere(visit.texts)
    page = pages.outcome(visit.name, why, None, visit.texts)
    return visit.respond(page, HTTPStatus.NOT_FOUND)


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status, headers={"Cache-Control": "no-store"})
