"""Nothing stands on anything else: files are drawn by other programs, and looked at.

The PDF of ours, and what LibreOffice makes of slides and workbook: whatever it has to repair would
stop it. Texts are looked up in the drawn pages, with their places.
"""

import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
import typst

from dashboard.reports import written
from surveys.installation import Installation
from surveys.reports import Format
from surveys.reports.document import Report
from surveys.texts import LANGUAGES
from tests.overlaps import outside, overlapping
from tests.reports import report_of, settle

OFFICE = shutil.which("soffice")
SIZES = [(1, 13), (40, 2), (2, 52)]
"""Units and waves."""

needs_office = pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")


def drawn(report: Report, kind: Format, folder: Path) -> bytes:
    """Return what LibreOffice prints of a file."""
    file = folder / f"report.{kind}"
    file.write_bytes(written(report, kind))
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/office", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300, text=True)
    assert "Error" not in done.stderr
    return file.with_suffix(".pdf").read_bytes()


@pytest.mark.parametrize(("units", "waves"), SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_no_text_of_paper_stands_on_another_or_leaves_its_page(
    installation: Installation,
    organisation: dict[str, UUID],
    units: int,
    waves: int,
    language: str,
    *,
    in_full: bool,
) -> None:
    if not in_full and (units, waves) != SIZES[0]:
        pytest.skip("in full only")
    teams = settle(installation, organisation["Example"], units, waves)
    for unit in (None, teams[0]):
        pdf = written(report_of(installation, unit, language), "pdf")
        assert not overlapping(pdf)
        assert not outside(pdf)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("units", "waves"), SIZES)
@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
def test_no_text_that_an_office_program_draws_stands_on_another(
    installation: Installation,
    organisation: dict[str, UUID],
    tmp_path: Path,
    units: int,
    waves: int,
    kind: Format,
    *,
    in_full: bool,
) -> None:
    if not in_full and (units, waves) != SIZES[0]:
        pytest.skip("in full only")
    teams = settle(installation, organisation["Example"], units, waves)
    for unit in (None, teams[0]):
        report = report_of(installation, unit, "nl" if units == 1 else "en")
        pdf = drawn(report, kind, tmp_path)
        assert len(pypdfium2.PdfDocument(pdf)) >= 5
        assert not overlapping(pdf)
        assert not outside(pdf)


@pytest.mark.parametrize(("apart", "is_found"), [("0pt", True), ("30pt", False)])
def test_a_text_on_another_would_be_found(apart: str, *, is_found: bool) -> None:
    layout = f"#place(dx: 0pt)[one label]\n#place(dx: 4pt, dy: {apart})[another]"
    pdf = typst.compile(layout.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    assert bool(overlapping(pdf)) == is_found
    assert not outside(pdf)
