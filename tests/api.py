"""An application that reads a real installation through the API, with a token or without."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.api import door
from dashboard.clock import today
from dashboard.http.headers import SecurityHeaders
from dashboard.http.routes import routes
from db import people
from db.engine import reading
from surveys.access import OPERATOR, reader
from surveys.api_clients import SCOPES, admission, propose, release
from surveys.installation import Installation
from surveys.installation import installation as installations


@dataclass(frozen=True)
class Application:
    """An application with its token; it sends requests and returns what it is answered."""

    client: TestClient
    installation: Installation
    token: str
    id: UUID

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str) -> Any:
        """Return the response to a request below `/api/v1/`."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.client.get(f"/api/v1/{path}", headers=sent, params=query)

    def read(self, path: str, **query: str) -> Any:
        """Return the body of an answer that must not be a refusal."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def with_token(self, token: str) -> "Application":
        """Return an application that shows another token."""
        return replace(self, token=token)


def application(
    client: TestClient,
    installation: Installation,
    unit: UUID | None = None,
    scopes: Sequence[str] = SCOPES,
    name: str = "Power BI",
    days: int = 30,
) -> Application:
    """Enter an application and let its token be released, by HR if there is any."""
    known = propose(
        installation, OPERATOR, name=name, scopes=scopes, unit=unit, days=days, today=today()
    )
    with reading(installation.engine) as session:
        holders = [row.id for row in people.who_has(session, "hr") if row.unit_id is None]
    who = reader(installation, holders[0]) if holders else None
    return Application(client, installation, release(installation, who, known, today()), known)


@contextmanager
def served(installation: Installation) -> Iterator[TestClient]:
    """Serve an installation, with nothing of another one in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "current_installation", lambda: installation)
        door._answering.cache_clear()
        admission._note_once.cache_clear()
        app = SecurityHeaders(Starlette(routes=routes(None)))
        with TestClient(app, base_url="https://peil.example.org") as client:
            yield client
    door._answering.cache_clear()
    installations.current_installation.cache_clear()
