"""`peil report`: files of each kind, and one sentence for whatever cannot be written."""

from pathlib import Path
from uuid import UUID

import pytest

from surveys.installation import Installation
from surveys.reports import FORMATS
from surveys.trail import entries
from tests.commands import Peil
from tests.reports import settle

BEGINNINGS = {"pptx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>", "pdf": b"%PDF-"}


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 2, 2)


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("file_format", FORMATS)
def test_a_report_is_written_for_its_owner_alone_and_noted(
    peil: Peil, installation: Installation, tmp_path: Path, file_format: str
) -> None:
    file = tmp_path / f"out.{file_format}"
    done = peil("report", "--unit", "Team 1", "--to", file, "--lang", "nl")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(BEGINNINGS[file_format])
    assert file.stat().st_mode & 0o077 == 0
    assert [*tmp_path.glob(".*partial")] == []
    (entry,) = [one for one in entries(installation) if one.action == "results exported"]
    assert entry.by is None
    assert entry.subject.startswith("Team 1, ")
    assert entry.subject.endswith(file_format)


@pytest.mark.usefixtures("teams")
def test_what_cannot_be_written_is_one_sentence_and_leaves_everything_as_it_was(
    peil: Peil, installation: Installation, tmp_path: Path
) -> None:
    there = tmp_path / "there.pdf"
    there.write_text("mine")
    refused = (
        ("--to", there),
        ("--to", tmp_path / "out.docx"),
        ("--to", tmp_path / "out"),
        ("--to", tmp_path / "nowhere" / "out.pdf"),
        ("--to", tmp_path / "out.pdf", "--lang", "fr"),
        ("--to", tmp_path / "out.pdf", "--unit", "Nowhere"),
        ("--to", tmp_path / "out.pdf", "--period", "soon"),
        ("--to", tmp_path / "out.pdf", "--period", "1999"),
        ("--to", tmp_path / "out.pdf", "--wave", "1", "--period", "2024"),
    )
    for arguments in refused:
        done = peil("report", *arguments)
        assert done.returncode == 1, arguments
        assert done.stderr.startswith("Not done."), arguments
        assert "Traceback" not in done.stderr
    assert there.read_text() == "mine"
    assert [file.name for file in tmp_path.glob("*.*")] == ["there.pdf"]
    assert not [one for one in entries(installation) if one.action == "results exported"]


@pytest.mark.usefixtures("teams")
def test_a_file_is_overwritten_only_when_that_is_said(peil: Peil, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("old")
    done = peil("report", "--to", file, "--format", "html", "--replace")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"<!doctype html>")
