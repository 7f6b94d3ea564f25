"""Which pages give a browser which cookies; who answers gets none of ours."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import streamlit_app
from dashboard.clock import now
from dashboard.cookies import BROWSER, SESSION, WANTED
from dashboard.http.routes import middleware
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.sign_in.sign_in import make_link_secret, redeem
from tests.builders import add_people


@pytest.fixture
def client(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    assert installation
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.current_installation.cache_clear()
    yield TestClient(streamlit_app.app, follow_redirects=False)
    installations.current_installation.cache_clear()


def ours(client: TestClient, path: str) -> set[str]:
    """The names of our own cookies that a page sets."""
    return {name for name in client.get(path).cookies if name.startswith("peil_")}


def test_the_first_page_binds_links_to_the_browser(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert cookie.startswith(BROWSER)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie, "it goes when the browser closes"
    assert BROWSER not in client.get("/").cookies, "it is set once"


def test_a_browser_that_has_kept_the_first_page_but_not_the_cookie_gets_another(
    client: TestClient,
) -> None:
    first = client.get("/")
    client.cookies.clear()
    kept = {"If-None-Match": first.headers["etag"]}
    again = client.get("/", headers={"Accept": "text/html,*/*", **kept})
    assert again.status_code == 304
    assert again.cookies[BROWSER] != first.cookies[BROWSER]
    client.cookies.clear()
    assert BROWSER not in client.get("/answer", headers={"Accept": "text/html", **kept}).cookies


def test_two_browsers_get_two_secrets(client: TestClient) -> None:
    first = client.get("/").cookies[BROWSER]
    client.cookies.clear()
    assert client.get("/").cookies[BROWSER] != first


@pytest.mark.parametrize(
    "path", ["/answer?t=token", "/answer", "/thanks", "/results?u=link", "/privacy", "/healthz"]
)
def test_who_answers_gets_no_cookie_of_ours(client: TestClient, path: str) -> None:
    assert ours(client, path) == set()


@pytest.mark.parametrize("path", ["/", "/how-to-read", "/?link=used"])
def test_a_page_that_is_open_to_all_is_not_remembered(client: TestClient, path: str) -> None:
    assert ours(client, path) == {BROWSER}


def test_a_page_that_needs_signing_in_is_remembered(client: TestClient) -> None:
    assert ours(client, "/team?unit=abc&view=wave") == {BROWSER, WANTED}
    assert client.cookies[WANTED] == "%2Fteam%3Funit%3Dabc%26view%3Dwave"


def test_who_is_signed_in_wants_nothing(
    client: TestClient, installation: Installation, organisation: dict[str, UUID]
) -> None:
    [person] = add_people(installation, organisation["North"], 1)
    secret = redeem(installation, make_link_secret(installation, person, now()), now())
    assert secret is not None
    client.cookies.set(SESSION, secret)
    assert ours(client, "/team") == {BROWSER}
    client.cookies.set(SESSION, "over")
    assert WANTED in ours(client, "/team")


def test_where_only_answers_are_given_nothing_sets_cookies() -> None:
    around = [each.cls.__name__ for each in middleware("answer")]
    assert around == ["SecurityHeaders"]
    assert len(middleware(None)) == len(middleware("dashboard")) == 3
    assert Starlette(middleware=middleware("answer"))
