"""The plain HTTP side of the app: health, sign-in links, headers, and what no log may hold."""

import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.testclient import TestClient

import streamlit_app
from dashboard.clock import now
from dashboard.cookies import SESSION
from surveys import installation as installations
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.sign_in import make_link_secret, signed_in
from tests.conftest import add_people


@pytest.fixture
def client(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.installation.cache_clear()
    yield TestClient(streamlit_app.app, follow_redirects=False)
    installations.installation.cache_clear()


@pytest.fixture
def person(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    return add_people(installation, organisation["North"], 1)[0]


def test_it_says_that_it_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").text == "ok"


def test_it_is_not_ready_without_its_database(
    client: TestClient, installation: Installation
) -> None:
    assert client.get("/readyz").status_code == 200
    installation.engine.dispose()
    (installation.store_folder / "peil.db").unlink()
    assert client.get("/readyz").status_code == 503


def test_a_sign_in_link_opens_a_session_that_scripts_cannot_read(
    client: TestClient, installation: Installation, person: UUID
) -> None:
    answer = client.get(f"/sign-in/{make_link_secret(installation, person, now())}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    reader = signed_in(installation, answer.cookies[SESSION], now())
    assert reader is not None
    assert reader.person == person


def test_over_https_the_session_stays_on_https(
    installation: Installation, person: UUID, client: TestClient
) -> None:
    client.base_url = "https://testserver"
    answer = client.get(f"/sign-in/{make_link_secret(installation, person, now())}")
    assert "Secure" in answer.headers["set-cookie"]


def test_a_used_link_leads_to_the_welcome_page_without_a_session(
    client: TestClient, installation: Installation, person: UUID
) -> None:
    secret = make_link_secret(installation, person, now())
    client.get(f"/sign-in/{secret}")
    again = client.get(f"/sign-in/{secret}")
    assert again.headers["location"] == "/?link=used"
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/sign-in/nothing", "/answer"])
def test_every_answer_keeps_browsers_from_leaking_and_embedding(
    client: TestClient, path: str
) -> None:
    headers = client.get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]


def test_traffic_figures_are_closed(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404


def test_an_unknown_path_of_the_interface_is_an_error(client: TestClient) -> None:
    assert client.get("/api/typo").status_code == 404


@pytest.mark.parametrize(
    ("logger", "level", "kept"),
    [
        ("uvicorn.access", logging.INFO, False),
        ("uvicorn.access", logging.CRITICAL, False),
        ("uvicorn.error", logging.INFO, False),
        ("uvicorn.error", logging.ERROR, True),
    ],
)
def test_no_visit_is_noted_whatever_the_handlers(
    caplog: pytest.LogCaptureFixture, logger: str, level: int, kept: bool
) -> None:
    noisy = logging.getLogger(logger)
    noisy.addHandler(caplog.handler)
    try:
        noisy.log(level, "GET /answer?t=token")
    finally:
        noisy.removeHandler(caplog.handler)
    assert bool(caplog.records) == kept
