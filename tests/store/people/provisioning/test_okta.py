"""Okta synchronises: the requests that its documents show, in their order."""

from typing import Any

import pytest
from sqlalchemy import event

from surveys.installation import installation as installations
from tests.store.people.provisioning.conftest import GROUP, USER, Provider

pytestmark = pytest.mark.both_databases


def bob(**more: Any) -> dict[str, Any]:
    return {
        "schemas": [USER],
        "userName": "bob@example.org",
        "name": {"givenName": "Bob", "familyName": "de Vries"},
        "emails": [{"primary": True, "value": "bob@example.org", "type": "work"}],
        "displayName": "Bob de Vries",
        "locale": "nl-NL",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }


def test_it_looks_for_somebody_and_adds_them(provider: Provider) -> None:
    page = {"startIndex": 1, "count": 100}
    found = provider.ask("GET", "Users", filter='userName eq "bob@example.org"', **page)
    assert (found["totalResults"], found["startIndex"], found["Resources"]) == (0, 1, [])
    added = provider.ask("POST", "Users", bob())
    assert added["externalId"] == "00ujl29u0le5T6Aj10h7"
    assert "password" not in added
    assert provider.rows("SELECT name, key FROM person") == [
        ("Bob de Vries", "00ujl29u0le5T6Aj10h7")
    ]


def test_it_describes_somebody_anew(provider: Provider) -> None:
    person = provider.ask("POST", "Users", bob(preferredLanguage="nl"))["id"]
    anew = bob(id=person, displayName="Bob Jansen", externalId=None, meta={"version": "1"})
    changed = provider.ask("PUT", f"Users/{person}", anew)
    assert (changed["id"], changed["displayName"]) == (person, "Bob Jansen")
    kept = provider.rows("SELECT name, key, language FROM person")
    assert kept == [("Bob Jansen", "00ujl29u0le5T6Aj10h7", "nl")], "what is not given stays"
    assert provider.ask("PUT", f"Users/{person}", anew) == changed


@pytest.mark.parametrize("dialect", ["put", "patch"])
def test_a_deactivated_user_is_removed_and_can_be_activated_again(
    provider: Provider, dialect: str
) -> None:
    person = provider.ask("POST", "Users", bob())["id"]
    if dialect == "put":
        gone = provider.ask("PUT", f"Users/{person}", bob(active=False))
    else:
        gone = provider.patch(f"Users/{person}", {"op": "replace", "value": {"active": False}})
    assert (gone["id"], gone["active"], gone["userName"]) == (person, False, "bob@example.org")
    assert provider.rows("SELECT * FROM person") == []
    back = provider.ask("PUT", f"Users/{person}", bob())
    assert (back["id"], back["active"]) == (person, True)
    assert provider.rows("SELECT name FROM person") == [("Bob de Vries",)]


def test_a_user_sent_as_inactive_is_not_kept(provider: Provider) -> None:
    answer = provider.send("POST", "Users", bob(active=False))
    assert (answer.status_code, answer.json()["active"]) == (201, False)
    assert provider.rows("SELECT * FROM person") == []
    assert provider.rows("SELECT * FROM roster_change") == []


def test_nobody_is_there_twice(provider: Provider) -> None:
    provider.ask("POST", "Users", bob())
    for same in (
        bob(),
        bob(userName="BOB@example.org", externalId="2"),
        bob(userName="robert", emails=[{"value": "Bob@Example.org"}], externalId="2"),
        bob(userName="eve@example.org", emails=[]),
    ):
        answer = provider.send("POST", "Users", same)
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness"), same
    assert len(provider.rows("SELECT * FROM person")) == 1


def test_nobody_takes_the_name_of_somebody_else(provider: Provider) -> None:
    provider.ask("POST", "Users", bob())
    eve = provider.user("eve")
    rename = {"op": "replace", "path": "userName", "value": "bob@example.org"}
    body = {"schemas": [], "Operations": [rename]}
    assert provider.send("PATCH", f"Users/{eve}", body).status_code == 409
    assert provider.ask("GET", f"Users/{eve}")["userName"] == "eve@example.org"


