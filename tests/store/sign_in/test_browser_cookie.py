"""Which pages give a browser which cookies; whoever answers gets none of ours."""

from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.clock import now
from dashboard.cookies import BROWSER, SESSION, WANTED
from dashboard.http.routes import middleware
from surveys.installation.installation import Installation
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.builders import add_person


def ours(client: TestClient, path: str) -> set[str]:
    """Return the names of our own cookies that a page sets."""
    return {name for name in client.get(path).cookies if name.startswith("peil_")}


def test_the_first_page_binds_links_to_the_browser(client: TestClient) -> None:
    first = client.get("/")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(BROWSER)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie, "it goes when the browser closes"
    assert BROWSER not in client.get("/").cookies, "it is set once"
    client.cookies.clear()
    assert client.get("/").cookies[BROWSER] != first.cookies[BROWSER], "another browser"


def test_no_browser_keeps_the_first_page_longer_than_the_cookie_that_came_with_it(
    client: TestClient,
) -> None:
    headers = client.get("/").headers
    assert headers["cache-control"] == "no-cache"
    assert not {"etag", "last-modified"} & set(headers), "asked again, it comes anew"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *((path, set()) for path in ("/answer?t=token", "/answer", "/results?u=link")),
        *((path, set()) for path in ("/privacy", "/healthz")),
        *((path, {BROWSER}) for path in ("/", "/how-to-read", "/?link=used")),
        ("/team?unit=abc&view=wave", {BROWSER, WANTED}),
    ],
)
def test_whoever_answers_gets_no_cookie_and_only_pages_behind_sign_in_are_remembered(
    client: TestClient, path: str, expected: set[str]
) -> None:
    assert ours(client, path) == expected
    if WANTED in expected:
        assert client.cookies[WANTED] == "%2Fteam%3Funit%3Dabc%26view%3Dwave"


def test_no_page_is_remembered_while_signed_in(
    client: TestClient, installation: Installation, north: UUID
) -> None:
    person = add_person(installation, north)
    secret = redeem(installation, make_link_secret(installation, person, now()), now())
    assert secret is not None
    client.cookies.set(SESSION, secret)
    assert ours(client, "/team") == {BROWSER}
    client.cookies.set(SESSION, "over")
    assert WANTED in ours(client, "/team")


def test_a_process_that_only_takes_answers_sets_no_cookies() -> None:
    around = [each.cls.__name__ for each in middleware("answer")]
    assert around == ["SecurityHeaders"]
    assert len(middleware(None)) == len(middleware("dashboard")) == 3
    assert Starlette(middleware=middleware("answer"))
