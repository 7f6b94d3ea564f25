"""Whatever somebody typed stands in a file as it was typed: no formula, markup, link or command."""

import io
import zipfile
from datetime import date
from uuid import UUID

import html5lib
import pypdfium2
import pytest
from pptx import Presentation
from sqlmodel import select

from dashboard.reports import written
from db import people
from db.engine import writing
from surveys.follow_up import note_agreement
from surveys.installation import Installation
from surveys.reports.document import Report
from tests.reading import HR
from tests.reports import formulas, page_words, report_of, settle, sheets, slide_words

NAMES = (
    '=HYPERLINK("http://x.example","y")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1;2)",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '#eval("1+1") *b* $x$ @ref #include "/etc/passwd"',
    "../../etc/passwd",
    "{{ report.words }} {% include 'x' %}",
    "&L&G &P",
)


@pytest.fixture(params=NAMES)
def report(
    installation: Installation, organisation: dict[str, UUID], request: pytest.FixtureRequest
) -> Report:
    """The report of an organisation in which a unit, and an agreement, bear a hostile name."""
    team = settle(installation, organisation["Example"], 2, 2)[0]
    with writing(installation.engine) as session:
        for row in session.exec(select(people.Unit)):
            row.name = request.param if row.id in {team, organisation["Example"]} else row.name
            session.add(row)
    day = date(2026, 11, 1)
    whole = organisation["Example"]
    note_agreement(
        installation, HR, whole, request.param, indicator=None, starts_on=day, review_on=day
    )
    return report_of(installation)


def test_a_workbook_calculates_nothing_and_links_nowhere(report: Report) -> None:
    file = written(report, "xlsx")
    assert not formulas(file)
    cells = {c for rows in sheets(file).values() for row in rows for c in row if isinstance(c, str)}
    assert any(report.name in cell for cell in cells)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            assert b'TargetMode="External"' not in parts.read(name), name
    # A spreadsheet that is saved as CSV is read as formulas again.
    for cell in cells:
        assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell


def test_slides_have_it_as_text(report: Report) -> None:
    file = written(report, "pptx")
    assert any(report.name in said for said in slide_words(file))
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            assert b'TargetMode="External"' not in parts.read(name), name
            if name.endswith(".xlsx"):
                assert not formulas(parts.read(name)), name
    assert len(Presentation(io.BytesIO(file)).slides) > 5


def test_a_page_has_it_as_text_and_asks_for_nothing(report: Report) -> None:
    file = written(report, "html")
    tree = html5lib.parse(file, namespaceHTMLElements=False)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "link", "form", "base"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), name
            if name in {"href", "src"}:
                assert value.startswith("#"), value
    assert " ".join(report.name.split()) in page_words(file)


def test_paper_has_it_as_text(report: Report) -> None:
    document = pypdfium2.PdfDocument(written(report, "pdf"))
    said = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "".join(report.name.split()) in "".join(said.split())


def test_the_name_of_the_file_is_a_name(report: Report) -> None:
    assert "/" not in report.file_name
    assert "." not in report.file_name
    assert report.file_name.startswith("peil-")