def test_a_group_is_pushed_renamed_filled_and_emptied(provider: Provider) -> None:
    person = provider.ask("POST", "Users", bob())["id"]
    body = {"schemas": [GROUP], "displayName": "Depot", "members": []}
    depot = provider.ask("POST", "Groups", body)["id"]
    rename = {"op": "replace", "value": {"id": depot, "displayName": "Depot East"}}
    provider.patch(f"Groups/{depot}", rename)
    assert provider.ask("GET", f"Groups/{depot}")["displayName"] == "Depot East"
    member = {"value": person, "display": "bob@example.org"}
    provider.patch(f"Groups/{depot}", {"op": "add", "path": "members", "value": [member]})
    assert provider.unit_of("Bob de Vries") == "Depot East"
    provider.patch(f"Groups/{depot}", {"op": "replace", "path": "members", "value": []})
    assert provider.unit_of("Bob de Vries") == "Example"
    filled = {**body, "id": depot, "members": [member]}
    assert provider.ask("PUT", f"Groups/{depot}", filled)["members"][0]["value"] == person
    del filled["members"]
    assert "members" in provider.ask("PUT", f"Groups/{depot}", filled), "not given, they stay"
    provider.ask("PUT", f"Groups/{depot}", {**filled, "members": []})
    assert provider.unit_of("Bob de Vries") == "Example"


def test_everybody_is_imported_by_pages(provider: Provider) -> None:
    for number in range(7):
        provider.user(f"p{number}")
    seen = []
    for start in (1, 4, 7):
        page = provider.ask("GET", "Users", startIndex=start, count=3)
        assert (page["totalResults"], page["startIndex"]) == (7, start)
        assert page["itemsPerPage"] == len(page["Resources"]) == min(3, 8 - start)
        seen += [user["userName"] for user in page["Resources"]]
    assert sorted(seen) == [f"p{number}@example.org" for number in range(7)]
    assert provider.ask("GET", "Users", startIndex=8, count=3)["Resources"] == []
    assert provider.ask("GET", "Users", count=0)["totalResults"] == 7
    odd = provider.ask("GET", "Users", startIndex=-4, count=-1)
    assert (odd["startIndex"], odd["Resources"]) == (1, [])
    only_names = provider.ask("GET", "Users", attributes="userName")["Resources"][0]
    assert set(only_names) == {"schemas", "id", "userName"}


def test_it_asks_what_is_supported(provider: Provider) -> None:
    config = provider.ask("GET", "ServiceProviderConfig")
    assert config["patch"] == {"supported": True}
    assert config["filter"] == {"supported": True, "maxResults": 200}
    assert config["bulk"]["supported"] is False
    assert config["authenticationSchemes"][0]["type"] == "oauthbearertoken"
    types = provider.ask("GET", "ResourceTypes")["Resources"]
    assert {kind["endpoint"] for kind in types} == {"/Users", "/Groups"}
    assert provider.ask("GET", "ResourceTypes/User") in types
    schemas = provider.ask("GET", "Schemas")["Resources"]
    assert {USER, GROUP} < {schema["id"] for schema in schemas}
    user = provider.ask("GET", f"Schemas/{USER}")
    assert "emails" in {attribute["name"] for attribute in user["attributes"]}
    assert provider.send("GET", "Schemas/unknown").status_code == 404


def test_a_page_reads_no_more_than_it_shows(provider: Provider) -> None:
    for number in range(4):
        provider.group(f"G{number}", provider.user(f"p{number}"))
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = installations.current_installation().engine
    event.listen(engine, "before_cursor_execute", note)
    for kind in ("Users", "Groups"):
        shown = provider.ask("GET", kind, startIndex=2, count=2, excludedAttributes="members")
        assert (len(shown["Resources"]), shown["totalResults"] > 3) == (2, True)
    event.remove(engine, "before_cursor_execute", note)
    reading = [s for s in statements if "FROM person" in s or "FROM unit" in s]
    assert len(reading) == 4
    assert all("count(*)" in s or ("LIMIT" in s and "ORDER BY" in s) for s in reading)
