"""`peil export` and `peil council-pack`: files for their owner, and one sentence for a refusal."""

from pathlib import Path
from uuid import UUID

import pytest

from surveys.exports import names_of_files
from surveys.installation import Installation
from surveys.trail import entries
from tests.commands import Peil
from tests.reports import settle


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 2, 2)


@pytest.mark.usefixtures("teams")
def test_tables_are_written_for_their_owner_alone_and_noted(
    peil: Peil, installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    done = peil("export", "--to", folder, "--lang", "nl")
    assert done.returncode == 0, done.stderr
    assert {file.name for file in folder.iterdir()} == {*names_of_files()}
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    (entry,) = [one for one in entries(installation) if one.action == "results exported"]
    assert (entry.by, entry.subject) == (None, "all units, all waves, data")
    again = peil("export", "--to", folder)
    assert again.returncode == 1
    assert again.stderr.startswith("Not done.")
    replaced = peil("export", "--to", folder, "--replace", "--unit", "Team 1", "--wave", "1")
    assert replaced.returncode == 0, replaced.stderr


@pytest.mark.usefixtures("teams")
def test_what_cannot_be_written_leaves_everything_as_it_was(
    peil: Peil, installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for arguments in (
        ("export", "--to", file),
        ("export", "--to", tmp_path / "out", "--lang", "fr"),
        ("export", "--to", tmp_path / "out", "--unit", "Nowhere"),
        ("export", "--to", tmp_path / "out", "--period", "1999"),
        ("council-pack", "--to", file),
        ("council-pack", "--to", tmp_path / "nowhere" / "pack.zip"),
    ):
        done = peil(*arguments)
        assert done.returncode == 1, arguments
        assert done.stderr.startswith("Not done."), arguments
        assert "Traceback" not in done.stderr
    assert file.read_text() == "mine"
    assert not {"out", "nowhere"} & {one.name for one in tmp_path.iterdir()}
    assert not [one for one in entries(installation) if "exported" in one.action]


@pytest.mark.usefixtures("teams")
def test_the_pack_is_one_file_for_its_owner(
    peil: Peil, installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "pack.zip"
    done = peil("council-pack", "--to", file)
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"PK")
    assert file.stat().st_mode & 0o077 == 0
    (entry,) = [one for one in entries(installation) if one.action == "trail exported"]
    assert (entry.by, entry.subject) == (None, "pack of the works council")
