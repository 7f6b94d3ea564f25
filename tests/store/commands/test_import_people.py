"""`peil import-people`: what a file changes is shown first; a folder is emptied every night."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from surveys.installation import Installation
from surveys.settings import Settings
from surveys.trail import entries
from tests.commands import Done, Peil, said
from tests.stored import main_rows

LIST = "name,email,unit\nAnn,ann@example.org,North\nBo,bo@example.org,South\n"
Import = Callable[..., Done]


@pytest.fixture
def import_people(peil: Peil, settings: Settings, organisation: object) -> Import:
    """A function that runs `peil import-people` on an organisation that is set up."""
    return partial(peil, "import-people", folder=settings.folder)


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


def addresses(installation: Installation) -> list[str]:
    rows = main_rows(installation, "SELECT email FROM person ORDER BY email")
    return [str(email) for (email,) in rows]


def test_a_dry_run_changes_nothing_and_a_yes_imports_and_newcomers_are_only_added(
    import_people: Import, installation: Installation, people: Path
) -> None:
    run = import_people(people, "--dry-run")
    assert run.returncode == 0
    assert "Ann" in run.stdout
    assert addresses(installation) == []
    assert import_people(people, "--yes").returncode == 0
    assert addresses(installation) == ["ann@example.org", "bo@example.org"]
    assert "nothing changes" in import_people(people, "--yes").stdout
    people.write_text("name,email,unit\nCy,cy@example.org,North\n")
    assert "Done." in import_people(people, "--yes", "--only-add").stdout
    assert addresses(installation) == ["ann@example.org", "bo@example.org", "cy@example.org"]


def test_nothing_is_imported_without_a_yes_or_with_faults_which_are_named_by_line(
    import_people: Import, installation: Installation, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.write_text(LIST + "Cy,no address,North\n,dee@example.org,North\n")
    run = import_people(people, "--yes")
    assert run.returncode == 1
    assert "line 4" in run.stderr
    assert "line 5" in run.stderr
    assert "Traceback" not in run.stderr
    assert addresses(installation) == []
    people.write_text(LIST)
    for answer, imported in (("n\n", 0), ("", 0), ("y\n", 2)):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        import_people(people)
        assert len(addresses(installation)) == imported, answer


def test_many_leavers_need_one_more_word(
    import_people: Import, installation: Installation, people: Path
) -> None:
    lines = [f"P{n},p{n}@example.org,North" for n in range(30)]
    people.write_text("\n".join(["name,email,unit", *lines]))
    assert import_people(people, "--yes").returncode == 0
    people.write_text("\n".join(["name,email,unit", *lines[:10]]))
    assert "--beyond-limits" in said(import_people(people, "--yes"))
    assert len(addresses(installation)) == 30
    assert import_people(people, "--yes", "--beyond-limits").returncode == 0
    assert len(addresses(installation)) == 10


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "--from-folder"),
        (["a.csv", "--from-folder", "b"], "--from-folder"),
        (["/nowhere/gone.csv"], "gone.csv"),
        (["--from-folder", "/nowhere"], "nowhere"),
    ],
)
def test_one_file_or_folder_that_exists_is_needed(
    import_people: Import, arguments: list[str], named: str
) -> None:
    assert named in said(import_people(*arguments))


def test_the_newest_files_of_a_folder_are_imported_or_refused_and_put_away_with_a_report(
    import_people: Import, installation: Installation, incoming: Path
) -> None:
    (incoming / "people-monday.csv").write_text(LIST.replace("Bo,bo", "Old,old"))
    (incoming / "people-tuesday.csv").write_text(LIST)
    units = "unit,parent\nExample,\nNorth,Example\nSouth,Example\nEast,Example\n"
    (incoming / "units.csv").write_text(units)
    before = {path.name for path in incoming.iterdir()}
    assert import_people("--from-folder", incoming, "--dry-run").returncode == 0
    assert {path.name for path in incoming.iterdir()} == before
    assert addresses(installation) == []
    assert import_people("--from-folder", incoming).returncode == 0
    assert addresses(installation) == ["ann@example.org", "bo@example.org"]
    assert [path.name for path in incoming.iterdir()] == ["done"]
    put_away = {path.name for path in (incoming / "done").iterdir()}
    assert put_away == before | {"people-tuesday.report.txt"}
    assert ": 2" in (incoming / "done" / "people-tuesday.report.txt").read_text()
    assert "Nothing has come into" in import_people("--from-folder", incoming).stdout
    (incoming / "people.csv").write_text(LIST + "Cy,no address,North\n")
    assert import_people("--from-folder", incoming).returncode == 1
    assert len(addresses(installation)) == 2
    report = (incoming / "refused" / "people.report.txt").read_text()
    assert report.startswith("Nothing was changed.")
    assert "line 4" in report


EXPORT = "Medewerker;Roepnaam;Achternaam;E-mailadres werk;Afdeling\r\n1012;Ann;Li;{email};North\r\n"


def export(email: str) -> bytes:
    """Return an export of another system: a byte order mark, semicolons, headings of its own."""
    return EXPORT.format(email=email).encode("utf-8-sig")


def test_other_headings_are_guessed_said_once_and_remembered_for_the_nightly_list(
    import_people: Import, installation: Installation, incoming: Path, tmp_path: Path
) -> None:
    file, columns = tmp_path / "export.csv", tmp_path / "columns.yaml"
    file.write_bytes(export("ann@example.org"))
    refused = import_people(file, "--yes")
    assert refused.returncode == 1
    words = said(refused)
    assert "It would read them so: name from Roepnaam + Achternaam" in " ".join(words.split())
    assert addresses(installation) == []
    columns.write_text(words.rpartition("says: ")[2], encoding="utf-8")
    assert "Ann Li" in import_people(file, "--columns", columns, "--dry-run").stdout
    assert main_rows(installation, "SELECT * FROM kept_mapping") == [], "a dry run keeps nothing"
    assert import_people(file, "--columns", columns, "--yes").returncode == 0
    assert main_rows(installation, "SELECT name, key FROM person") == [("Ann Li", "1012")]
    (incoming / "people.csv").write_bytes(export("a.li@example.org"))
    run = import_people("--from-folder", incoming, "--beyond-limits")
    assert run.returncode == 0
    assert "read as confirmed" in (incoming / "done" / "people.report.txt").read_text()
    assert addresses(installation) == ["a.li@example.org"]
    noted = [e.subject for e in entries(installation) if e.action == "columns confirmed"]
    assert noted == [
        "name: Roepnaam + Achternaam; email: E-mailadres werk; unit: Afdeling; key: Medewerker"
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [("email: E-mail", "Say which column has name, unit"), ("salary: x", "no column “salary”")],
)
def test_columns_that_cannot_be_meant_are_refused_before_anything_is_read(
    import_people: Import, installation: Installation, tmp_path: Path, text: str, named: str
) -> None:
    file, columns = tmp_path / "export.csv", tmp_path / "columns.yaml"
    file.write_bytes(export("ann@example.org"))
    columns.write_text(text)
    assert named in " ".join(said(import_people(file, "--yes", "--columns", columns)).split())
    assert addresses(installation) == []
