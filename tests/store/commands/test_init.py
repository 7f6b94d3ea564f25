"""`peil init` without a terminal."""

import pytest

from dashboard.commands.terminal import address_of, note_served
from surveys.installation import Installation
from surveys.organisation import load_organisation
from surveys.settings import Settings
from tests.commands import Peil, said

NEEDED = {
    "--name": "Acme",
    "--counsellor": "Ada",
    "--phone": "0800 1",
    "--your-name": "Sam",
    "--your-email": "sam@example.org",
}


def test_everything_that_is_missing_is_listed_at_once(peil: Peil, settings: Settings) -> None:
    message = said(peil("init", "--name", "Acme", folder=settings.folder))
    assert "--counsellor, --phone, --your-name, --your-email" in message


def test_a_link_has_the_address_that_was_served_last_where_none_is_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was served by other tests of this process stands in the cache that they share.
    monkeypatch.delenv("PEIL_CACHE", raising=False)
    monkeypatch.setenv("PEIL_ADDRESS", "")
    monkeypatch.delenv("PEIL_ADDRESS")
    at = Settings(folder=settings.folder)
    assert address_of(at) == "http://localhost:8501"
    note_served(at, "0.0.0.0", 9000)  # noqa: S104
    monkeypatch.delenv("PEIL_ADDRESS")
    assert address_of(Settings(folder=settings.folder)) == "http://localhost:9000"
    own = Settings(folder=settings.folder, address="https://pulse.example.org")
    note_served(own, "127.0.0.1", 9001)
    assert address_of(own) == "https://pulse.example.org"


def test_what_is_usual_is_taken_and_the_link_has_the_address_that_is_served(
    peil: Peil, settings: Settings, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_ADDRESS", "https://pulse.example.org")
    arguments = [part for pair in NEEDED.items() for part in pair]
    run = peil("init", *arguments, folder=settings.folder)
    assert run.returncode == 0
    assert "https://pulse.example.org/sign-in/" in run.stdout
    known = load_organisation(installation)
    assert known is not None
    assert (known.time_zone, known.language, known.country) == ("Europe/Amsterdam", "en", None)
