"""A sign-in link in a browser: a page asks, a button signs in, and nothing else does."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from dashboard.clock import now
from dashboard.cookies import BROWSER, SESSION, WANTED
from db.engine import writing
from surveys.installation import Installation
from surveys.sign_in import LINK_LIFETIME, make_link_secret, redeem, session_reader
from surveys.sign_in.sign_in import issue
from tests.builders import add_people

HERE = {"origin": "http://testserver"}


@pytest.fixture
def person(installation: Installation, north: UUID) -> UUID:
    return add_people(installation, north, 1)[0]


@pytest.fixture
def link(installation: Installation, person: UUID) -> str:
    """The path of a link made on the server."""
    return f"/sign-in/{make_link_secret(installation, person, now())}"


def asked_for(installation: Installation, person: UUID, browser: str) -> str:
    """The path of a link that was asked for in a browser."""
    with writing(installation.engine) as session:
        return "/sign-in/" + issue(session, "link", person, now() + LINK_LIFETIME, browser=browser)


def test_a_page_asks_in_the_browsers_language_and_spends_nothing(
    client: TestClient, link: str
) -> None:
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "Sign in as Person 0?" in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "no-store"
        assert client.head(link).status_code == 200
    for accepted, title in (("nl-NL,nl;q=0.9", "Inloggen als"), ("de, en;q=0.5", "Sign in as")):
        text = client.get(link, headers={"accept-language": accepted}).text
        assert title in text
        assert "<script" not in text
        assert "://" not in text
        assert '<meta name="referrer" content="strict-origin">' in text
    assert client.post(link, headers=HERE).cookies[SESSION]


def test_a_name_is_escaped(client: TestClient, installation: Installation, person: UUID) -> None:
    with writing(installation.engine) as session:
        session.connection().exec_driver_sql("UPDATE person SET name = '<b>Mo</b>'")
    page = client.get(f"/sign-in/{make_link_secret(installation, person, now())}").text
    assert "&lt;b&gt;Mo" in page
    assert "<b>" not in page


def test_the_button_opens_a_session_that_scripts_cannot_read(
    client: TestClient, installation: Installation, person: UUID, link: str
) -> None:
    answer = client.post(link, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION)]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    reader = session_reader(installation, answer.cookies[SESSION], now())
    assert reader is not None
    assert reader.person == person


def test_over_https_every_cookie_stays_on_https(client: TestClient, link: str) -> None:
    client.base_url = "https://testserver"
    answers = [
        client.get("/"),
        client.get("/team"),
        client.post(link, headers={"origin": "https://testserver"}),
    ]
    for answer in answers:
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        assert all("Secure" in cookie for cookie in cookies)


@pytest.mark.parametrize("secret", [None, "forged", "%F0%9F%92%A9", "x" * 5000])
def test_a_used_or_forged_link_fails(client: TestClient, link: str, secret: str | None) -> None:
    client.post(link, headers=HERE)
    path = link if secret is None else f"/sign-in/{secret}"
    for answer in (client.get(path), client.post(path, headers=HERE)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/?link=used")
        assert "set-cookie" not in answer.headers


def test_a_link_of_another_browser_says_so_and_is_not_spent(
    client: TestClient, installation: Installation, person: UUID
) -> None:
    path = asked_for(installation, person, "the browser that asked")
    for other in (None, "another one", ""):
        client.cookies.clear()
        if other is not None:
            client.cookies.set(BROWSER, other)
        page = client.get(path)
        assert page.status_code == 403
        assert "This link belongs to another browser" in page.text
        assert "<form" not in page.text
        assert client.post(path, headers=HERE).headers["location"] == "/?link=used"
    client.cookies.clear()
    client.cookies.set(BROWSER, "the browser that asked")
    assert "<form" in client.get(path).text
    assert client.post(path, headers=HERE).cookies[SESSION]


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "https://evil.example", "http://testserver.evil.example", "testserver"],
)
def test_no_other_site_can_press_it(client: TestClient, link: str, origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    answer = client.post(link, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert client.post(link, headers=HERE).cookies[SESSION], "the link was not spent"


@pytest.mark.parametrize("is_real", [True, False])
def test_a_session_that_was_put_into_the_browser_is_replaced_and_ends(
    client: TestClient, installation: Installation, north: UUID, link: str, is_real: bool
) -> None:
    [attacker] = add_people(installation, north, 1, named="other")
    theirs = redeem(installation, make_link_secret(installation, attacker, now()), now())
    theirs = theirs if is_real else "chosen-by-an-attacker"
    assert theirs is not None
    client.cookies.set(SESSION, theirs)
    assert client.post(link, headers=HERE).cookies[SESSION] != theirs
    assert session_reader(installation, theirs, now()) is None


def test_signing_in_leads_to_the_page_that_was_wanted(client: TestClient, link: str) -> None:
    client.cookies.set(WANTED, "%2Fteam%3Funit%3Dabc")
    answer = client.post(link, headers=HERE)
    assert answer.headers["location"] == "/team?unit=abc"
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(WANTED)]
    assert "Max-Age=0" in cookie, "and only once"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "%2F%2Fevil.example",
        "/\\evil.example",
        "%2F%5Cevil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie: x=y",
        "%2F%09/evil.example",
    ],
)
def test_it_never_leads_to_another_site(client: TestClient, link: str, elsewhere: str) -> None:
    client.cookies.set(WANTED, elsewhere)
    answer = client.post(link, headers=HERE)
    assert answer.headers["location"] == "/"
    assert "x" not in answer.cookies


def test_links_of_an_example_sign_in_at_once_and_again(
    client: TestClient, installation: Installation, person: UUID
) -> None:
    path = f"/sign-in/{make_link_secret(installation, person, now(), reusable=True)}"
    first, second = (client.get(path).cookies[SESSION] for _ in range(2))
    assert first != second
    assert session_reader(installation, first, now()) is None, "the second one ended the first"


def test_a_made_up_host_changes_nothing_that_is_sent(client: TestClient, link: str) -> None:
    evil = {"host": "evil.example"}
    assert "evil" not in client.get(link, headers=evil).text
    answer = client.post(link, headers=evil | {"origin": "http://evil.example"})
    assert answer.headers["location"] == "/"
