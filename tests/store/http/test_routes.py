"""The plain HTTP side of the app: health, headers, and what no log may hold."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import streamlit_app
from dashboard.http.html_shell import WITH_CHARTS
from dashboard.http.routes import STATIC
from dashboard.http.streamlit_settings import options
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings


@pytest.fixture
def client(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.current_installation.cache_clear()
    yield TestClient(streamlit_app.app, follow_redirects=False)
    installations.current_installation.cache_clear()


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


@pytest.mark.parametrize("path", ["/", "/healthz", "/sign-in/nothing", "/answer"])
def test_every_answer_keeps_browsers_from_leaking_and_embedding(
    client: TestClient, path: str
) -> None:
    headers = client.get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]


def test_icon_and_typeface_are_served(client: TestClient) -> None:
    faces = [face["url"] for face in options()["theme.fontFaces"]]
    assert len(faces) == 2
    for path in (*faces, "app/static/peil.svg"):
        assert client.get(f"/{path}").content == (STATIC / Path(path).name).read_bytes()
    outside = client.get("/app/static/%2e%2e/http/streamlit.toml")
    assert outside.status_code in {400, 404}


def test_traffic_figures_are_closed(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404


def test_an_unknown_path_of_the_interface_is_an_error(client: TestClient) -> None:
    assert client.get("/api/typo").status_code == 404


@pytest.mark.parametrize("path", ["/answer?t=token", "/team", "/how-to-read", "/changes-of-people"])
def test_a_page_says_where_its_server_is(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache", "a new version is seen at once"
    assert page.text.index("window.__streamlit") < page.text.index('<script type="module"')


@pytest.mark.parametrize(("path", "expected"), [("/team", True), ("/answer", False)])
def test_what_draws_charts_is_fetched_early_only_where_there_are_charts(
    client: TestClient, path: str, expected: bool
) -> None:
    found = re.findall(r'modulepreload" fetchpriority="low" href="\.(.+?)"', client.get(path).text)
    assert len(found) == expected
    assert all(client.get(part).status_code == 200 for part in found)


def test_pages_that_are_said_to_have_charts_are_there() -> None:
    pages = Path(streamlit_app.__file__).parent / "dashboard/pages"
    assert {page.stem for page in pages.glob("*.py")} > WITH_CHARTS


def test_files_of_streamlit_are_its_own(client: TestClient) -> None:
    assert client.get("/manifest.json").headers["content-type"] == "application/json"
    assert client.get("/_stcore/health").text == "ok"


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
