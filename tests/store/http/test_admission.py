"""Uploads: only from people who are signed in, and as many as the process can bear."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

import streamlit_app
from dashboard.clock import now
from dashboard.cookies import SESSION
from dashboard.http import admission
from dashboard.http.admission import MAX_FILES, MAX_UPLOADED_BYTES, MAX_UPLOADS
from dashboard.streamlit_internals import UPLOADS
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
    assert client.put(path).text == "Forbidden"
    restore_runtime(streamlit_app.app, monkeypatch)
    person = add_person(installation, north, "Ada", role="hr")
    link = make_link_secret(installation, person, now())
    secret = redeem(installation, link, now())
    assert secret is not None
    client.cookies.set(SESSION, secret)
    assert "XSRF" in client.put(path).text, "Streamlit has a look at it"
    for number in range(MAX_FILES):
        put_file("session", str(number), bytes(100))
    assert client.put(path).status_code == 429
    assert "XSRF" in client.put(f"{UPLOADS}another/file").text
    put_file("third", "file", bytes(400))
    assert client.put(f"{UPLOADS}another/file").status_code == 507
    monkeypatch.setenv("PEIL_ONLY", "answer")
    current_settings.cache_clear()
    assert client.put(path).text == "Forbidden"
    assert 5 * 1024**2 * MAX_UPLOADS + MAX_UPLOADED_BYTES < 150_000_000
