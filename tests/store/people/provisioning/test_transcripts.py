"""Whole lives of people and groups, in the requests that Entra and Okta send, in their order."""

from typing import Any

import pytest

from tests.store.people.provisioning.conftest import GROUP, USER, Provider

pytestmark = pytest.mark.both_databases

UPN, MARK = "Ann.Test@Example.org", "0123456789abcdef0123456789abcdef"


def look_for(provider: Provider, kind: str, filter_text: str) -> list[dict[str, Any]]:
    found = provider.ask("GET", kind, filter=filter_text, excludedAttributes="members")
    resources: list[dict[str, Any]] = found["Resources"]
    return resources


def entra_user(**more: Any) -> dict[str, Any]:
    emails = [{"primary": True, "type": "work", "value": "ann.test@example.org"}]
    body = {"schemas": [USER], "externalId": "ann.test", "userName": UPN, "active": True}
    return {**body, "displayName": "Ann Test", "emails": emails, **more}


def test_entra_creates_groups_updates_disables_restores_renames_and_removes(
    provider: Provider,
) -> None:
    def change(path: str, op: str, name: str, value: Any) -> Any:
        return provider.patch(path, {"op": op, "path": name, "value": value})

    assert look_for(provider, "Users", f'userName eq "{UPN}"') == []
    ann = provider.ask("POST", "Users", entra_user())["id"]
    body = {"schemas": [GROUP], "externalId": "8aa1", "displayName": "Peil Care", "members": []}
    assert look_for(provider, "Groups", 'displayName eq "Peil Care"') == []
    care = provider.ask("POST", "Groups", body)["id"]
    night = provider.group("Peil Night")
    for group in (care, night):
        change(f"Groups/{group}", "Add", "members", [{"$ref": None, "value": ann}])
    assert provider.unit_of("Ann Test") == "Peil Night"

    change(f"Users/{ann}", "Replace", "displayName", "Ann Jones")
    change(f"Groups/{night}", "Remove", "members", [{"value": ann}])
    assert provider.unit_of("Ann Jones") == "Peil Care"

    change(f"Users/{ann}", "Replace", "userName", MARK + UPN)
    assert provider.ask("GET", f"Users/{ann}")["emails"][0]["value"] == "ann.test@example.org"
    change(f"Users/{ann}", "Replace", "userName", UPN)
    (back,) = look_for(provider, "Users", f'userName eq "{UPN}"')
    assert back["id"] == ann, "the restored account is the same person, in the same unit"
    assert provider.unit_of("Ann Jones") == "Peil Care"

    off = provider.patch(
        f"Users/{ann}",
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Replace", "path": "userName", "value": MARK + UPN},
    )
    assert off["active"] is False
    assert provider.rows("SELECT * FROM person") == []
    assert provider.rows("SELECT * FROM group_member") == []
    on = {"Operations": [{"op": "Replace", "path": "active", "value": "True"}]}
    assert provider.send("PATCH", f"Users/{ann}", on).status_code == 404
    assert look_for(provider, "Users", f'userName eq "{UPN}"') == []
    again = provider.ask("POST", "Users", entra_user())["id"]
    change(f"Groups/{care}", "Add", "members", [{"value": again}])
    assert provider.rows("SELECT name FROM person") == [("Ann Test",)]

    change(f"Groups/{care}", "Replace", "displayName", "PEIL CARE")
    assert provider.unit_of("Ann Test") == "PEIL CARE"
    assert provider.send("DELETE", f"Groups/{care}").status_code == 204
    assert provider.unit_of("Ann Test") == "Example"
    assert provider.send("DELETE", f"Users/{again}").status_code == 204
    assert provider.rows("SELECT * FROM person") == []


def okta_user(**more: Any) -> dict[str, Any]:
    emails = [{"primary": True, "type": "work", "value": "bob@example.org"}]
    name = {"givenName": "Bob", "familyName": "de Vries"}
    body = {"schemas": [USER], "userName": "Bob@Example.org", "externalId": "00u1", "active": True}
    return {**body, "name": name, "displayName": "Bob de Vries", "emails": emails, **more}


def test_okta_creates_pushes_updates_disables_restores_renames_and_removes(
    provider: Provider,
) -> None:
    page = {"startIndex": 1, "count": 100}
    asked = 'userName eq "Bob@Example.org"'
    assert provider.ask("GET", "Users", filter=asked, **page)["totalResults"] == 0
    bob = provider.ask("POST", "Users", okta_user())
    assert bob["userName"] == "Bob@Example.org"
    member = {"value": bob["id"], "display": "Bob@Example.org"}
    first, second = provider.group("First", bob["id"]), provider.group("Second", bob["id"])

    def push(group: str, name: str, *members: dict[str, Any]) -> None:
        body = {"schemas": [GROUP], "id": group, "displayName": name, "members": list(members)}
        provider.ask("PUT", f"Groups/{group}", body)

    push(first, "First", member)
    assert provider.unit_of("Bob de Vries") == "Second", "a push that changes nothing moves nobody"
    push(second, "Second")
    assert provider.unit_of("Bob de Vries") == "First"

    where = f"Users/{bob['id']}"
    changed = provider.ask("PUT", where, okta_user(displayName="Bob Jansen"))
    assert (changed["id"], changed["displayName"]) == (bob["id"], "Bob Jansen")
    assert provider.ask("PUT", where, okta_user(active=False))["active"] is False
    assert provider.send("GET", where).status_code == 404
    back = provider.ask("PUT", where, okta_user())
    assert (back["id"], back["userName"]) == (bob["id"], "Bob@Example.org")
    assert provider.unit_of("Bob de Vries") == "Example", "groups are pushed again after that"
    provider.patch(f"Groups/{first}", {"op": "add", "path": "members", "value": [member]})

    rename = {"op": "replace", "value": {"id": first, "displayName": "FIRST"}}
    provider.patch(f"Groups/{first}", rename)
    assert provider.unit_of("Bob de Vries") == "FIRST"
    provider.ask("PUT", where, okta_user(userName="robert@example.org"))
    assert provider.rows("SELECT email FROM person") == [("bob@example.org",)]
    assert provider.send("DELETE", f"Groups/{first}").status_code == 204
    provider.patch(where, {"op": "replace", "value": {"active": False}})
    assert provider.rows("SELECT * FROM person") == []
