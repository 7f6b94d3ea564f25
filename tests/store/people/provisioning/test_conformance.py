"""scim2-tester, which others check their servers with: each check passes or has its reason here."""

from typing import Any

import pytest
from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import ScimProvider
from scim2_tester import Status, check_server

from starlette.testclient import TestClient

from tests.store.people.provisioning.conftest import Provider


def test_every_check_passes_or_has_its_reason(provider: Provider) -> None:
    client = TestClient(
        provider.client.app,
        base_url="https://pulse.example.org/scim/v2",
        headers={"Authorization": f"Bearer {provider.token}"},
    )
    scim = SyncSCIMClient(client)
    for r in check_server(scim):
        print(r.status, r.resource_type, r.title, "|", str(r.reason)[:300])
    assert 0
