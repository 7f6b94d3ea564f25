"""Uploads: only from people who are signed in, and as many as the process can bear."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.testclient import TestClient

import streamlit_app
from dashboard.clock import now
from dashboard.cookies import SESSION
from dashboard.http import admission
from dashboard.http.admission import MAX_FILES, MAX_UPLOADED_BYTES
from dashboard.streamlit_internals.server import UPLOADS
from surveys.installation import Installation
from surveys.settings import current_settings
from surveys.sign_in import make_link_secret, redeem
from tests.builders import add_person
from tests.streamlit_internals import put_file, restore_runtime


def test_only_people_who_are_signed_in_upload_and_not_without_end(
    client: TestClient, installation: Installation, north: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "MAX_UPLOADED_BYTES", 1_000)
    path = f"{UPLOADS}session/file"
    body = {"content": bytes(10)}
    assert client.put(path, **body).text == "Forbidden"
    restore_runtime(streamlit_app.app, monkeypatch)
    sign_in(client, installation, add_person(installation, north, "Ada", role="hr"))
    assert "XSRF" in client.put(path, **body).text, "Streamlit has a look at it"
    for number in range(MAX_FILES):
        put_file("session", str(number), bytes(100))
    assert client.put(path, **body).status_code == 429
    assert "XSRF" in client.put(f"{UPLOADS}another/file", **body).text
    put_file("third", "file", bytes(395))
    assert client.put(f"{UPLOADS}another/file", **body).status_code == 507, "no room for 10 more"
    monkeypatch.setenv("PEIL_ONLY", "answer")
    current_settings.cache_clear()
    assert client.put(path, **body).text == "Forbidden"
    assert MAX_UPLOADED_BYTES <= 300_000_000


def test_only_administrators_upload_what_is_as_large_as_past_answers(
    client: TestClient, installation: Installation, north: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore_runtime(streamlit_app.app, monkeypatch)
    monkeypatch.setattr(admission, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(admission, "MAX_HISTORY_BYTES", 1_000)
    path, sizes = f"{UPLOADS}large/file", (100, 101, 1_000, 1_001)
    answers = {}
    for role in ("hr", "council", "administrator"):
        sign_in(client, installation, add_person(installation, north, role, role=role))
        answers[role] = [client.put(path, content=bytes(size)).status_code for size in sizes]
    # 403 is the answer of Streamlit, which misses its token: so far nothing has refused it.
    assert answers["hr"] == answers["council"] == [403, 413, 413, 413]
    assert answers["administrator"] == [403, 403, 403, 413]

    def in_pieces() -> Iterator[bytes]:
        yield bytes(10)

    assert client.put(path, content=in_pieces()).status_code == 411, "of a length nobody knows"


def sign_in(client: TestClient, installation: Installation, person: UUID) -> None:
    secret = redeem(installation, make_link_secret(installation, person, now()), now())
    assert secret is not None
    client.cookies.set(SESSION, secret)
