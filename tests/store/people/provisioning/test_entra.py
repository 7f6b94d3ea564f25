"""Microsoft Entra ID synchronises: the requests that its documents show, in their order."""

import pytest

from surveys.installation.installation import Installation
from tests.store.people.provisioning.conftest import ENTERPRISE, GROUP, USER, Provider

pytestmark = pytest.mark.both_databases

ANN = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Ann.Smith@example.org",
    "active": True,
    "displayName": "Ann Smith",
    "emails": [{"primary": True, "type": "work", "value": "Ann.Smith@example.org"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Ann Smith", "familyName": "Smith", "givenName": "Ann"},
    "preferredLanguage": "nl-NL",
    "roles": [],
    "title": "Nurse",
    "phoneNumbers": [{"type": "work", "value": "+31 20 000 0000"}],
    ENTERPRISE: {"department": "Care", "manager": {"value": "26118915"}, "employeeNumber": "7"},
}


def test_the_connection_is_tested_with_a_user_that_cannot_be(provider: Provider) -> None:
    found = provider.ask("GET", "Users", filter='userName eq "9b3c4f6e-non-existent"')
    assert found == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 0,
        "startIndex": 1,
        "itemsPerPage": 0,
        "Resources": [],
    }


def test_somebody_is_looked_for_then_added_and_found(provider: Provider) -> None:
    by_name = 'userName eq "Ann.Smith@example.org"'
    assert provider.ask("GET", "Users", filter=by_name)["totalResults"] == 0
    made = provider.send("POST", "Users", ANN)
    assert made.status_code == 201
    assert made.headers["content-type"] == "application/scim+json"
    added = made.json()
    assert made.headers["location"] == f"https://pulse.example.org/scim/v2/Users/{added['id']}"
    assert added["meta"]["location"] == made.headers["location"]
    (found,) = provider.ask("GET", "Users", filter=by_name)["Resources"]
    assert found == added == provider.ask("GET", f"Users/{added['id']}")
    assert found["userName"] == "Ann.Smith@example.org"
    assert found["externalId"] == ANN["externalId"]
    assert found["emails"] == ANN["emails"]
    assert (found["displayName"], found["preferredLanguage"]) == ("Ann Smith", "nl")
    assert found["active"] is True
    stored = provider.rows("SELECT name, email, user_name, key, language FROM person")
    assert stored == [
        (
            "Ann Smith",
            "Ann.Smith@example.org",
            "ann.smith@example.org",
            "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
            "nl",
        )
    ]


@pytest.mark.parametrize(
    "asked",
    [
        'userName eq "ANN.smith@EXAMPLE.org"',
        'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
        'emails[type eq "work"].value eq "ann.smith@example.org"',
        'emails.value eq "ann.smith@example.org" and userName eq "ann.smith@example.org"',
        'userName eq "nobody" or externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
    ],
)
def test_each_way_to_match_finds_her(provider: Provider, asked: str) -> None:
    provider.ask("POST", "Users", ANN)
    assert provider.ask("GET", "Users", filter=asked)["totalResults"] == 1
    other = asked.replace("ann", "bob").replace("ANN", "BOB").replace("0a21", "ffff")
    assert provider.ask("GET", "Users", filter=other)["totalResults"] == 0


