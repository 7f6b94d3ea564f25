"""`peil audit`, as from a terminal."""

from collections.abc import Callable

import pytest

from surveys.answering.casting import cast
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.waves.waves import OpenedWave
from tests.builders import OPENS
from tests.commands import Done, Peil, said
from tests.stored import rows

Audit = Callable[[], Done]


@pytest.fixture
def audit(peil: Peil, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """A function that audits the installation of this test."""
    monkeypatch.setenv("PEIL_FOLDER", "elsewhere")
    monkeypatch.setenv("COLUMNS", "100")
    return lambda: peil("audit", "--folder", settings.folder)


@pytest.mark.usefixtures("installation")
def test_a_clean_installation_passes_and_every_column_has_its_purpose(audit: Audit) -> None:
    done = audit()
    assert done.returncode == 0, done.stdout
    assert "There is none: no wave is open." in done.stdout
    assert "Never stored" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Verdict: passed.")
    words = " ".join(done.stdout.split())
    assert "Everybody who works here, and in which unit." in words
    assert "how many chose each option" in words
    for word in ("sign_in", "expires_at", "k_distribution", "version_num"):
        assert word in words


def test_a_fault_has_a_remedy_and_gives_code_1(audit: Audit, installation: Installation) -> None:
    rows(installation.store_folder / "peil.db", 'CREATE TABLE "visit[red]" (id BLOB)')
    done = audit()
    assert done.returncode == 1
    assert "FAULT" in done.stdout
    assert "The table visit[red] is not on the list." in done.stdout
    assert "Find out where it comes from." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Verdict: 1 fault.")


def test_answers_change_nothing(audit: Audit, installation: Installation, wave: OpenedWave) -> None:
    before = audit()
    assert before.returncode == 0, before.stdout
    assert "wave 1 is open" in before.stdout
    for token in list(wave.tokens.values())[:4]:
        cast(installation, token, {}, OPENS)
    assert audit() == before
    lines = [line for line in before.stdout.splitlines() if line[:7] in {"│ token", "│ ballo"}]
    assert len(lines) == 2
    assert all(line.split("│")[3].strip() == "open" for line in lines)


def test_a_folder_without_installation_is_left_as_it_is(audit: Audit, settings: Settings) -> None:
    assert "There is no installation in" in said(audit())
    assert not settings.folder.exists()
