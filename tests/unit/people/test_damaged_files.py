"""Every damaged file of the corpus is refused with the message that says how to fix it."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from surveys.people.file import table
from surveys.people.file.faults import MAX_FAULTS_SHOWN, PeopleFileError
from surveys.people.file.mapping import guess, read_headings
from surveys.people.file.rows import read_people, read_units
from surveys.people.file.table import Upload
from surveys.people.importing.state import RosterSnapshot, UnitNow
from surveys.people.importing.target_roster import target_roster
from surveys.tables import workbook
from surveys.texts import Texts

CORPUS = Path(__file__).parent / "damaged_files"
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
EXAMPLE = RosterSnapshot((UnitNow(UUID(int=1), None, "Example"),), (), ())
SOMEBODY = b"name,email,unit\nAnn,ann@example.org,Example\n"


def faults_of(upload: Upload) -> list[str]:
    """Return what is said about a file of people, or one of units with one person beside it."""
    try:
        if ".units." in upload.name:
            people = read_people(Upload("people.csv", SOMEBODY))
            target_roster(EXAMPLE, people, read_units(upload))
        else:
            target_roster(EXAMPLE, read_people(upload))
    except PeopleFileError as error:
        return [line.removeprefix(upload.name) for line in error.lines(Texts("en"))]
    return []


def test_the_corpus_is_whole() -> None:
    files = {path.name for path in CORPUS.iterdir()} - {"expected.json"}
    assert files == set(EXPECTED)
    assert sum(bool(said) for said in EXPECTED.values()) >= 30


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_damaged_file_gets_its_message(name: str) -> None:
    assert faults_of(Upload(name, (CORPUS / name).read_bytes())) == EXPECTED[name]


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_refused_in_little_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload = Upload("people.csv", b"name,email,unit," + b"x" * 10_000_000 + b"\nA,a@b.nl,N,1\n")
    with memory_below(30_000_000):
        (said,) = faults_of(upload)
    assert "more than 1000000 characters" in said
    field = b"name,email,unit\n" + b'"' + b"x\n" * 100_000 + b'",a@b.nl,N\n'
    (said,) = faults_of(Upload("people.csv", field))
    assert "field larger than field limit" in said
    (said,) = faults_of(Upload("people.csv", b"\0" * (table.MAX_BYTES + 1)))
    assert "larger than 30 MB" in said
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    rows = "".join(f"A,a{n}@b.nl,N\n" for n in range(3))
    (said,) = faults_of(Upload("people.csv", f"name,email,unit\n{rows}".encode()))
    assert said.startswith(", line 4: this file has more than 2 rows.")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        for part in range(20):
            archive.writestr(f"xl/{part}.xml", bytes(20_000_000))
    with memory_below(10_000_000):
        (said,) = faults_of(Upload("people.xlsx", content.getvalue()))
    assert "far larger unpacked" in said


def test_a_workbook_is_read_like_a_csv_file() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "E-mail", "Afdeling", "Personeelsnummer", "Tijdstip", "Rol"])
    sheet.append([None] * 6)
    sheet.append(["Ann", "ann@example.org", "North", 1001.0, time(9, 30), "Beheerder | HR"])
    content = io.BytesIO()
    book.save(content)
    (row,) = read_people(Upload("people.xlsx", content.getvalue())).rows
    assert (row.line, row.name, row.key, row.send_at) == (3, "Ann", "1001", time(9, 30))
    assert row.roles == {"administrator", "hr"}


@pytest.mark.parametrize("is_mapped", [False, True])
def test_merged_cells_are_one_fault_that_names_them_and_a_merged_title_is_none(
    is_mapped: bool,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Everybody who works here"])
    sheet.append(["Naam", "E-mail", "Functie", "Afdeling"])
    for number in range(9):
        sheet.append([f"Ann {chr(97 + number)}", f"ann{number}@example.org", "x", "North"])
    for cells in ("A1:D1", "D3:D6", "D8:D10", "C4:C5"):
        sheet.merge_cells(cells)
    sheet["B11"].value = None
    content = io.BytesIO()
    book.save(content)
    upload = Upload("people.xlsx", content.getvalue())
    choice = guess(read_headings(upload)) if is_mapped else None
    faults = sorted(read_people(upload, choice=choice).faults, key=lambda one: one.where.line or 0)
    assert [(one.code, one.where.line) for one in faults] == [
        ("merged", 4),
        ("merged", 9),
        ("empty_cell", 11),
    ]
    assert "the cells D3:D6 are merged" in faults[0].in_words(Texts("en"))


def workbook_of(*rows: str) -> Upload:
    """Return a workbook whose sheet has these rows, as they stand in its XML."""
    book = openpyxl.Workbook()
    content, made = io.BytesIO(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive, zipfile.ZipFile(made, "w") as changed:
        for part in archive.infolist():
            text = archive.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                head, _, _ = text.partition(b"<sheetData")
                text = head + f"<sheetData>{''.join(rows)}</sheetData></worksheet>".encode()
            changed.writestr(part, text)
    return Upload("people.xlsx", made.getvalue())


def row_at(number: int, *cells: str) -> str:
    texts = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{texts}</row>'


TITLES = row_at(1, "name", "email", "unit")
ANN = ("Ann", "ann@example.org", "Example")
MILLION = 1_048_576
NOWHERE = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([NOWHERE.format(MILLION)], 1, "1000 empty rows begin here"),
        ([TITLES, row_at(2, *ANN), row_at(MILLION, *ANN)], 3, "1000 empty rows begin here"),
        ([TITLES, row_at(10**15, *ANN)], 2, "1000 empty rows begin here"),
        ([TITLES, '<row r="2"><c r="ZZZZZ2"><v>1</v></c></row>'], None, "not a workbook"),
    ],
)
def test_a_workbook_with_something_far_away_is_refused_before_it_is_walked_to(
    rows: list[str], line: int | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[object] = []
    monkeypatch.setattr(workbook, "_text", lambda value: walked.append(value) or "")
    (fault,) = faults_of(workbook_of(*rows))
    assert said in fault
    assert line is None or f"line {line}:" in fault
    assert len(walked) <= 4 * workbook.WIDEST


def test_rows_that_only_look_empty_are_left_out_and_gaps_are_kept() -> None:
    empty = [f'<row r="{number}"><c s="0"/></row>' for number in range(3, 40)]
    book = workbook_of(TITLES, row_at(2, *ANN), *empty, row_at(1_000, "Bo", "bo@x.org", "Example"))
    assert [row.line for row in read_people(book).rows] == [2, 1_000]


@pytest.mark.parametrize("empty", ["", " ", "\u00a0"])
def test_a_row_with_nothing_but_a_note_in_a_column_that_is_not_read_is_no_person(
    empty: str,
) -> None:
    note = f"{empty};{empty};{empty};ask Bas;x"
    lines = ("name;email;unit;remark;", note, "Ann;ann@example.org;Example;;", note)
    content = "\n".join(lines).replace("remark;", "remark;by").encode()
    assert [row.line for row in read_people(Upload("list.csv", content)).rows] == [3]
    book = workbook_of(TITLES, row_at(2, "", "", "", "", "", "", "", "ask Bas"), row_at(3, *ANN))
    assert [row.line for row in read_people(book).rows] == [3]


def test_a_workbook_does_not_hold_more_rows_than_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    monkeypatch.setattr(workbook, "MAX_GAP", 3)
    empty = [f'<row r="{number}"><c s="0"/></row>' for number in range(3, 40)]
    (said,) = faults_of(workbook_of(TITLES, row_at(2, *ANN), *empty))
    assert said.startswith(", line 6: this file has more than 2 rows.")


def test_all_faults_are_named_at_once_and_a_hundred_of_them_shown() -> None:
    rows = "".join(",no address,\n" for _ in range(50))
    with pytest.raises(PeopleFileError) as caught:
        target_roster(EXAMPLE, read_people(Upload("p.csv", f"name,email,unit\n{rows}".encode())))
    said = caught.value.lines(Texts("en"))
    # Three faults in each row, and the same address in all but the first.
    assert len(caught.value.faults) == 199
    assert len(said) == MAX_FAULTS_SHOWN + 1
    assert said[-1] == "99 more faults"


def test_a_name_that_looks_like_a_formula_is_only_text() -> None:
    for formula in ("=1+1", "+1", "-1", "@SUM(A1)"):
        text = f"name,email,unit\n{formula},ann@example.org,North\n"
        (row,) = read_people(Upload("people.csv", text.encode())).rows
        assert row.name == formula
