"""What a works council takes home: who may, what is in it, and that no result is."""

import io
import zipfile
from uuid import UUID, uuid4

import pytest

from dashboard.reports.council_pack import pack
from dashboard.reports.formats import zipped
from surveys.access import OPERATOR, NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.documents import LIMITS, PROMISE
from surveys.exports.council_pack import make_council_pack
from surveys.installation import Installation
from surveys.reports import SERVER
from surveys.reports.document import Report, Table
from surveys.settings import Settings
from surveys.texts import LANGUAGES, Texts
from surveys.trail import entries
from tests.reading import HR, reader_with
from tests.reports import TODAY, settle


def noted(installation: Installation) -> list[str]:
    return [e.subject for e in entries(installation) if e.action == "trail exported"]


def cells(report: Report) -> list[str]:
    tables = [b for section in report.sections for b in section.blocks if isinstance(b, Table)]
    return [str(cell) for table in tables for row in table.rows for cell in row]


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 2, 2)


def test_who_reads_the_trail_gets_it_and_nobody_else(
    installation: Installation, settings: Settings, teams: list[UUID]
) -> None:
    for who in (HR, reader_with("council"), SERVER):
        before = noted(installation)
        assert make_council_pack(installation, settings, who, TODAY)
        assert len(noted(installation)) == len(before) + 1
    before = noted(installation)
    nobody = Reader(uuid4(), "Nobody", None, frozenset(), frozenset())
    for other in (
        reader_with("administrator"),
        reader_with("manager", leads=teams[0]),
        team_reader(teams[0]),
        OPERATOR,
        nobody,
    ):
        with pytest.raises(NotAllowedError):
            make_council_pack(installation, settings, other, TODAY)
    assert noted(installation) == before


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_attestation_is_dated_and_says_thresholds_promise_and_limits(
    installation: Installation, settings: Settings, language: str
) -> None:
    made = make_council_pack(installation, settings, reader_with("council"), TODAY)
    report, texts = made.attestations[language], Texts(language)
    told = [sentence for section in report.sections for _, sentence in section.told]
    assert report.period == texts.date(TODAY)
    assert report.made_on == TODAY
    assert texts.gettext("Passed: all that is stored here may be stored.") in told
    assert texts.gettext(PROMISE) in told
    assert {texts.gettext(limit) for limit in LIMITS} <= {*told}
    for number in (5, 10):
        assert texts.gettext("from {n} answers").format(n=number) in cells(report)
    assert "ballot" not in [cell for cell in cells(report) if cell.isdigit()]


@pytest.mark.usefixtures("teams")
def test_it_holds_documents_trail_and_attestations_and_no_result(
    installation: Installation, settings: Settings
) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(installation, settings, HR))) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names}
    assert len([name for name in names if name.endswith(".pdf")]) == len(LANGUAGES)
    assert {f"{language}/ai-statement.md" for language in LANGUAGES} <= {*names}
    (trail,) = [name for name in names if name.endswith(".csv")]
    assert texts[trail].startswith(b"day,by,action,subject")
    assert not any("/.." in name or name.startswith("/") for name in names)
    readable = b"".join(content for name, content in texts.items() if not name.endswith(".pdf"))
    assert b"Team 0" not in readable


def test_the_same_files_make_the_same_archive() -> None:
    assert zipped({"a": b"1", "b": b"2"}) == zipped({"a": b"1", "b": b"2"})
