"""An identity provider that synchronises with a real installation, by HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

import streamlit_app
from db.postgresql_rights import DASHBOARD
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.people.provisioning.directory import make_token
from surveys.settings.settings import Settings, current_settings
from tests.postgresql import Database
from tests.stored import Rows, main_rows

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Provider:
    """Sends requests with the right token, and looks at what is stored afterwards."""

    client: TestClient
    token: str
    installation: Installation

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the answer to a request."""
        return self.client.request(
            method,
            f"/scim/v2/{path}",
            json=body,
            params=query,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/scim+json",
            },
        )

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the body of an answer that must not be an error."""
        answer = self.send(method, path, body, **query)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        """Send a PATCH with some operations."""
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def user(self, name: str = "ann", **more: Any) -> str:
        """Add somebody and return the id."""
        body = {"schemas": [USER], "userName": f"{name}@example.org", **more}
        return str(self.ask("POST", "Users", body)["id"])

    def group(self, name: str, *members: str, **more: Any) -> str:
        """Add a group and return the id."""
        listed = [{"value": member} for member in members]
        body = {"schemas": [GROUP], "displayName": name, "members": listed, **more}
        return str(self.ask("POST", "Groups", body)["id"])

    def rows(self, query: str) -> Rows:
        """Return the rows of a query, read by the driver of the database."""
        return main_rows(self.installation, query)

    def unit_of(self, name: str) -> str:
        """Return the unit that somebody with a name works in."""
        query = "SELECT p.name, u.name FROM person p JOIN unit u ON u.id = p.unit_id"
        return str(dict(self.rows(query))[name])


@pytest.fixture
def client(
    installation: Installation,
    settings: Settings,
    database: Database | None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TestClient]:
    """A client of the application; on PostgreSQL with no rights but those of the dashboard."""
    del installation
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    monkeypatch.setenv("PEIL_ADDRESS", "https://pulse.example.org")
    if database is not None:
        monkeypatch.setenv("PEIL_DATABASE_URL", database.url(DASHBOARD))
        monkeypatch.setenv("PEIL_ONLY", "dashboard")
    installations.current_installation.cache_clear()
    yield TestClient(streamlit_app.app, follow_redirects=False, raise_server_exceptions=False)
    if database is not None:
        installations.current_installation().engine.dispose()
    installations.current_installation.cache_clear()


@pytest.fixture
def provider(
    client: TestClient, installation: Installation, organisation: dict[str, Any]
) -> Provider:
    """An identity provider of a set-up organisation."""
    del organisation
    return Provider(client, make_token(installation), installation)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """A function that changes a setting of this installation."""

    def change(name: str, value: str) -> None:
        monkeypatch.setenv(f"PEIL_{name.upper()}", value)
        current_settings.cache_clear()

    return change
