"""A mood in a link reaches no log and no page, even where a filter hands it to the server.

The mutant is the same application without the middleware that cuts addresses.
"""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.utils import get_path_with_query_string

from dashboard.http.answer_addresses import AnswerAddresses
from dashboard.http.routes import middleware

TOKEN = "kT4mQ9xWb2ZrN7cHsYp3LfGv8JdRuA5Eq6"  # noqa: S105
MOOD = "MOOD-5"
PAGES = (
    *("/a/{t}%23{m}", "/a/{t}%2523{m}", "/a/{t}%252523{m}", "/a/{t}#{m}", "/a/{t}/%23{m}"),
    *("/A/{t}%23{m}", "//a/{t}%23{m}", "///A//{t}//%23{m}", "/a%23{m}", "/%61/{t}%23{m}"),
    *("/a/{t}?utm_source=x%23{m}", "/a/{t}%23{m}?utm_source={m}", "/a/{t}?x=1#{m}"),
    *("/answer?t={t}%23{m}", "/answer?t={t}%2523{m}&lang=nl", "/answer?t={t}#{m}"),
    *("/Answer/?t={t}%23{m}", "//answer?t={t}%23{m}", "/answer%23{m}?t={t}"),
)


async def page(request: Request) -> Response:
    """Answer with all that a page could know of its address."""
    return PlainTextResponse(f"{request.url} {request.path_params} {request.query_params}")


def application(*, cuts: bool) -> Starlette:
    """Return an application behind the middleware of Peil, with or without that which cuts."""
    stack = [one for one in middleware(None) if cuts or one.cls is not AnswerAddresses]
    routes = [Route("/a/{token:path}", page), Route("/answer", page)]
    return Starlette(routes=routes, middleware=[*stack, Middleware(Inner)])


class Inner:
    """The last middleware before the pages: it sees what a log in one of them would."""

    seen: str

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        type(self).seen = repr(scope)
        await self.app(scope, receive, send)


def visit(app: Starlette, target: str) -> tuple[str, int, str]:
    """Return what the server logs of a request, its status, and all that is seen and answered."""
    raw_path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"PEIL.Example.org")],
        "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 80),
    }
    answer: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        answer.append(message)

    Inner.seen = ""
    # In a thread of its own: a browser of another test may run a loop in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(anyio.run, app, scope, receive, send).result()
    told = str(answer)
    # As the access log of uvicorn writes it, when the response begins.
    return get_path_with_query_string(scope), answer[0]["status"], Inner.seen + told


@pytest.mark.parametrize("address", PAGES)
def test_a_mood_behind_a_link_is_cut_off_before_any_log_and_any_page(address: str) -> None:
    target = address.format(t=TOKEN, m=MOOD)
    logged, status, seen = visit(application(cuts=True), target)
    assert MOOD not in logged + seen
    assert "#" not in logged
    if f"%23{MOOD}" not in target.partition(TOKEN)[0]:
        assert status in {200, 307}
        assert TOKEN in seen

    logged, _, seen = visit(application(cuts=False), target)
    assert MOOD in logged
    assert MOOD in seen


@pytest.mark.parametrize("path", ["/Answer", "//answer", "/answer/", "/ANSWER//"])
def test_the_page_of_the_app_is_opened_at_its_own_address(path: str) -> None:
    _, status, seen = visit(application(cuts=True), f"{path}?t={TOKEN}%23{MOOD}")
    assert status == 307
    assert f"(b'location', b'/answer?t={TOKEN}')" in seen
    assert visit(application(cuts=True), f"/answer?t={TOKEN}%23{MOOD}")[1] == 200


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (f"//A/{TOKEN}//", f"/a/{TOKEN}"),
        (f"/a/{TOKEN}%2520%3E", f"/a/{TOKEN}%2520%3E"),
        ("/ANSWER/?t=x", "/answer?t=x"),
        ("/A", "/a"),
        ("/app/static/x%23y", "/app/static/x%23y"),
        ("/ask/a/%23", "/ask/a/%23"),
        ("/answers%23x", "/answers%23x"),
    ],
)
def test_slashes_and_capitals_are_mended_and_other_addresses_stay(target: str, path: str) -> None:
    assert visit(application(cuts=True), target)[0] == path
