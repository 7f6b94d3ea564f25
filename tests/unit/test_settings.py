"""Settings come from the environment; keys never lie where backups are made."""

from pathlib import Path

import pytest

from surveys.installation import installation_in
from surveys.settings import Settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, without settings from outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEIL_FOLDER", raising=False)
    monkeypatch.delenv("PEIL_ADDRESS", raising=False)


def test_without_settings_everything_lies_in_one_folder_here() -> None:
    found = Settings()
    assert found.folder == Path("peil-data")
    assert found.address == "http://localhost:8501"


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEIL_FOLDER", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("PEIL_ADDRESS", "https://pulse.example.org")
    found = Settings()
    assert found.folder == tmp_path / "elsewhere"
    assert found.address == "https://pulse.example.org"


def test_settings_can_stand_in_a_file_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PEIL_FOLDER=from-file\nPEIL_ADDRESS=http://file\nOTHER=1\n")
    monkeypatch.setenv("PEIL_ADDRESS", "http://environment")
    found = Settings()
    assert (found.folder, found.address) == (Path("from-file"), "http://environment")


def test_keys_and_databases_lie_apart(tmp_path: Path) -> None:
    found = Settings(folder=tmp_path)
    assert found.key_folder.parent == found.store_folder.parent == tmp_path
    assert found.key_folder != found.store_folder


def test_an_installation_is_made_where_the_settings_say(tmp_path: Path) -> None:
    made = installation_in(Settings(folder=Path("relative")))
    assert made.store_folder == tmp_path / "relative" / "store"
    assert made.keys.path == tmp_path / "relative" / "keys"
    assert (tmp_path / "relative" / "store" / "peil.db").exists()
    assert made.box(7).path == tmp_path / "relative" / "store" / "box-7.db"
