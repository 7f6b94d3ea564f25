"""What directories really send: the requests of public bug reports."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.builders import add_person
from tests.store.people.provisioning.conftest import USER, Provider

pytestmark = pytest.mark.both_databases

FIELD = Path(__file__).parents[3] / "field"
MARK = "0123456789abcdef0123456789ABCDEF"


def field(name: str) -> Any:
    return orjson.loads((FIELD / name).read_bytes())


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "Replace", "path": path, "value": value}


def add(group: str, provider: Provider, *people: str) -> None:
    members = [{"value": person} for person in people]
    provider.patch(f"Groups/{group}", {"op": "Add", "path": "members", "value": members})


def take(group: str, provider: Provider, *people: str) -> None:
    members = [{"value": person} for person in people]
    provider.patch(f"Groups/{group}", {"op": "Remove", "path": "members", "value": members})


def test_the_mark_of_a_deleted_account_is_no_address_and_the_restored_one_is_the_same_person(
    provider: Provider,
) -> None:
    sent = field("f12_scim_tombstone.json")
    ann = provider.ask("POST", "Users", {"schemas": [USER], **sent["first"]["POST /Users"]})
    marked = sent["then"]["PATCH"][0]["value"]
    provider.patch(f"Users/{ann['id']}", *sent["then"]["PATCH"])
    assert provider.rows("SELECT email FROM person") == [("Ann.Test@Example.org",)]
    for name in ("Ann.Test@Example.org", marked):
        (found,) = provider.ask("GET", "Users", filter=f'userName eq "{name}"')["Resources"]
        assert found == ann
    again = {"schemas": [USER], **sent["first"]["POST /Users"]}
    for body in (again, {**again, "userName": marked}):
        assert provider.send("POST", "Users", body).status_code == 409
    provider.patch(f"Users/{ann['id']}", replace("userName", "Ann.Test@Example.org"))
    assert provider.ask("GET", f"Users/{ann['id']}") == ann
    assert provider.rows("SELECT kind, times FROM directory_note ORDER BY kind") == [
        ("marked_as_deleted", 1),
        ("person_known", 2),
    ]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_no_attribute_takes_the_mark_over(provider: Provider, method: str) -> None:
    ann = provider.user("Ann", externalId="ann", displayName="Ann")
    name, emails = f"{MARK}ann@example.org", [{"value": f"{MARK}Ann@example.org", "type": "work"}]
    if method == "PUT":
        body = {"schemas": [USER], "userName": name, "emails": emails, "externalId": f"{MARK}ann"}
        provider.ask("PUT", f"Users/{ann}", body)
    else:
        address = replace('emails[type eq "work"].value', emails[0]["value"])
        changes = [replace("userName", name), address, replace("externalId", f"{MARK}ann")]
        provider.patch(f"Users/{ann}", *changes)
    stored = provider.rows("SELECT email, user_name, sent_user_name, key FROM person")
    assert stored == [("Ann@example.org", "ann@example.org", "Ann@example.org", "ann")]


def test_a_name_that_only_begins_like_a_mark_is_a_name(provider: Provider) -> None:
    provider.user(MARK)
    assert provider.rows("SELECT email FROM person") == [(f"{MARK}@example.org",)]
    ann = provider.user("ann")
    provider.patch(f"Users/{ann}", replace("userName", f"{MARK}bob@example.org"))
    assert (f"{MARK}bob@example.org",) in provider.rows("SELECT email FROM person")


def test_a_user_name_that_is_not_the_address_takes_nobody_over_and_says_how_to_match(
    provider: Provider, north: Any
) -> None:
    add_person(provider.installation, north, "Ann")
    sent = {"schemas": [USER], **field("f13_scim_upn_is_not_mail.json")["POST /Users"]}
    refused = provider.send("POST", "Users", sent)
    assert refused.status_code == 409
    assert "externalId" in refused.json()["detail"]
    assert 'emails[type eq "work"].value' in refused.json()["detail"]
    assert provider.rows("SELECT user_name FROM person") == [(None,)]
    by_address = 'emails[type eq "work"].value eq "Ann@example.org"'
    (ann,) = provider.ask("GET", "Users", filter=by_address)["Resources"]
    provider.patch(f"Users/{ann['id']}", replace("userName", sent["userName"]))
    assert provider.rows("SELECT email, sent_user_name FROM person") == [
        ("ann@example.org", "ann@example.onmicrosoft.com")
    ]
    assert provider.send("DELETE", f"Users/{ann['id']}").status_code == 204


def test_a_new_user_name_is_a_new_address_only_where_it_was_the_address(provider: Provider) -> None:
    ann = provider.user("ann")
    provider.patch(f"Users/{ann}", replace("userName", "jones@example.org"))
    assert provider.rows("SELECT email FROM person") == [("jones@example.org",)]
    body = {"schemas": [USER], "userName": "ann@intern.local"}
    emails = [{"value": "jones@example.org", "type": "work"}]
    provider.ask("PUT", f"Users/{ann}", {**body, "emails": emails})
    provider.ask("PUT", f"Users/{ann}", {**body, "userName": "a.jones@intern.local"})
    assert provider.rows("SELECT email FROM person") == [("jones@example.org",)]


def test_who_leaves_one_of_two_groups_is_back_in_the_other(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    groups = {name: provider.group(name) for name in ("A", "B", "C")}
    for name in groups:
        add(groups[name], provider, ann)
        assert provider.unit_of("Ann") == name, "the group they came into last"
    take(groups["C"], provider, ann)
    assert provider.unit_of("Ann") == "B"
    take(groups["A"], provider, ann)
    assert provider.unit_of("Ann") == "B", "who leaves another group stays"
    add(groups["A"], provider, ann)
    assert provider.send("DELETE", f"Groups/{groups['A']}").status_code == 204
    assert provider.unit_of("Ann") == "B", "also when the group is deleted"
    take(groups["B"], provider, ann)
    assert provider.unit_of("Ann") == "Example"


def test_a_group_that_is_sent_again_as_a_whole_moves_nobody(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    first, _ = provider.group("First", ann), provider.group("Second", ann)
    body = {"schemas": [], "displayName": "First", "members": [{"value": ann}]}
    provider.ask("PUT", f"Groups/{first}", body)
    add(first, provider, ann)
    assert provider.unit_of("Ann") == "Second"
    (member,) = provider.ask("GET", f"Groups/{first}")["members"]
    assert member["value"] == ann, "every group answers the members that it was sent"
    by_member = f'id eq "{first}" and members.value eq "{ann}"'
    assert provider.ask("GET", "Groups", filter=by_member)["totalResults"] == 1


def test_names_of_groups_are_one_whatever_their_capitals(provider: Provider) -> None:
    team = provider.group("Alpha Team")
    for name in ("ALPHA team", "alpha\u00a0team", "Al\u00adpha Team"):
        twice = provider.send("POST", "Groups", {"schemas": [], "displayName": name})
        assert (twice.status_code, twice.json()["scimType"]) == (409, "uniqueness")
        (found,) = provider.ask("GET", "Groups", filter=f'displayName eq "{name}"')["Resources"]
        assert found["id"] == team
    assert provider.ask("GET", "Groups", filter='displayName eq "Alpha"')["totalResults"] == 0
    other = provider.group("Beta")
    rename = {"Operations": [replace("displayName", "alpha team")]}
    assert provider.send("PATCH", f"Groups/{other}", rename).status_code == 409
    provider.patch(f"Groups/{team}", replace("displayName", "ALPHA TEAM"))
    assert provider.ask("GET", f"Groups/{team}")["displayName"] == "ALPHA TEAM"


def test_a_user_name_comes_back_as_it_was_sent_and_is_compared_without_case(
    provider: Provider,
) -> None:
    emails = [{"value": "ann@example.org", "type": "work"}]
    ann = provider.ask(
        "POST", "Users", {"schemas": [USER], "userName": "UpnMixed@Example.org", "emails": emails}
    )
    assert ann["userName"] == "UpnMixed@Example.org"
    (found,) = provider.ask("GET", "Users", filter='userName eq "upnmixed@EXAMPLE.org"')[
        "Resources"
    ]
    assert found == ann
    changed = provider.patch(f"Users/{ann['id']}", replace("userName", "UPNmixed@example.org"))
    assert changed["userName"] == "UPNmixed@example.org"
    assert changed["emails"][0]["value"] == "ann@example.org"


def test_a_search_by_post_finds_what_a_query_finds(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    group = provider.group("Care", ann, externalId="7")
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}

    def ids(path: str, **asked: Any) -> list[str]:
        found = provider.ask("POST", f"{path}.search", search | asked)
        return [one["id"] for one in found["Resources"]]

    assert ids("Users/", filter='userName eq "ANN@example.org"') == [ann]
    assert ids("Groups/", filter='displayName eq "care"') == [group]
    assert set(ids("")) > {ann, group}
    assert ids("", startIndex=1, count=1) == [ann]
    assert ids("", filter='externalId eq "7"') == [group]
    assert ids("", filter='userName eq "ann@example.org"') == [ann]
    refused = provider.send("POST", ".search", search | {"filter": 'title eq "x"'})
    assert refused.status_code == 400
    only = provider.ask("POST", "Users/.search", search | {"attributes": ["userName"]})
    assert set(only["Resources"][0]) == {"schemas", "id", "userName"}


def test_the_number_of_a_group_can_be_removed(provider: Provider) -> None:
    group = provider.group("Care", externalId="7")
    provider.patch(f"Groups/{group}", {"op": "remove", "path": "externalId"})
    assert "externalId" not in provider.ask("GET", f"Groups/{group}")


def test_a_refusal_is_noted_without_what_was_sent_of_people(provider: Provider) -> None:
    name = "nobody here"
    for _ in range(3):
        provider.send("POST", "Users", {"schemas": [USER], "userName": name, "displayName": name})
    provider.group("Care")
    provider.send("POST", "Groups", {"schemas": [], "displayName": "CARE"})
    assert provider.rows(
        "SELECT kind, person_id, group_name, times FROM directory_note ORDER BY kind"
    ) == [("group_known", None, "CARE", 1), ("person_refused", None, None, 3)]
