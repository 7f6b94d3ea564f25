"""`peil import-people`: what a file changes is shown first; a folder is emptied every night."""

import io
from pathlib import Path

import pytest

from surveys.installation.installation import Installation
from surveys.settings.settings import Settings
from tests.commands import Peil, said
from tests.stored import main_rows

LIST = "name,email,unit\nAnn,ann@example.org,North\nBo,bo@example.org,South\n"


@pytest.fixture
def folder(settings: Settings, organisation: object) -> Path:
    del organisation
    return settings.folder


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of two people."""
    file = tmp_path / "people.csv"
    file.write_text(LIST)
    return file


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    """A folder where another system puts files."""
    made = tmp_path / "incoming"
    made.mkdir()
    return made


def addresses(place: Installation) -> list[str]:
    return [str(email) for (email,) in main_rows(place, "SELECT email FROM person ORDER BY email")]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(
    peil: Peil, installation: Installation, folder: Path, people: Path
) -> None:
    run = peil("import-people", people, "--dry-run", folder=folder)
    assert run.returncode == 0
    assert "Ann" in run.stdout
    assert addresses(installation) == []


def test_people_are_imported_once_somebody_says_yes(
    peil: Peil, installation: Installation, folder: Path, people: Path
) -> None:
    assert peil("import-people", people, "--yes", folder=folder).returncode == 0
    assert addresses(installation) == ["ann@example.org", "bo@example.org"]
    again = peil("import-people", people, "--yes", folder=folder)
    assert "nothing changes" in again.stdout


@pytest.mark.parametrize(("answer", "imported"), [("n\n", 0), ("", 0), ("y\n", 2)])
def test_without_a_yes_nothing_is_imported(
    peil: Peil,
    installation: Installation,
    folder: Path,
    people: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    imported: int,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    peil("import-people", people, folder=folder)
    assert len(addresses(installation)) == imported


def test_a_file_with_faults_names_their_lines_and_changes_nothing(
    peil: Peil, installation: Installation, folder: Path, people: Path
) -> None:
    people.write_text(LIST + "Cy,no address,North\n,dee@example.org,North\n")
    run = peil("import-people", people, "--yes", folder=folder)
    assert run.returncode == 1
    assert "line 4" in run.stderr
    assert "line 5" in run.stderr
    assert "Traceback" not in run.stderr
    assert addresses(installation) == []


def test_many_leavers_need_one_more_word(
    peil: Peil, installation: Installation, folder: Path, people: Path
) -> None:
    lines = [f"P{n},p{n}@example.org,North" for n in range(30)]
    people.write_text("\n".join(["name,email,unit", *lines]))
    assert peil("import-people", people, "--yes", folder=folder).returncode == 0
    people.write_text("\n".join(["name,email,unit", *lines[:10]]))
    assert "--beyond-limits" in said(peil("import-people", people, "--yes", folder=folder))
    assert len(addresses(installation)) == 30
    run = peil("import-people", people, "--yes", "--beyond-limits", folder=folder)
    assert run.returncode == 0
    assert len(addresses(installation)) == 10


def test_a_file_of_newcomers_only_adds(
    peil: Peil, installation: Installation, folder: Path, people: Path
) -> None:
    peil("import-people", people, "--yes", folder=folder)
    people.write_text("name,email,unit\nCy,cy@example.org,North\n")
    run = peil("import-people", people, "--yes", "--only-add", folder=folder)
    assert "Done." in run.stdout
    assert addresses(installation) == ["ann@example.org", "bo@example.org", "cy@example.org"]


@pytest.mark.parametrize("arguments", [[], ["a.csv", "--from-folder", "b"]])
def test_a_file_or_a_folder_is_needed(peil: Peil, folder: Path, arguments: list[str]) -> None:
    assert "--from-folder" in said(peil("import-people", *arguments, folder=folder))


def test_a_file_that_is_not_there_is_named(peil: Peil, folder: Path, tmp_path: Path) -> None:
    assert "gone.csv" in said(peil("import-people", tmp_path / "gone.csv", folder=folder))


def test_the_newest_files_of_a_folder_are_imported_and_put_away_with_a_report(
    peil: Peil, installation: Installation, folder: Path, incoming: Path
) -> None:
    (incoming / "people-monday.csv").write_text(LIST.replace("Bo,bo", "Old,old"))
    (incoming / "people-tuesday.csv").write_text(LIST)
    (incoming / "units.csv").write_text(
        "unit,parent\nExample,\nNorth,Example\nSouth,Example\nEast,Example\n"
    )
    assert peil("import-people", "--from-folder", incoming, folder=folder).returncode == 0
    assert addresses(installation) == ["ann@example.org", "bo@example.org"]
    assert [path.name for path in incoming.iterdir()] == ["done"]
    put_away = {path.name for path in (incoming / "done").iterdir()}
    assert put_away == {
        "people-monday.csv",
        "people-tuesday.csv",
        "units.csv",
        "people-tuesday.report.txt",
    }
    report = (incoming / "done" / "people-tuesday.report.txt").read_text()
    assert ": 2" in report
    again = peil("import-people", "--from-folder", incoming, folder=folder)
    assert "Nothing has come into" in again.stdout


def test_files_that_are_refused_are_put_away_with_what_is_wrong(
    peil: Peil, installation: Installation, folder: Path, incoming: Path
) -> None:
    (incoming / "people.csv").write_text(LIST + "Cy,no address,North\n")
    assert peil("import-people", "--from-folder", incoming, folder=folder).returncode == 1
    assert addresses(installation) == []
    report = (incoming / "refused" / "people.report.txt").read_text()
    assert report.startswith("Nothing was changed.")
    assert "line 4" in report


def test_a_dry_run_of_a_folder_leaves_its_files(
    peil: Peil, installation: Installation, folder: Path, incoming: Path
) -> None:
    (incoming / "people.csv").write_text(LIST)
    run = peil("import-people", "--from-folder", incoming, "--dry-run", folder=folder)
    assert run.returncode == 0
    assert [path.name for path in incoming.iterdir()] == ["people.csv"]
    assert addresses(installation) == []


def test_a_folder_that_is_not_there_is_named(peil: Peil, folder: Path, tmp_path: Path) -> None:
    run = peil("import-people", "--from-folder", tmp_path / "nowhere", folder=folder)
    assert "nowhere" in said(run)