def test_attributes_are_changed_one_by_one(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", ANN)["id"]
    changed = provider.patch(
        f"Users/{ann}",
        {"op": "Replace", "path": "displayName", "value": "Ann Jones"},
        {"op": "Replace", "path": "name.familyName", "value": "Jones"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "jones@example.org"},
        {"op": "Add", "path": "preferredLanguage", "value": "en-GB"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Surgery"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "26118916"},
        {"op": "Add", "path": "nickName", "value": "Annie"},
    )
    assert changed["displayName"] == "Ann Jones"
    assert changed["emails"][0]["value"] == "jones@example.org"
    assert changed["userName"] == "Ann.Smith@example.org"
    assert changed["preferredLanguage"] == "en"
    (entry,) = provider.rows("SELECT subject FROM audit_entry WHERE subject LIKE '%Jones%'")
    assert entry == ("SCIM: what is known of Ann Jones",)


def test_several_attributes_are_changed_without_a_path(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", ANN)["id"]
    value = {
        "displayName": "A. Jones",
        "name.givenName": "A.",
        'emails[type eq "work"].value': "a@b.org",
    }
    changed = provider.patch(f"Users/{ann}", {"op": "replace", "value": value})
    assert (changed["displayName"], changed["emails"][0]["value"]) == ("A. Jones", "a@b.org")


def test_a_user_who_is_not_active_any_more_is_removed(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", ANN)["id"]
    gone = provider.patch(f"Users/{ann}", {"op": "Replace", "path": "active", "value": "False"})
    assert gone["active"] is False
    assert provider.send("GET", f"Users/{ann}").status_code == 404
    assert provider.rows("SELECT * FROM person") == []
    left = provider.rows("SELECT kind, name, from_unit, open_wave FROM roster_change")
    assert ("left", "Ann Smith", "Example", None) in left


def test_a_user_who_is_active_again_is_added_again(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", ANN)["id"]
    active = {"op": "Replace", "path": "active", "value": "False"}
    provider.patch(f"Users/{ann}", active)
    assert provider.send("PATCH", f"Users/{ann}", {"Operations": [active]}).status_code == 404
    again = provider.ask("POST", "Users", ANN)
    assert again["id"] != ann
    assert provider.rows("SELECT name FROM person") == [("Ann Smith",)]


def test_a_deleted_user_is_removed_once(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", ANN)["id"]
    deleted = provider.send("DELETE", f"Users/{ann}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert provider.send("DELETE", f"Users/{ann}").status_code == 404
    assert provider.rows("SELECT * FROM person") == []


def test_groups_are_units_and_members_move(provider: Provider) -> None:
    ann, bob = provider.user("ann", displayName="Ann"), provider.user("bob", displayName="Bob")
    assert provider.unit_of("Ann") == "Example"
    asked = {"excludedAttributes": "members", "filter": 'displayName eq "Care"'}
    assert provider.ask("GET", "Groups", **asked)["totalResults"] == 0
    entra = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    body = {"schemas": [GROUP, entra], "externalId": "8aa1", "displayName": "Care", "members": []}
    care = provider.ask("POST", "Groups", {**body, "meta": {"resourceType": "Group"}})["id"]
    (found,) = provider.ask("GET", "Groups", **asked)["Resources"]
    assert (found["id"], found["externalId"]) == (care, "8aa1")
    one, two = {"$ref": None, "value": ann}, {"$ref": None, "value": bob}
    sent = provider.send(
        "PATCH",
        f"Groups/{care}",
        {"Operations": [{"op": "Add", "path": "members", "value": [one, two]}]},
    )
    assert (sent.status_code, sent.content) == (204, b"")
    assert (provider.unit_of("Ann"), provider.unit_of("Bob")) == ("Care", "Care")
    members = provider.ask("GET", f"Groups/{care}")["members"]
    assert {(m["value"], m["type"]) for m in members} == {(ann, "User"), (bob, "User")}
    assert "members" not in provider.ask("GET", f"Groups/{care}", excludedAttributes="members")
    provider.patch(f"Groups/{care}", {"op": "Remove", "path": "members", "value": [one]})
    assert (provider.unit_of("Ann"), provider.unit_of("Bob")) == ("Example", "Care")
    chosen = f'members[value eq "{bob}"]'
    provider.patch(f"Groups/{care}", {"op": "Remove", "path": chosen})
    assert provider.unit_of("Bob") == "Example"
    changes = provider.rows("SELECT kind, name, from_unit, to_unit FROM roster_change")
    assert sorted(changes, key=str) == [
        ("joined", "Ann", None, "Example"),
        ("joined", "Bob", None, "Example"),
        ("moved", "Ann", "Care", "Example"),
        ("moved", "Ann", "Example", "Care"),
        ("moved", "Bob", "Care", "Example"),
        ("moved", "Bob", "Example", "Care"),
    ]


def test_a_group_is_renamed_and_removed(provider: Provider, installation: Installation) -> None:
    del installation
    ann = provider.user("ann", displayName="Ann")
    care = provider.group("Care", ann)
    rename = {"op": "Replace", "path": "displayName", "value": "Nursing"}
    provider.patch(f"Groups/{care}", rename)
    assert provider.unit_of("Ann") == "Nursing"
    assert provider.send("DELETE", f"Groups/{care}").status_code == 204
    assert provider.send("GET", f"Groups/{care}").status_code == 404
    assert provider.unit_of("Ann") == "Example"
