"""Attacks on the door of the API: only a valid token opens it, and no further than it says."""

import hmac
import logging
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.api.rates import Rates
from dashboard.clock import today
from dashboard.http.headers import HEADERS
from dashboard.http.routes import routes
from surveys.access import OPERATOR
from surveys.api_clients import SCOPES, admission, remove
from surveys.settings import current_settings
from tests.api import Application
from tests.store.api.conftest import World, paths
from tests.stored import main_dump, main_rows

METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")


def problem(answer: Any, status: int) -> dict[str, Any]:
    """Return the body of a refusal, which has its form and tells nothing of the inside."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.keys() == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert "Traceback" not in answer.text
    return body


NO_TOKENS = [
    None,
    "",
    "Bearer",
    "Bearer wrong",
    "Basic {token}",
    "{token}",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer {others_id}",
    "Bearer \u00e9\u00e9",
]


def test_nothing_but_a_token_opens_and_only_in_its_header(
    world: World, whole: Application, units: Any, waves: list[str]
) -> None:
    other = world.application(name="Another")
    # The id of one application with the secret of another.
    swapped = f"peil_{other.id.hex}_{whole.token.split('_', 2)[2]}"
    for header, path in product(NO_TOKENS, [*paths(units, waves)[:4], "nothing", "a/b/c/d"]):
        headers = {} if header is None else {"Authorization": header}
        encoded = {
            name: value.format(token=whole.token, others_id=swapped).encode()
            for name, value in headers.items()
        }
        answer = world.client.get(f"/api/v1/{path}", headers=encoded)
        problem(answer, 401)
        assert answer.headers["www-authenticate"] == 'Bearer realm="Peil"'
    for name in ("access_token", "token", "Authorization"):
        problem(world.client.get("/api/v1/units", params={name: whole.token}), 401)
    cookie = {"Cookie": f"peil_session={whole.token}; token={whole.token}"}
    problem(world.client.get("/api/v1/units", headers=cookie), 401)


def test_expired_and_ended_tokens_open_nothing_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = world.application(name="Brief")
    assert brief.get("units").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr("dashboard.api.answering.today", lambda: today() + timedelta(days=30))
        assert brief.get("units").status_code == 200, "the last day counts"
        patch.setattr("dashboard.api.answering.today", lambda: today() + timedelta(days=31))
        problem(brief.get("units"), 401)
    remove(world.installation, OPERATOR, brief.id)
    problem(brief.get("units"), 401)


def test_secrets_are_compared_in_constant_time_even_for_nobody(
    world: World, whole: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared, in_constant_time = [], hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return in_constant_time(one, other)

    monkeypatch.setattr(admission.hmac, "compare_digest", compare)
    nobody = f"peil_{'0' * 32}_{'x' * 43}"
    for token in (whole.token, nobody, "nonsense", whole.token[:-1] + "~"):
        whole.with_token(token).get("units")
    assert compared == [(32, 32)] * 4


def test_only_the_hash_of_a_token_is_stored_and_no_log_has_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        known = world.application(name="Secretive")
        known.get("overview")
        known.get("nothing")
    secret = known.token.split("_", 2)[2]
    assert secret not in main_dump(world.installation)
    assert secret not in caplog.text
    assert secret.encode() not in (world.installation.store_folder / "peil.db").read_bytes()


@pytest.mark.parametrize("unit", ["Example", "North", "Polar", "East", "South"])
def test_a_program_reads_its_unit_and_those_below_and_no_other(
    world: World, units: Any, waves: list[str], unit: str
) -> None:
    below = {"Example": set(units), "North": {"North", "Polar", "East"}}.get(unit, {unit})
    known = world.application(unit, name=f"Of {unit}")
    assert {one["name"] for one in known.read("units")["units"]} == below
    assert {one["name"] for one in known.read("overview")["units"]} == below
    unknown = problem(known.get(f"units/{known.id}/results"), 404)
    for name, one in units.items():
        for path in (f"units/{one}/results", f"units/{one}/waves/{waves[0]}"):
            answer = known.get(path)
            if name in below:
                assert answer.status_code == 200
            else:
                # Just as for a unit that does not exist.
                assert problem(answer, 404) == unknown


@pytest.mark.parametrize("scope", SCOPES)
def test_each_scope_opens_its_addresses_only(
    world: World, units: Any, waves: list[str], scope: str
) -> None:
    known = world.application(None, scope, name=f"Scope {scope}")
    opened = {
        "units": {"units"},
        "waves": {"waves"},
        "overview": {"overview"},
        "results": {path for path in paths(units, waves) if "/" in path},
    }[scope]
    for path in paths(units, waves):
        answer = known.get(path)
        if path in opened:
            assert answer.status_code == 200
        else:
            problem(answer, 403)


def test_nothing_is_changed_and_other_sites_read_nothing(whole: Application) -> None:
    for method, path in product(METHODS, ("units", "overview", "openapi.json", "")):
        sent = {"Authorization": f"Bearer {whole.token}", "Origin": "https://elsewhere.example"}
        answer = whole.client.request(method, f"/api/v1/{path}", headers=sent)
        problem(answer, 405)
        assert answer.headers["allow"] == "GET, HEAD"
    answer = whole.get("units", {"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers.items() >= {k.lower(): v for k, v in HEADERS.items()}.items()
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "units/",
        "units/x/results",
        "Units",
        "units/%2e%2e/waves",
        "waves/1",
        "units/%00/results",
        "v2",
    ],
)
def test_an_unknown_address_is_one_refusal(whole: Application, path: str) -> None:
    problem(whole.get(path), 404)


def test_a_language_that_peil_does_not_have_is_refused(whole: Application) -> None:
    assert "nl" in problem(whole.get("units", lang="xx"), 400)["detail"]


def test_the_answer_half_serves_none_of_it(world: World, whole: Application) -> None:
    client = TestClient(Starlette(routes=routes("answer")))
    for path in ("", "openapi.json", "units", "overview"):
        headers = {"Authorization": f"Bearer {whole.token}"}
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 404
    del world


def test_an_answer_that_is_known_is_not_sent_again_until_something_changes(
    world: World, units: Any, waves: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_API_REQUESTS_PER_MINUTE", "1000")
    current_settings.cache_clear()
    known, narrow = world.application(name="Tags"), world.application("North", name="Narrow tags")
    tags = {}
    for path in paths(units, waves):
        answer = known.get(path)
        tags[path] = answer.headers["etag"]
        for sent in (tags[path], f'"x", W/{tags[path]}', "*"):
            again = known.get(path, {"If-None-Match": sent})
            assert (again.status_code, again.content) == (304, b"")
        assert known.get(path, {"If-None-Match": '"other"'}).status_code == 200
        assert known.get(path, {"If-None-Match": tags[path]}, lang="nl").status_code == 200
    assert len(set(tags.values())) == len(tags)
    # What one application may read is not an answer to another, and no tag opens anything.
    assert narrow.get("overview").headers["etag"] != tags["overview"]
    path = f"units/{units['South']}/results"
    problem(narrow.get(path, {"If-None-Match": tags[path]}), 404)
    problem(known.with_token("x").get(path, {"If-None-Match": tags[path]}), 401)


def test_whoever_asks_too_often_waits_and_nobody_else_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_API_REQUESTS_PER_MINUTE", "3")
    current_settings.cache_clear()
    eager, patient = world.application(name="Eager"), world.application(name="Patient")
    answers = [eager.get("waves") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    problem(answers[-1], 429)
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert patient.get("waves").status_code == 200


def test_a_bucket_fills_again_and_never_over_its_brim() -> None:
    rates, client = Rates(), UUID(int=1)
    assert [rates.take(client, 2, 0.0) for _ in range(3)] == [0, 0, 30]
    assert rates.take(client, 2, 29.0) == pytest.approx(1)
    assert rates.take(client, 2, 30.0) == 0
    assert [rates.take(client, 2, 3_600.0) for _ in range(3)] == [0, 0, 30]


def test_what_a_program_reads_is_in_the_trail_once_a_day(world: World, units: Any) -> None:
    known = world.application("North", name="Trailing")
    known.read("units")
    known.read("waves")
    noted = "SELECT subject FROM audit_entry WHERE subject LIKE '%(Trailing)'"
    assert main_rows(world.installation, noted) == []
    for _ in range(2):
        known.read(f"units/{units['Polar']}/results")
        known.get(f"units/{units['South']}/results")
        known.read("overview")
    found = main_rows(world.installation, noted)
    assert sorted(found) == [("North (Trailing)",), ("Polar (Trailing)",)]
    used = "SELECT used_on FROM api_client WHERE name = 'Trailing'"
    assert main_rows(world.installation, used)[0][0] is not None
