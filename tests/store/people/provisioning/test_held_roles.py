"""Roles that a directory would end wait for an administrator; who left has no access meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from db import stopped
from db.engine import reading, writing
from surveys.access import NotAllowedError
from surveys.access.access import Reader, reader
from surveys.doctor.contents import check_stops
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.operations.asking import tell_of_held_roles
from surveys.organisation.confirmation_rule import keep_on, waiting_now
from surveys.people.confirming import waiting_roles
from surveys.people.held_roles import KEPT_FOR, end, forget_old, held_roles
from surveys.people.held_units import HeldUnitError, held_units
from surveys.people.provisioning.unit_removal import remove_held_unit
from surveys.people.roles import give
from surveys.settings.settings import Settings
from tests.builders import add_people, add_person, confirm_everybody
from tests.mail import Mailbox, text_of
from tests.rosters import appoint, files, import_all, roles
from tests.store.people.provisioning.conftest import GROUP, PATCH, USER, Provider

pytestmark = pytest.mark.both_databases

OFF = [{"op": "Replace", "path": "active", "value": "False"}]
TOMBSTONE = "0123456789abcdef0123456789abcdef"


def described(name: str, **more: Any) -> dict[str, Any]:
    """Somebody as Entra or Okta describes them."""
    address = f"{name}@example.org"
    return {
        "schemas": [USER],
        "userName": address,
        "displayName": name.title(),
        "emails": [{"primary": True, "value": address, "type": "work"}],
        "externalId": f"number of {name}",
        "active": True,
        **more,
    }


def leader_of_care(provider: Provider) -> tuple[str, str]:
    """The ids of Ann, who leads Care, and of its group."""
    ann = provider.ask("POST", "Users", described("ann"))["id"]
    care = provider.group("Care", ann)
    appoint(provider.installation, email="ann@example.org", name="", role="manager", unit="Care")
    return ann, care


def deactivate(provider: Provider, person: str) -> Any:
    return provider.ask("PATCH", f"Users/{person}", {"schemas": [PATCH], "Operations": OFF})


def administrator(installation: Installation) -> Reader:
    person = appoint(installation, email="ada@x.org", name="Ada", role="administrator", unit=None)
    who = reader(installation, person)
    assert who is not None
    return who


def subjects(provider: Provider, action: str) -> list[str]:
    query = f"SELECT subject FROM audit_entry WHERE action = '{action}'"  # noqa: S608
    return sorted(str(subject) for (subject,) in provider.rows(query))


def entra_disables(provider: Provider, person: str) -> None:
    deactivate(provider, person)


def entra_deletes(provider: Provider, person: str) -> None:
    renamed = {"op": "Replace", "path": "userName", "value": f"{TOMBSTONE}ann@example.org"}
    body = {"schemas": [PATCH], "Operations": [renamed, *OFF]}
    provider.ask("PATCH", f"Users/{person}", body)
    assert provider.send("DELETE", f"Users/{person}").status_code == 404


def okta_deactivates(provider: Provider, person: str) -> None:
    provider.ask("PUT", f"Users/{person}", described("ann", active=False))


def is_deleted(provider: Provider, person: str) -> None:
    assert provider.send("DELETE", f"Users/{person}").status_code == 204


WAYS = [entra_disables, entra_deletes, okta_deactivates, is_deleted]


@pytest.mark.parametrize("leave", WAYS)
def test_a_leader_who_leaves_is_gone_at_once_and_the_role_waits(
    provider: Provider, leave: Callable[[Provider, str], None]
) -> None:
    ann, _ = leader_of_care(provider)
    leave(provider, ann)
    assert provider.rows("SELECT id FROM person WHERE name = 'Ann'") == []
    assert provider.rows("SELECT id FROM access") == provider.rows("SELECT hash FROM sign_in") == []
    assert provider.ask("GET", "Users", filter='userName eq "ann@example.org"')["totalResults"] == 0
    (held,) = held_roles(provider.installation)
    assert (held.name, held.email, held.role, held.unit) == (
        "Ann",
        "ann@example.org",
        "manager",
        "Care",
    )
    assert held.request == ("deleted" if leave is is_deleted else "inactive")
    assert subjects(provider, "access held") == ["Ann: manager of Care"]
    assert next(check_stops(provider.installation)).severity == "warning"


def test_nothing_is_kept_of_somebody_without_a_role(provider: Provider) -> None:
    ann = provider.ask("POST", "Users", described("ann"))["id"]
    deactivate(provider, ann)
    assert held_roles(provider.installation) == []
    assert [verdict.severity for verdict in check_stops(provider.installation)] == ["ok"]


@pytest.mark.parametrize("leave", WAYS)
def test_who_comes_back_by_entra_has_the_role_again(
    provider: Provider, leave: Callable[[Provider, str], None]
) -> None:
    ann, _ = leader_of_care(provider)
    leave(provider, ann)
    again = provider.ask("POST", "Users", described("ann", userName="Ann@example.org"))["id"]
    assert again != ann
    assert roles(provider.installation) == {("ann@example.org", "manager", "Example / Care")}
    assert held_roles(provider.installation) == []
    assert subjects(provider, "access given").count("Ann: manager of Care") == 2
    who = reader(provider.installation, UUID(again))
    assert who is not None
    assert len(who.managed_units) == 1


def test_who_comes_back_by_okta_has_the_role_again(provider: Provider) -> None:
    ann, _ = leader_of_care(provider)
    okta_deactivates(provider, ann)
    back = provider.ask("PUT", f"Users/{ann}", described("ann", externalId=None))
    assert back["id"] == ann
    assert roles(provider.installation) == {("ann@example.org", "manager", "Example / Care")}


def test_who_comes_back_waits_for_a_confirmation_in_a_small_unit_like_anybody_new(
    provider: Provider, organisation: dict[str, UUID]
) -> None:
    at = provider.installation
    ann, _ = leader_of_care(provider)
    add_person(at, organisation["Example"], "Hanna", role="hr")
    keep_on(at)
    confirm_everybody(at)
    assert not waiting_now(at)
    deactivate(provider, ann)
    assert not waiting_now(at), "whoever has left is nowhere"
    provider.ask("POST", "Users", described("ann"))
    assert waiting_now(at).number == 1


@pytest.mark.parametrize(
    "other",
    [
        {"externalId": "of a namesake"},
        {"externalId": None},
        {"emails": [{"primary": True, "value": "eve@example.org", "type": "work"}]},
        {"userName": "eve@example.org"},
    ],
)
def test_whoever_may_be_somebody_else_gets_nothing(
    provider: Provider, other: dict[str, Any]
) -> None:
    ann, _ = leader_of_care(provider)
    deactivate(provider, ann)
    provider.ask("POST", "Users", described("ann", **other))
    assert roles(provider.installation) == set()
    assert len(held_roles(provider.installation)) == 1


@pytest.mark.parametrize("role", ["hr", "council"])
def test_a_role_that_reads_comes_back_without_effect_until_it_is_confirmed(
    provider: Provider, role: Any
) -> None:
    at = provider.installation
    hanna = provider.ask("POST", "Users", described("hanna"))["id"]
    appoint(at, email="hanna@example.org", name="", role=role, unit=None)
    deactivate(provider, hanna)
    (held,) = held_roles(at)
    assert (held.role, held.unit) == (role, None)
    again = UUID(provider.ask("POST", "Users", described("hanna"))["id"])
    who = reader(at, again)
    assert who is not None
    assert who.roles == frozenset()
    assert [(one.person, one.role) for one in waiting_roles(at, None)] == [(again, role)]


def test_the_last_administrator_has_no_access_either_and_comes_back(provider: Provider) -> None:
    ada = provider.ask("POST", "Users", described("ada"))["id"]
    appoint(
        provider.installation, email="ada@example.org", name="", role="administrator", unit=None
    )
    deactivate(provider, ada)
    assert reader(provider.installation, UUID(ada)) is None
    assert "SCIM: nobody has the role administrator any more" in subjects(
        provider, "people changed"
    )
    okta = provider.ask("PUT", f"Users/{ada}", described("ada"))
    who = reader(provider.installation, UUID(okta["id"]))
    assert who is not None
    assert who.administers


def test_an_administrator_ends_a_role_that_waits(provider: Provider) -> None:
    ann, _ = leader_of_care(provider)
    deactivate(provider, ann)
    at = installations.current_installation()
    ids = [held.id for held in held_roles(at)]
    hanna = appoint(provider.installation, email="h@x.org", name="Hanna", role="hr", unit=None)
    hr = reader(at, hanna)
    assert hr is not None
    with pytest.raises(NotAllowedError):
        end(at, hr, ids)
    ada = administrator(provider.installation)
    end(at, ada, ids)
    end(at, ada, ids)
    assert held_roles(at) == []
    assert subjects(provider, "access taken") == ["Ann: manager of Care"]
    provider.ask("POST", "Users", described("ann"))
    assert ("ann@example.org", "manager", "Example / Care") not in roles(provider.installation)


@pytest.mark.parametrize("way", ["page", "list"])
def test_another_leader_of_the_unit_takes_the_place_of_the_one_who_left(
    provider: Provider, way: str
) -> None:
    at = provider.installation
    ann, care = leader_of_care(provider)
    appoint(at, email="ann@example.org", name="", role="administrator", unit=None)
    bob = provider.ask("POST", "Users", described("bob"))["id"]
    deactivate(provider, ann)
    assert len(held_roles(at)) == 2
    if way == "page":
        at_dashboard = installations.current_installation()
        give(at_dashboard, administrator(at), "bob@example.org", "manager", UUID(care))
    else:
        import_all(at, files("name,email,unit,leads\nBob,bob@example.org,Example,Care\n"))
    assert [held.role for held in held_roles(at)] == ["administrator"], "another role waits on"
    assert reader(at, UUID(bob)) is not None


def test_a_list_keeps_the_unit_of_a_role_that_waits(provider: Provider) -> None:
    ann, _ = leader_of_care(provider)
    deactivate(provider, ann)
    units = "unit,parent\nExample,\nNorth,Example\n"
    import_all(provider.installation, files("name,email,unit\nBo,bo@x.org,North\n", units))
    assert len(held_roles(provider.installation)) == 1


def test_after_thirty_days_nothing_of_a_leaver_is_kept(provider: Provider) -> None:
    ann, _ = leader_of_care(provider)
    deactivate(provider, ann)
    (held,) = held_roles(provider.installation)
    assert held.ends_on - held.held_on == timedelta(days=31)

    def days_later(days: int) -> int:
        with writing(provider.installation.engine) as session:
            forget_old(session, held.held_on + timedelta(days=days))
        return len(provider.rows("SELECT name, email FROM held_role"))

    assert (days_later(KEPT_FOR.days), days_later(KEPT_FOR.days + 1)) == (1, 0)
    assert subjects(provider, "access taken") == ["Ann: manager of Care"]


def delete(provider: Provider, group: str) -> Any:
    return provider.send("DELETE", f"Groups/{group}")


def test_a_unit_with_roles_stays_when_its_group_is_deleted_until_that_is_confirmed(
    provider: Provider,
) -> None:
    at = installations.current_installation()
    _, care = leader_of_care(provider)
    add_people(provider.installation, UUID(care), 6)
    for _again in range(2):
        refused = delete(provider, care)
        assert (refused.status_code, "“Care” (1)" in refused.json()["detail"]) == (403, True)
        assert "Ann" not in refused.text
    assert provider.unit_of("Ann") == "Care"
    assert roles(at) == {("ann@example.org", "manager", "Example / Care")}
    (waiting,) = held_units(at)
    assert (waiting.path, waiting.people) == ("Care", 7)
    assert [(role.name, role.role, role.has_left) for role in waiting.roles] == [
        ("Ann", "manager", False)
    ]
    assert subjects(provider, "people not changed") == ["SCIM: unit Care has roles"], "once"
    severities = [verdict.severity for verdict in check_stops(at)]
    assert severities == ["warning", "ok"]
    who, seen = administrator(provider.installation), [role.id for role in waiting.roles]
    nobody = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
    with pytest.raises(NotAllowedError):
        remove_held_unit(at, nobody, waiting.id, seen)
    with pytest.raises(HeldUnitError, match="Other people"):
        remove_held_unit(at, who, waiting.id, [])
    assert len(held_units(at)) == 1, "what was refused changed nothing"
    remove_held_unit(at, who, waiting.id, seen)
    with pytest.raises(HeldUnitError, match="no longer"):
        remove_held_unit(at, who, waiting.id, seen)
    assert provider.unit_of("Ann") == "Example", "more than half, and confirmed"
    assert delete(provider, care).status_code == 404
    assert ("ann@example.org", "manager", "Example / Care") not in roles(at)
    assert subjects(provider, "access taken") == ["Ann: manager of Care"]


def test_the_role_of_a_leader_who_left_keeps_the_unit_too(provider: Provider) -> None:
    at = provider.installation
    ann, care = leader_of_care(provider)
    deactivate(provider, ann)
    assert delete(provider, care).status_code == 403
    (waiting,) = held_units(at)
    assert [(role.name, role.has_left) for role in waiting.roles] == [("Ann", True)]
    remove_held_unit(at, administrator(at), waiting.id, [role.id for role in waiting.roles])
    assert (held_roles(at), held_units(at)) == ([], [])
    assert subjects(provider, "access taken") == ["Ann: manager of Care"]


def put_again(provider: Provider, care: str) -> None:
    provider.ask("PUT", f"Groups/{care}", {"schemas": [GROUP], "displayName": "Care"})


def fill_again(provider: Provider, care: str) -> None:
    bob = provider.user("bob")
    provider.patch(f"Groups/{care}", {"op": "Add", "path": "members", "value": [{"value": bob}]})


def rename(provider: Provider, care: str) -> None:
    provider.patch(f"Groups/{care}", {"op": "Replace", "path": "displayName", "value": "Home care"})


@pytest.mark.parametrize("describe", [put_again, fill_again, rename])
def test_a_group_that_is_described_again_waits_no_longer(
    provider: Provider, describe: Callable[[Provider, str], None]
) -> None:
    _, care = leader_of_care(provider)
    assert delete(provider, care).status_code == 403
    describe(provider, care)
    assert held_units(provider.installation) == []
    assert len(roles(provider.installation)) == 1


def test_members_who_leave_a_deleted_group_do_not_bring_it_back(provider: Provider) -> None:
    ann, care = leader_of_care(provider)
    assert delete(provider, care).status_code == 403
    gone = {"op": "Remove", "path": "members", "value": [{"value": ann}]}
    provider.patch(f"Groups/{care}", gone)
    assert len(held_units(provider.installation)) == 1


def test_administrators_get_one_message_a_day_that_names_nobody(
    provider: Provider, mailing: Settings, mailbox: Mailbox
) -> None:
    at = provider.installation
    ann, care = leader_of_care(provider)
    with reading(at.engine) as session:
        whole = next(unit for unit in provider.rows("SELECT id FROM unit WHERE parent_id IS NULL"))
        day: date = stopped.today(session)
    assert tell_of_held_roles(at, mailing) == 0, "nothing waits"
    deactivate(provider, ann)
    assert tell_of_held_roles(at, mailing) == 0, "nobody is there to be told"
    add_person(at, UUID(str(whole[0])), "Ada", role="administrator")
    add_person(at, UUID(str(whole[0])), "Hanna", role="hr")
    assert tell_of_held_roles(at, mailing) == 1
    said = text_of(mailbox.next())
    assert "left: 1." in said
    assert "Ann" not in said
    assert [address for address, _ in mailbox.raw] == ["ada@example.org"]
    assert delete(provider, care).status_code == 403
    assert tell_of_held_roles(at, mailing) == 0, "not twice on a day"
    with writing(at.engine) as session:
        before = day - timedelta(days=1)
        session.connection().exec_driver_sql(f"UPDATE held_role SET told_on = '{before}'")  # noqa: S608
    assert tell_of_held_roles(at, mailing) == 1
    assert tell_of_held_roles(at, mailing) == 0
