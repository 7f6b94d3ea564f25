"""`peil audit`, as from a terminal."""

from collections.abc import Callable
from uuid import UUID

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.commands.main import cli
from surveys.answering.casting import cast
from surveys.installation import installation as installations
from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from surveys.waves.waves import open_wave
from tests.builders import CLOSES, OPENS, add_people
from tests.stored import rows

Run = Callable[[], Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that audits the installation of this test."""
    installations.current_installation.cache_clear()
    monkeypatch.setenv("PEIL_FOLDER", "elsewhere")
    monkeypatch.setenv("COLUMNS", "100")
    return lambda: CliRunner().invoke(cli, ["audit", "--folder", str(settings.folder)])


def test_a_clean_installation_gets_a_good_verdict_and_code_0(
    run: Run, installation: Installation
) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    assert "no wave is open" in done.output
    assert "There is none: no wave is open." in done.output
    assert "Never stored" in done.output
    assert done.output.splitlines()[-1].startswith("Verdict: passed.")


def test_each_table_and_column_stands_there_with_its_purpose(
    run: Run, installation: Installation
) -> None:
    said = " ".join(run().output.split())
    assert "Everybody who works here, and in which unit." in said
    assert "how many chose each option" in said
    for word in ("sign_in", "expires_at", "k_distribution", "version_num"):
        assert word in said


def test_a_fault_is_named_with_a_remedy_and_code_1(run: Run, installation: Installation) -> None:
    rows(installation.store_folder / "peil.db", 'CREATE TABLE "visit[red]" (id BLOB)')
    done = run()
    assert done.exit_code == 1
    assert "FAULT" in done.output
    assert "The table visit[red] is not on the list." in done.output
    assert "Find out where it comes from." in done.output
    assert done.output.splitlines()[-1].startswith("Verdict: 1 fault.")


def test_not_a_letter_changes_when_somebody_answers(
    run: Run, installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 7)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    before = run()
    assert before.exit_code == 0, before.output
    assert "wave 1 is open" in before.output
    for token in list(wave.tokens.values())[:4]:
        cast(installation, token, {}, OPENS)
    assert run().output == before.output
    lines = [
        line for line in before.output.splitlines() if line.startswith(("│ token", "│ ballot"))
    ]
    assert len(lines) == 2
    assert all(line.split("│")[3].strip() == "open" for line in lines)


def test_a_folder_without_an_installation_is_left_as_it_is(run: Run, settings: Settings) -> None:
    done = run()
    assert done.exit_code == 1
    assert "There is no installation in" in done.output
    assert not settings.folder.exists()
