"""How groups, or departments, become units; what stays as it is."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from db import people
from db.engine import writing
from surveys.access.access import OPERATOR, reader
from surveys.installation.installation import Installation
from surveys.people.stopping import let_go_on, stops
from surveys.waves.waves import open_wave
from tests.builders import add_people
from tests.conftest import TODAY
from tests.rosters import appoint
from tests.store.people.provisioning.conftest import ENTERPRISE, USER, Provider
from tests.stored import box_rows, main_rows

pytestmark = pytest.mark.both_databases


def parents(provider: Provider) -> dict[str, str | None]:
    """The name of the unit above each unit."""
    query = "SELECT u.name, a.name FROM unit u LEFT JOIN unit a ON a.id = u.parent_id"
    return dict(provider.rows(query))


def test_a_group_within_a_group_is_a_unit_below(provider: Provider) -> None:
    night = provider.group("Night shift")
    depot = provider.group("Depot", night)
    assert parents(provider)["Night shift"] == "Depot"
    (member,) = provider.ask("GET", f"Groups/{depot}")["members"]
    assert (member["type"], member["value"], member["display"]) == ("Group", night, "Night shift")
    chosen = f'members[value eq "{night}"]'
    provider.patch(f"Groups/{depot}", {"op": "remove", "path": chosen})
    assert parents(provider)["Night shift"] == "Example"


def test_no_group_is_within_itself(provider: Provider) -> None:
    night = provider.group("Night shift")
    depot = provider.group("Depot", night)
    for inner, outer in ((depot, night), (depot, depot)):
        add = {"op": "add", "path": "members", "value": [{"value": inner}]}
        refused = provider.send("PATCH", f"Groups/{outer}", {"Operations": [add]})
        assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")
    assert parents(provider)["Depot"] == "Example"


def test_a_member_of_two_groups_works_in_the_last_one(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    first = provider.group("First", ann)
    provider.group("Second", ann)
    assert provider.unit_of("Ann") == "Second"
    remove = {"op": "remove", "path": "members", "value": [{"value": ann}]}
    provider.patch(f"Groups/{first}", remove)
    assert provider.unit_of("Ann") == "Second", "who works elsewhere by now stays there"


def test_members_who_are_not_here_are_passed_over(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    group = provider.group("Care", str(UUID(int=5)), ann)
    members = provider.ask("GET", f"Groups/{group}")["members"]
    assert [member["value"] for member in members] == [ann]


def test_units_made_by_hand_are_found_and_the_whole_is_none_of_them(provider: Provider) -> None:
    shown = provider.ask("GET", "Groups")["Resources"]
    assert [group["displayName"] for group in shown] == ["North"]
    whole = provider.rows("SELECT id FROM unit WHERE parent_id IS NULL")[0][0]
    assert provider.send("DELETE", f"Groups/{UUID(str(whole))}").status_code == 404


def test_no_group_is_there_twice(provider: Provider) -> None:
    provider.group("Care", externalId="1")
    for body in ({"displayName": "Care"}, {"displayName": "Other", "externalId": "1"}):
        answer = provider.send("POST", "Groups", {"schemas": [], **body})
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_only_groups_with_the_agreed_prefix_are_units(
    provider: Provider, setting: Callable[[str, str], None]
) -> None:
    setting("scim_unit_prefix", "Peil-")
    refused = provider.send("POST", "Groups", {"schemas": [], "displayName": "All staff"})
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue")
    care = provider.group("Peil-Care")
    assert parents(provider)["Care"] == "Example"
    (found,) = provider.ask("GET", "Groups", filter='displayName eq "Peil-Care"')["Resources"]
    assert (found["id"], found["displayName"]) == (care, "Peil-Care")
    assert provider.ask("GET", "Groups", filter='displayName eq "Care"')["totalResults"] == 0


def test_a_group_of_the_same_name_is_no_second_unit(provider: Provider) -> None:
    first = provider.group("Alpha Team")
    for name in ("ALPHA team", "Alpha\u00a0Te\u00adam.", "\u200eAlpha  Team"):
        answer = provider.send("POST", "Groups", {"schemas": [], "displayName": name})
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
        (found,) = provider.ask("GET", "Groups", filter=f'displayName eq "{name}"')["Resources"]
        assert found["id"] == first


def test_what_no_unit_can_be_called_is_refused(
    provider: Provider, setting: Callable[[str, str], None]
) -> None:
    before = parents(provider)
    for name in ("#N/A", "4711", "2026-03-01"):
        answer = provider.send("POST", "Groups", {"schemas": [], "displayName": name})
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
        assert f"“{name}”" in answer.json()["detail"]
    setting("scim_unit_from", "department")
    body = {
        "schemas": [USER, ENTERPRISE],
        "userName": "a@x.nl",
        ENTERPRISE: {"department": "#REF!"},
    }
    assert provider.send("POST", "Users", body).status_code == 400
    assert parents(provider) == before


def test_a_new_unit_is_noted_with_those_that_may_be_meant(
    provider: Provider, setting: Callable[[str, str], None]
) -> None:
    provider.group("Night shift")
    provider.group("Nightshift")
    setting("scim_unit_from", "department")
    department = {"schemas": [USER, ENTERPRISE], ENTERPRISE: {"department": "Nort"}}
    provider.user("ann", displayName="Ann", **department)
    notes = {subject for (subject,) in provider.rows("SELECT subject FROM audit_entry")}
    assert "SCIM: unit Nightshift added; did you mean Night shift?" in notes
    assert "SCIM: unit Nort added; did you mean North?" in notes


def test_departments_can_be_units_instead_of_groups(
    provider: Provider, setting: Callable[[str, str], None]
) -> None:
    setting("scim_unit_from", "department")

    def in_department(name: str | None) -> dict[str, object]:
        return {"schemas": [USER, ENTERPRISE], ENTERPRISE: {"department": name}}

    ann = provider.user("ann", displayName="Ann", **in_department("North"))
    assert provider.unit_of("Ann") == "North"
    assert provider.ask("GET", f"Users/{ann}")[ENTERPRISE] == {"department": "North"}
    department = f"{ENTERPRISE}:department"
    provider.patch(f"Users/{ann}", {"op": "Replace", "path": department, "value": "South"})
    assert provider.unit_of("Ann") == "South"
    assert parents(provider)["South"] == "Example"
    provider.patch(f"Users/{ann}", {"op": "Remove", "path": department})
    assert provider.unit_of("Ann") == "Example"
    assert provider.ask("GET", "Groups")["totalResults"] == 0
    refused = provider.send("POST", "Groups", {"schemas": [], "displayName": "Care"})
    assert refused.status_code == 403


def test_where_groups_are_units_a_department_moves_nobody(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    provider.group("Care", ann)
    department = f"{ENTERPRISE}:department"
    provider.patch(f"Users/{ann}", {"op": "Add", "path": department, "value": "South"})
    provider.patch(f"Users/{ann}", {"op": "Replace", "path": "displayName", "value": "Anna"})
    assert provider.unit_of("Anna") == "Care"


def test_a_removed_group_leaves_agreements(provider: Provider, installation: Installation) -> None:
    kept, gone = provider.group("Kept"), provider.group("Gone")
    with writing(installation.engine) as session:
        table = people.Unit.metadata.tables["event"]
        row = {"id": UUID(int=1), "unit_id": UUID(kept), "body": "x", "happened_on": TODAY}
        session.execute(table.insert(), row)
    for group in (kept, gone):
        assert provider.send("DELETE", f"Groups/{group}").status_code == 204
    assert {"Kept", "North", "Example"} == set(parents(provider))
    assert provider.group("Kept") == kept, "made again, it is the same unit"


def test_an_open_wave_is_not_touched(provider: Provider, installation: Installation) -> None:
    ann, bob = provider.user("ann", displayName="Ann"), provider.user("bob", displayName="Bob")
    north = provider.ask("GET", "Groups")["Resources"][0]["id"]
    add_people(installation, UUID(north), 6)
    number = open_wave(installation, opens_on=TODAY, closes_on=date(2026, 3, 6)).number

    def everything_of_the_wave() -> list[object]:
        tables = ("wave", "wave_unit")
        stored = [main_rows(installation, f"SELECT * FROM {name}") for name in tables]  # noqa: S608
        tokens = box_rows(installation, number, "SELECT hash, unit_id FROM token ORDER BY hash")
        return [*map(sorted, stored), tokens]

    before = everything_of_the_wave()
    provider.send("DELETE", f"Users/{ann}")
    move = {"op": "add", "path": "members", "value": [{"value": bob}]}
    provider.patch(f"Groups/{north}", move)
    provider.user("cas", displayName="Cas")
    assert everything_of_the_wave() == before
    noted = provider.rows("SELECT kind, name, open_wave FROM roster_change WHERE open_wave > 0")
    assert sorted(noted) == [("joined", "Cas", 1), ("left", "Ann", 1), ("moved", "Bob", 1)]
    refused = provider.send("DELETE", f"Groups/{north}")
    assert refused.status_code == 403
    assert "More than half" in refused.json()["detail"]
    assert [stop.source for stop in stops(installation)] == ["directory"]
    let_go_on(installation, OPERATOR, "directory")
    assert provider.send("DELETE", f"Groups/{north}").status_code == 204
    assert everything_of_the_wave() == before


def test_a_leaver_takes_access_and_sign_ins_along_even_the_last_of_a_role(
    provider: Provider, installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    hanna = provider.user("hanna", displayName="Hanna")
    person = appoint(installation, email="hanna@example.org", name="", role="hr", unit=None)
    other = appoint(installation, email="o@example.org", name="Otto", role="hr", unit=None)
    assert str(person) == hanna
    provider.send("DELETE", f"Users/{hanna}")
    assert reader(installation, person) is None
    assert "last person" not in caplog.text
    provider.send("DELETE", f"Users/{other}")
    assert "the last person with the role hr left" in caplog.text
    assert "Otto" not in caplog.text
    assert provider.rows("SELECT * FROM access") == provider.rows("SELECT * FROM sign_in") == []
    subjects = [subject for (subject,) in provider.rows("SELECT subject FROM audit_entry")]
    assert "SCIM: nobody has the role hr any more" in subjects


def test_every_change_stands_in_the_trail_by_nobody_and_reading_does_not(
    provider: Provider,
) -> None:
    ann = provider.user("ann", displayName="Ann")
    provider.group("Care", ann)
    provider.ask("GET", "Users")
    provider.ask("PUT", f"Users/{ann}", {"schemas": [USER], "userName": "ann@example.org"})
    query = "SELECT subject FROM audit_entry WHERE action = 'people changed' AND person_id IS NULL"
    assert sorted(subject for (subject,) in provider.rows(query)) == [
        "SCIM: Ann joined Example",
        "SCIM: Ann moved to Care",
        "SCIM: unit Care added",
    ]
