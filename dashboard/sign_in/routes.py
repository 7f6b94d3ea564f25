"""Sign-in links: a page that asks for confirmation, and the form that signs somebody in.

Opening the link alone changes nothing, because mail programs open links to look for viruses.
"""

import functools
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies
from dashboard.clock import now
from dashboard.sign_in.wanted_page import unpacked
from surveys.installation import current_installation
from surveys.settings import current_settings
from surveys.sign_in import Link, inspect_link, redeem, sign_out
from surveys.texts import Texts, negotiated

TEMPLATE = "sign_in.html.jinja"
USED = "/?link=used"
NOT_KEPT = {"Cache-Control": "no-store"}
"""Headers of every response at the address of a link, which holds a secret."""


def ask(request: Request) -> Response:
    """Ask for confirmation before signing in; the links of an example sign in at once."""
    secret = request.path_params["secret"]
    browser = cookies.request_cookie(request.scope, cookies.BROWSER)
    link = inspect_link(current_installation(), secret, now(), browser)
    if link is None:
        return _redirect(USED)
    if link.reusable:
        return _enter(request, secret)
    chosen = cookies.request_cookie(request.scope, cookies.LANGUAGE)
    texts = Texts(negotiated(chosen, link.language, *_accepted(request)))
    status = 200 if link.is_for_this_browser else 403
    page = _template().render(language=texts.language, **_words(link, texts))
    return HTMLResponse(page, status, headers=NOT_KEPT)


def enter(request: Request) -> Response:
    """Sign in by a link, if the form came from our own page."""
    if not is_same_origin(request):
        return PlainTextResponse("This did not come from our own page.", status_code=403)
    return _enter(request, request.path_params["secret"])


def is_same_origin(request: Request) -> bool:
    """Return whether a form was sent from this site, by the origin, which no page can forge."""
    origin = request.headers.get("origin", "")
    parts = urlsplit(origin)
    ours = {request.headers.get("host"), urlsplit(current_settings().address).netloc}
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and parts.netloc in ours


def routes() -> list[Route]:
    """Return the routes of sign-in links."""
    return [
        Route("/sign-in/{secret}", ask, methods=["GET"]),
        Route("/sign-in/{secret}", enter, methods=["POST"]),
    ]


def _enter(request: Request, link_secret: str) -> Response:
    """Open a session with a new secret, whatever cookie the browser had, and end the old one."""
    browser = cookies.request_cookie(request.scope, cookies.BROWSER)
    session = redeem(current_installation(), link_secret, now(), browser)
    if session is None:
        return _redirect(USED)
    if before := cookies.request_cookie(request.scope, cookies.SESSION):
        sign_out(current_installation(), before)
    response = _redirect(unpacked(cookies.request_cookie(request.scope, cookies.WANTED)))
    cookies.set_session_cookie(response.headers, request.scope, session)
    return response


def _redirect(to: str) -> Response:
    return RedirectResponse(to, status_code=303, headers=NOT_KEPT)


def _words(link: Link, texts: Texts) -> dict[str, str | None]:
    _ = texts.gettext
    if link.is_for_this_browser:
        return {
            "title": _("Sign in as {name}?").format(name=link.name),
            "explanation": _("The link works once. You stay signed in for twelve hours at most."),
            "button": _("Sign in"),
            "back": None,
        }
    return {
        "title": _("This link belongs to another browser"),
        "explanation": _(
            "It works only in the browser in which it was asked for. Open it there; or ask for a "
            "link in this browser, and open this one again. The link is not used up."
        ),
        "button": None,
        "back": _("Back to the first page"),
    }


def _accepted(request: Request) -> list[str]:
    """Return the languages that a browser accepts, in its order."""
    header = request.headers.get("accept-language", "")
    return [part.split(";")[0].strip() for part in header.split(",") if part.strip()][:10]


@functools.cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return made.get_template(TEMPLATE)
