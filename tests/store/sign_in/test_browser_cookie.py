"""Which pages give a browser which cookies; whoever answers gets none of ours."""

from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.clock import now
from dashboard.cookies import BROWSER, SESSION, WANTED, value_of
from dashboard.http.routes import middleware
from surveys.installation.installation import Installation
from surveys.settings import current_settings
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
        *((path, set()) for path in ("/privacy", "/for-yourself", "/healthz")),
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


def test_over_https_a_cookie_is_of_this_very_host(
    client: TestClient, installation: Installation, north: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A neighbouring site can set a cookie for all of the domain, but none whose name says so."""
    monkeypatch.setenv("PEIL_ADDRESS", "https://testserver")
    current_settings.cache_clear()
    secure = TestClient(client.app, base_url="https://testserver", follow_redirects=False)
    first = secure.get("/team").headers.get_list("set-cookie")
    assert [line.split("=")[0] for line in first] == [f"__Host-{BROWSER}", f"__Host-{WANTED}"]
    for line in first:
        assert {"Secure", "Path=/", "HttpOnly"} <= set(line.split("; "))
        assert "domain" not in line.lower()
    person = add_person(installation, north, "Ada", role="hr")
    link = make_link_secret(installation, person, now())
    entered = secure.post(f"/sign-in/{link}", headers={"Origin": "https://testserver"})
    assert entered.headers["location"] == "/team"
    session = entered.cookies[f"__Host-{SESSION}"]
    secure.cookies.clear()
    for name, signed_in in ((SESSION, False), (f"__Host-{SESSION}", True)):
        answer = secure.get("/team", headers={"Cookie": f"{name}={session}"})
        assert (f"__Host-{WANTED}" not in answer.cookies) == signed_in, name


@pytest.mark.parametrize(
    ("sent", "address", "taken"),
    [
        ({SESSION: "a"}, "http://localhost:8501", "a"),
        ({SESSION: "a", f"__Host-{SESSION}": "b"}, "http://localhost:8501", "b"),
        ({SESSION: "a", f"__Host-{SESSION}": "b"}, "https://peil.example.org", "b"),
        ({SESSION: "a"}, "https://peil.example.org", None),
        ({}, "https://peil.example.org", None),
    ],
)
def test_a_cookie_without_the_prefix_counts_on_plain_http_alone(
    sent: dict[str, str], address: str, taken: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_ADDRESS", address)
    current_settings.cache_clear()
    assert value_of(sent, SESSION) == taken


def test_a_process_that_only_takes_answers_sets_no_cookies() -> None:
    around = [each.cls.__name__ for each in middleware("answer")]
    assert around == ["AnswerAddresses", "SecurityHeaders", "Admission", "CompressedFiles"]
    assert len(middleware(None)) == len(middleware("dashboard")) == 6
    assert Starlette(middleware=middleware("answer"))
