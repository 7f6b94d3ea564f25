"""The description of the API: everything that it allows is asked, and more; and its page."""

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks
from starlette.applications import Starlette

from dashboard.api.endpoints import ENDPOINTS
from dashboard.http.routes import routes
from surveys.api_clients import SCOPES
from surveys.settings import current_settings
from surveys.texts import LANGUAGES
from tests.api import Application
from tests.store.api.conftest import World

load_all_checks()
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", Starlette(routes=routes(None)))
OPERATIONS = {result.ok().path: result.ok() for result in SCHEMA.get_all_operations()}


def test_the_description_has_every_address_and_every_scope() -> None:
    assert set(OPERATIONS) == {f"/{one.path}" for one in ENDPOINTS}
    assert {one.scope for one in ENDPOINTS} == set(SCOPES)


@pytest.mark.parametrize("path", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_described(
    whole: Application, monkeypatch: pytest.MonkeyPatch, path: str, in_full: bool
) -> None:
    """Every request that Schemathesis makes, right or wrong, with real ids and invented ones."""
    monkeypatch.setenv("PEIL_API_REQUESTS_PER_MINUTE", "100000")
    current_settings.cache_clear()
    headers = {"Authorization": f"Bearer {whole.token}"}

    @given(case=OPERATIONS[path].as_strategy())
    @settings(
        max_examples=1000 if in_full else 30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers)

    ask()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_no_token_no_script_and_no_other_host(world: World, language: str) -> None:
    answer = world.client.get("/api/v1/", params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    page = answer.text
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<(script|img|link|iframe|form)\b", page)
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    for one in ENDPOINTS:
        assert f"/api/v1/{one.path}" in page
        assert one.scope in page
    # Every reference leads to a place on the page.
    assert set(re.findall(r'href="#(\w+)"', page)) <= set(re.findall(r'id="(\w+)"', page))


def test_the_description_is_in_both_languages_and_holds_nothing_of_the_installation(
    world: World,
) -> None:
    both = [world.client.get("/api/v1/openapi.json", params={"lang": one}) for one in LANGUAGES]
    english, dutch = (answer.json() for answer in both)
    assert english["paths"].keys() == dutch["paths"].keys()
    assert english["info"]["description"] != dutch["info"]["description"]
    for answer in both:
        for name, unit in world.units.items():
            assert str(unit) not in answer.text
            assert f'"{name}"' not in answer.text
