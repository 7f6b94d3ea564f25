"""scim2-tester, which others check their servers with: each check passes or has its reason here."""

from typing import Any
from uuid import uuid4

import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server, filling
from starlette.testclient import TestClient

from tests.store.people.provisioning.conftest import ENTERPRISE, Provider

ONE_NAME = "only the name as it is shown is kept, not its parts"
ONE_ADDRESS = "only one address is kept, which is that for work and the primary one"
GROUPS_ARE_UNITS = "a department is not kept where groups are units"
NEEDED = "Peil cannot do without a name and an address: the present one stays"
NO_OTHERS = "people who are not active are not kept, so whoever is kept is active"
WITH_NAMES = "members are answered with their names, which the request did not have"

REASONS = {
    ("User", "check_add_attribute", "name"): ONE_NAME,
    ("User", "check_add_attribute", "emails"): ONE_ADDRESS,
    ("User", "check_add_attribute", ENTERPRISE): GROUPS_ARE_UNITS,
    ("User", "check_add_attribute", f"{ENTERPRISE}:department"): GROUPS_ARE_UNITS,
    ("User", "check_remove_attribute", "displayName"): NEEDED,
    ("User", "check_remove_attribute", "name"): NEEDED,
    ("User", "check_remove_attribute", "emails"): NEEDED,
    ("User", "check_remove_attribute", "active"): NO_OTHERS,
    ("User", "check_replace_attribute", "name"): ONE_NAME,
    ("User", "check_replace_attribute", "emails"): ONE_ADDRESS,
    ("User", "check_replace_attribute", ENTERPRISE): GROUPS_ARE_UNITS,
    ("User", "check_replace_attribute", f"{ENTERPRISE}:department"): GROUPS_ARE_UNITS,
    ("Group", "check_add_attribute", "members"): WITH_NAMES,
    ("Group", "check_replace_attribute", "members"): WITH_NAMES,
}
"""The checks that do not pass: kind of resource, check and attribute."""


def plausible(path: Any) -> Any:
    """A value that a directory could send, where a random one is none."""
    values = {"userName": f"{uuid4()}@example.org", "active": True, "preferredLanguage": "nl"}
    return values.get(str(path).rpartition(":")[2])


def test_every_check_passes_or_has_its_reason(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "get_random_example_value", plausible)
    client = TestClient(
        provider.client.app,
        base_url="https://pulse.example.org/scim/v2",
        headers={"Authorization": f"Bearer {provider.token}"},
    )
    results = check_server(SyncSCIMClient(client))
    assert len(results) > 70
    others = [result for result in results if result.status is not Status.SUCCESS]
    failed = {(r.resource_type, r.title, (r.data or {}).get("urn")): r.reason for r in others}
    assert set(failed) == set(REASONS), failed
    assert len(failed) == len(others)


def test_members_are_answered_as_they_were_sent_but_for_their_names(provider: Provider) -> None:
    ann = provider.user("ann", displayName="Ann")
    where = f"https://pulse.example.org/scim/v2/Users/{ann}"
    group = provider.group("Care", ann)
    sent = {"value": ann, "$ref": where, "type": "User"}
    assert provider.ask("GET", f"Groups/{group}")["members"] == [{**sent, "display": "Ann"}]
