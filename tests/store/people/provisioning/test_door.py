"""Attacks on the door for synchronising: nothing opens it but the token, and nothing leaks."""

import json
import logging
import subprocess
import sys
from itertools import product
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.http.routes import routes
from dashboard.scim import door as scim
from surveys.installation import Installation
from surveys.people.provisioning.directory import DirectoryError, make_token, remove_token
from surveys.settings import Settings
from tests.refusals import code
from tests.store.people.provisioning.conftest import PATCH, USER, Provider

ANYWHERE = ["Users", "Groups/unknown", "nothing/at/all", ""]


def problem(answer: Any, status: int, scim_type: str | None = None) -> dict[str, Any]:
    """Return the body of an error, which has the form of SCIM and tells nothing of the inside."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    body: dict[str, Any] = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(status)
    assert body.get("scimType") == scim_type
    assert "Traceback" not in answer.text
    assert "pydantic" not in answer.text
    return body


NO_TOKENS = [
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    "Basic {token}",
    "{token}",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer \u00e9\u00e9",
]


def test_nothing_but_the_token_opens_and_only_in_its_header(provider: Provider) -> None:
    for header, path, method in product(NO_TOKENS, ANYWHERE, ("GET", "POST", "PROPFIND")):
        headers = {} if header is None else {"Authorization": header.format(token=provider.token)}
        encoded = {name: value.encode() for name, value in headers.items()}
        answer = provider.client.request(method, f"/scim/v2/{path}", headers=encoded)
        problem(answer, 401)
        assert answer.headers["www-authenticate"] == 'Bearer realm="SCIM"'
    for name in ("access_token", "token", "Authorization"):
        query = {name: provider.token}
        problem(provider.client.get("/scim/v2/Users", params=query), 401)
    cookie = {"Cookie": f"peil_session={provider.token}; token={provider.token}"}
    problem(provider.client.get("/scim/v2/Users", headers=cookie), 401)


def test_the_answer_is_the_same_where_nobody_synchronises(
    provider: Provider, installation: Installation
) -> None:
    def refused() -> tuple[int, bytes, dict[str, str]]:
        headers = {"Authorization": f"Bearer {'x' * 43}"}
        answer = provider.client.get("/scim/v2/Users", headers=headers)
        return answer.status_code, answer.content, dict(answer.headers)

    with_token = refused()
    assert remove_token(installation)
    assert refused() == with_token
    problem(provider.send("GET", "Users"), 401)
    assert not remove_token(installation)


def test_a_new_token_replaces_the_other(provider: Provider, installation: Installation) -> None:
    assert provider.send("GET", "Users").status_code == 200
    renewed = Provider(provider.client, make_token(installation), installation)
    problem(provider.send("GET", "Users"), 401)
    assert renewed.send("GET", "Users").status_code == 200


def test_only_the_hash_of_the_token_is_stored_and_no_log_has_it(
    provider: Provider, installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.user("ann")
    provider.send("GET", "Users", filter="(((")
    for file in installation.store_folder.iterdir():
        assert provider.token.encode() not in file.read_bytes()
    assert provider.token not in caplog.text
    assert "ann@example.org" not in caplog.text


def test_the_token_is_made_only_where_the_clock_runs(installation: Installation) -> None:
    elsewhere = Installation(
        installation.engine, installation.store_folder, installation.keys, keeps_time=False
    )
    with pytest.raises(DirectoryError, check=code("not_the_clock")):
        make_token(elsewhere)


def test_there_are_no_other_methods_and_no_other_paths_least_of_all_results(
    provider: Provider,
) -> None:
    unknown = "00000000-0000-0000-0000-000000000001"
    for path, methods in {
        "Users": ["PUT", "PATCH", "DELETE", "PROPFIND", "HEAD"],
        f"Groups/{unknown}": ["POST"],
        "ServiceProviderConfig": ["POST", "DELETE"],
        "Schemas": ["PUT"],
    }.items():
        for method in methods:
            answer = provider.send(method, path, {} if method != "HEAD" else None)
            assert answer.status_code == 405, (method, path)
            assert "GET" in answer.headers["allow"]
    users = [f"Users/{unknown}", f"Users/{unknown}/x", "Users/1", "users"]
    for path in (*users, "Bulk", "Me", "Results", "Waves"):
        problem(provider.send("GET", path), 404)
    assert provider.client.get("/scim/v1/Users").status_code == 404, "an error, and no page"


def test_the_half_that_takes_answers_has_none_of_it(provider: Provider) -> None:
    client = TestClient(Starlette(routes=[*routes("answer")]))
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        headers = {"Authorization": f"Bearer {provider.token}"}
        answer = client.request(method, "/scim/v2/Users", headers=headers)
        assert (answer.status_code, answer.text) == (404, "Not found")


def raw(provider: Provider, content: bytes, kind: str = "application/scim+json") -> Any:
    headers = {"Authorization": f"Bearer {provider.token}", "Content-Type": kind}
    return provider.client.post("/scim/v2/Users", content=content, headers=headers)


def test_a_body_that_is_too_large_is_not_read(provider: Provider) -> None:
    padding = b'{"schemas": [], "x": "' + b"x" * scim.MAX_BODY_BYTES
    problem(raw(provider, padding + b'"}'), 413)

    def endless() -> Any:
        yield b'{"x": "'
        for _ in range(100):
            yield b"x" * 100_000

    problem(raw(provider, endless()), 413)  # type: ignore[arg-type]


def test_only_json_is_read(provider: Provider) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/html"):
        problem(raw(provider, b"{}", kind), 415)
    body = json.dumps({"schemas": [USER], "userName": "a@b.org"}).encode()
    assert raw(provider, body, "application/json; charset=utf-8").status_code == 201


INVALID_BODIES = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b"\xff\xfe",
    b'{"userName": "\\ud800@b.org"}',
    b"[" * 100_000,
    b'{"a":' * 500 + b"1" + b"}" * 500,
    b'{"userName": NaN}',
]


def test_anything_but_an_object_of_json_is_refused(provider: Provider) -> None:
    for content in INVALID_BODIES:
        problem(raw(provider, content), 400, "invalidSyntax")


INVALID_USERS = [
    {},
    {"userName": ""},
    {"userName": "   "},
    {"userName": "no address"},
    {"userName": "a\u0000@b.org"},
    {"userName": "x" * 300 + "@b.org"},
    {"userName": ["a@b.org"]},
    {"userName": "a@b.org", "active": "perhaps"},
    {"userName": "a@b.org", "emails": "a@b.org"},
    {"userName": "a", "emails": [{"value": "a@b.org\r\nBcc: everybody@b.org"}]},
    {"userName": "a", "emails": [{"value": "<a@b.org>"}]},
    {"userName": "a@b.org", "displayName": {"$ne": None}},
]


def test_an_invalid_user_is_refused(provider: Provider) -> None:
    for user in INVALID_USERS:
        problem(provider.send("POST", "Users", {"schemas": [USER], **user}), 400, "invalidValue")
        assert provider.rows("SELECT * FROM person") == []


INVALID_FILTERS = [
    'userName eq "x" or 1 eq 1',
    "userName eq 'x' OR '1'='1'",
    'userName eq "x"; DROP TABLE person',
    'userName co "a"',
    'password eq "x"',
    "not (active eq false)",
    "(" * 5_000,
    "(" * 480 + 'id eq "x"' + ")" * 480 + ")",
    'userName eq "' + "x" * 2_000 + '"',
]


def test_an_invalid_filter_is_refused_and_the_value_of_one_is_only_compared(
    provider: Provider,
) -> None:
    provider.user("ann")
    for asked in INVALID_FILTERS:
        problem(provider.send("GET", "Users", filter=asked), 400, "invalidFilter")
    smuggled = '\\" or userName eq \\"ann@example.org'
    for value in (smuggled, "' OR '1'='1", "%", "_", "\\u0000", "\\ud800", "é"):
        asked = f'userName eq "{value}" or externalId eq "{value}" or id eq "{value}"'
        assert provider.ask("GET", "Users", filter=asked)["totalResults"] == 0


INVALID_OPERATIONS: list[tuple[Any, str]] = [
    ({"op": "explode", "path": "active", "value": True}, "invalidValue"),
    ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
    ({"op": "replace", "path": "emails[", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "emails[type", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": 5, "value": "x"}, "invalidValue"),
    ({"op": "remove"}, "noTarget"),
    ({"op": "remove", "path": "userName"}, "mutability"),
    ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
    ({"op": "replace", "value": "x"}, "invalidValue"),
    ("replace", "invalidSyntax"),
]


def test_an_invalid_patch_is_refused_and_changes_nothing(provider: Provider) -> None:
    ann = provider.user("ann")
    first = {"op": "replace", "path": "displayName", "value": "Changed"}
    for operation, scim_type in INVALID_OPERATIONS:
        body = {"schemas": [PATCH], "Operations": [first, operation]}
        problem(provider.send("PATCH", f"Users/{ann}", body), 400, scim_type)
        assert provider.rows("SELECT name FROM person") == [("ann@example.org",)]
    for operations in (None, [], "x", {}, [[]]):
        body = {"schemas": [PATCH], "Operations": operations}
        problem(provider.send("PATCH", f"Users/{ann}", body), 400, "invalidSyntax")


INVALID_MEMBERS = ["x", {"value": "x"}, {}, {"value": None}, 5, [["x"]], {"value": {"value": "x"}}]


def test_members_without_valid_ids_are_refused(provider: Provider) -> None:
    group = provider.group("Care")
    for member in INVALID_MEMBERS:
        operation = {"op": "add", "path": "members", "value": [member]}
        body = {"schemas": [PATCH], "Operations": [operation]}
        problem(provider.send("PATCH", f"Groups/{group}", body), 400, "invalidValue")


def test_an_invalid_page_or_attribute_is_refused_and_numbers_of_any_size_are_only_numbers(
    provider: Provider,
) -> None:
    problem(provider.send("GET", "Users", startIndex="x"), 400, "invalidValue")
    problem(provider.send("GET", "Users", count="1; DROP TABLE person"), 400, "invalidValue")
    problem(provider.send("GET", "Users", attributes="emails["), 400, "invalidPath")
    for start in ("9" * 30, "-" + "9" * 30):
        assert provider.ask("GET", "Users", startIndex=start, count="9" * 30)["itemsPerPage"] == 0


def test_markup_stays_text_and_lines_stay_lines(provider: Provider) -> None:
    name = "<script>alert(1)</script> [x](http://evil)"
    ann = provider.user("ann", displayName=f"  {name}\r\n\u202e\tBcc ")
    answer = provider.send("GET", f"Users/{ann}")
    assert answer.headers["content-type"] == "application/scim+json"
    assert answer.json()["displayName"] == f"{name} Bcc"


def test_what_nobody_asked_for_is_ignored(provider: Provider) -> None:
    more = {
        "id": "00000000-0000-0000-0000-000000000001",
        "role": "administrator",
        "roles": [{"value": "hr", "primary": "True"}],
        "unit_id": "x",
        "groups": [{"value": "x"}],
        "urn:ietf:params:scim:schemas:extension:custom:2.0:User": {"x": {"y": []}},
        "entitlements": 5,
    }
    ann = provider.user("ann", **more)
    assert ann != more["id"]
    assert provider.rows("SELECT * FROM access") == []
    role = {"op": "add", "path": "roles", "value": [{"value": "hr"}]}
    provider.patch(f"Users/{ann}", role)
    assert provider.rows("SELECT * FROM access") == []


def test_before_set_up_nothing_is_kept(client: TestClient, installation: Installation) -> None:
    provider = Provider(client, make_token(installation), installation)
    assert provider.ask("GET", "Users")["totalResults"] == 0
    for kind, body in (("Users", {"userName": "a@b.org"}), ("Groups", {"displayName": "A"})):
        problem(provider.send("POST", kind, {"schemas": [], **body}), 503)
    assert provider.rows("SELECT * FROM unit") == []


def test_while_the_database_is_away_it_says_so(
    provider: Provider, installation: Installation, settings: Settings
) -> None:
    assert provider.send("GET", "Users").status_code == 200
    installation.engine.dispose()
    (settings.store_folder / "peil.db").unlink()
    problem(provider.send("GET", "Users"), 503)


def test_a_fault_of_ours_tells_nothing_outside(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("surveys.people.provisioning.people_sync.find", fail)
    answer = provider.send("GET", "Users")
    problem(answer, 500)
    assert "inside" not in answer.text
    assert "inside" in caplog.text


def test_what_synchronising_needs_is_loaded_only_when_it_is_used() -> None:
    program = (
        "import streamlit_app, dashboard.commands.main, sys; print('scim2_models' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split()[-1] == b"False"
