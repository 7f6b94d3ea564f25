"""The plain HTTP side of the app: health, headers, and what no log may hold."""

import json
import logging
import re

import pytest
from starlette.testclient import TestClient

from dashboard.http.routes import STATIC
from surveys.installation.installation import Installation
from surveys.settings import current_settings
from surveys.texts import LANGUAGES


def test_it_says_whether_it_is_ready(client: TestClient, installation: Installation) -> None:
    assert client.get("/healthz").text == client.get("/readyz").text == "ok"
    installation.engine.dispose()
    (installation.store_folder / "peil.db").unlink()
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/", "/healthz", "/sign-in/nothing", "/answer"])
def test_no_page_lets_browsers_leak_or_embed(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers, "it would lock localhost to https"


@pytest.mark.parametrize("address", ["https://peil.example.org", "http://localhost:8501"])
def test_where_people_use_https_browsers_are_told_to_stay_with_it(
    client: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only the proxy knows that they do."""
    monkeypatch.setenv("PEIL_ADDRESS", address)
    current_settings.cache_clear()
    name = "strict-transport-security"
    assert (name in client.get("/").headers) == address.startswith("https")
    secure = TestClient(client.app, base_url="https://testserver")
    assert secure.get("/healthz").headers[name] == "max-age=31536000"


def test_icon_and_typeface_are_served(client: TestClient) -> None:
    sheet = (STATIC / "inter.css").read_text()
    faces = re.findall(r'url\("(.+?)"\)', sheet)
    assert len(faces) == sheet.count("@font-face") == 2
    for name in (*faces, "inter.css", "pages.css", "print.css", "peil.svg"):
        assert client.get(f"/app/static/{name}").content == (STATIC / name).read_bytes()
    outside = client.get("/app/static/%2e%2e/http/streamlit.toml")
    assert outside.status_code in {400, 404}


def test_traffic_figures_are_closed_and_unknown_paths_an_error(client: TestClient) -> None:
    for path in ("/_stcore/metrics", "/api/typo"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/team", "/how-to-read", "/changes-of-people"])
def test_a_page_says_where_its_server_is(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache", "a new version is seen at once"
    assert page.text.index("window.__streamlit") < page.text.index('<script type="module"')


@pytest.mark.parametrize("path", ["/", "/answer", "/team"])
def test_every_page_knows_in_both_languages_what_to_say_without_its_server(
    client: TestClient, path: str
) -> None:
    page = client.get(path).text
    [words] = re.findall(r"const words = (.+)", page)
    assert set(json.loads(words)) == set(LANGUAGES)
    assert "No connection. This page tries again by itself." in words


def test_a_page_for_links_is_not_kept_and_its_token_is_in_nothing_but_the_address(
    client: TestClient,
) -> None:
    page = client.get("/answer?t=secret-of-mine")
    assert page.headers["cache-control"] == "no-store"
    assert "secret-of-mine" not in page.text
    assert not re.search(r"Storage|replaceState|pushState|document\.cookie", page.text)


@pytest.mark.parametrize(("path", "expected"), [("/team", True), ("/answer", False)])
def test_chart_code_is_fetched_early(client: TestClient, path: str, expected: bool) -> None:
    found = re.findall(r'modulepreload" fetchpriority="low" href="\.(.+?)"', client.get(path).text)
    assert any("Chart" in script for script in found) == expected
    assert all(client.get(part).status_code == 200 for part in found)


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
