"""Tables as offices save them are read with the right cells; what could be wrong is asked."""

import csv
import io
from collections.abc import Callable
from datetime import time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.people.file.faults import PeopleFileError
from surveys.people.file.rows import PeopleFile, read_people
from surveys.people.file.table import Upload
from surveys.tables.cells import is_error, shown
from surveys.tables.encodings import Encoding, looks_wrong
from surveys.tables.faults import DelimitedFileError
from surveys.tables.rows import Row, read_rows
from surveys.tables.table import TableForm
from surveys.texts import Texts

FIELD = Path(__file__).parents[2] / "field"


def people_of(name: str, encoding: Encoding = "auto") -> PeopleFile:
    return read_people(Upload(name, (FIELD / name).read_bytes()), encoding=encoding)


def refused(read: Callable[[], PeopleFile]) -> str:
    """Return what is wrong with a file: all of it, or each fault of a file that was read."""
    texts = Texts("en")
    try:
        return "\n".join(fault.in_words(texts) for fault in read().faults)
    except PeopleFileError as error:
        return error.in_words(texts)


def notes_of(file: PeopleFile) -> str:
    return "\n".join(note.in_words(Texts("en")) for note in file.notes)


def test_keys_that_a_workbook_shows_with_zeros_have_them() -> None:
    before, now = people_of("f02_base.csv"), people_of("f02_zero_format.xlsx")
    assert [row.key for row in now.rows] == [row.key for row in before.rows]
    assert now.rows[0].key == "00001"


def test_words_that_look_wrong_lead_to_a_question_and_its_answer_is_used() -> None:
    for name, seen, meant, encoding in (
        ("f06_macroman.csv", "“CafŽ”", "“Café”", "mac-roman"),
        ("f06_cp850.csv", "“Co”rdinatie”", "“Coördinatie”", "cp850"),
    ):
        said = refused(lambda name=name: people_of(name))
        assert f"such as {seen}" in said
        assert f"Read as {encoding} they are {meant}" in said
        assert f"{name}, line 3, column “unit”" in said
    (unit,) = {row.unit for row in people_of("f06_macroman.csv", "mac-roman").rows} - {"Acme"}
    assert unit == "Zorg Café"
    (unit,) = {row.unit for row in people_of("f06_cp850.csv", "cp850").rows} - {"Acme"}
    assert unit == "Coördinatie"


def test_a_line_that_names_the_delimiter_is_none_of_the_table() -> None:
    file = people_of("f07_sep.csv")
    assert not file.faults
    assert [(row.line, row.name) for row in file.rows[:2]] == [(3, "Admin"), (4, "P2")]
    assert len(file.rows) == 13


def test_cells_that_are_left_out_at_the_end_are_empty() -> None:
    file = people_of("f08_short_rows.csv")
    assert not file.faults
    assert [row.send_at for row in file.rows[2:5]] == [None, time(9, 30), None]
    assert len(file.rows) == 13


def test_only_cells_that_are_read_matter_in_a_workbook() -> None:
    assert not people_of("f09_formula_in_unread_column.xlsx").faults
    beside = people_of("f09_note_beside.xlsx")
    assert not beside.faults
    assert {row.unit for row in beside.rows} == {"North"}
    hidden = people_of("f09_hidden_first_sheet.xlsx")
    assert len(hidden.rows) == 6
    assert "was read, of 2 sheets" in notes_of(hidden)


def test_an_error_of_a_formula_is_never_a_unit() -> None:
    said = refused(lambda: people_of("f09_na_unit.xlsx"))
    assert "line 2, column “unit”: a formula ended in the error #N/A here" in said


def test_an_old_workbook_is_read_as_it_shows_its_numbers() -> None:
    file = people_of("old_workbook.xls")
    assert [(row.line, row.key, row.unit, row.send_at) for row in file.rows] == [
        (4, "00012", "Zorg Café", time(9, 30)),
        (5, "123456", "North", None),
    ]
    assert "The sheet “Staff” was read, of 2 sheets" in notes_of(file)
    assert "are in line 3" in notes_of(file)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (123, "00000", "00123"),
        (123.0, "00000;-00000", "00123"),
        (1234567, "00000", "1234567"),
        (1234, "00\\-00", "12-34"),
        (123, '"P"0000', "P0123"),
        (123, '[$-413]"P" 0000', "P 0123"),
        (5, "0", "5"),
        (5, "0.00", "5"),
        (5, '0" years"', "5"),
        (1234567, "#,##0", "1234567"),
        (0.5, "00000", "0.5"),
        (-5, "00000", "-5"),
        (3.0000000000000004, "General", "3"),
        (time(9, 30), "hh:mm", "09:30"),
        (True, None, "True"),
        (None, None, ""),
    ],
)
def test_numbers_are_read_as_a_spreadsheet_shows_keys(
    value: object, number_format: str | None, text: str
) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#N/B", "#VERW!", "#WAARDE!", "#NV", "Err:502"]
)
def test_errors_of_formulas_are_known_in_other_languages(cell: str) -> None:
    assert is_error(cell)
    assert not any(map(is_error, ("#1", "#team", "N/A", "# 3", "C#", "#", "#great job!")))


@pytest.mark.parametrize(
    "word",
    [
        "Café",
        "Coördinatie",
        "Zürich",
        "Åsa",
        "cœur",
        "don\N{RIGHT SINGLE QUOTATION MARK}t",
        "São",
        "Ærø",
        "Müller-Groß",
    ],
)
def test_words_of_western_europe_look_right(word: str) -> None:
    assert not looks_wrong(word, "windows-1252")
    for encoding in ("mac-roman", "cp850"):
        try:
            other = word.encode(encoding).decode("cp1252", "surrogateescape")
        except UnicodeEncodeError:
            continue
        assert (
            other == word
            or not other.isalpha()
            or "œ" in word
            or looks_wrong(other, "windows-1252")
        )


@pytest.mark.parametrize("word", ["Dvořák", "Łódź", "Kovaŝ".replace("ŝ", "š"), "Jiří"])
def test_words_of_central_europe_are_asked_about_when_read_as_western(word: str) -> None:
    content = f"name,email,unit\nAnn,ann@example.org,{word}\n".encode("cp1250")
    said = refused(lambda: read_people(Upload("people.csv", content)))
    assert "it is not certain which characters this file has" in said
    assert f"Read as windows-1250 they are “{word}”" in said or "š" in word
    (row,) = read_people(Upload("people.csv", content), encoding="windows-1250").rows
    assert row.unit == word


def test_words_of_a_column_that_is_not_read_do_not_matter() -> None:
    content = "name,email,unit,note\nAnn,ann@example.org,North,Café\n".encode("mac-roman")
    assert not read_people(Upload("people.csv", content)).faults


def test_a_text_that_was_turned_into_utf_8_twice_is_asked_about() -> None:
    twice = "Café".encode().decode("cp1252")
    content = f"name,email,unit\nAnn,ann@example.org,{twice}\n".encode()
    assert "turned into UTF-8 twice" in refused(lambda: read_people(Upload("p.csv", content)))


def workbook(*sheets: tuple[str, str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


LIST: list[list[object]] = [["name", "email", "unit"], ["Ann", "ann@example.org", "North"]]


@pytest.mark.parametrize(
    ("sheets", "note"),
    [
        ([("Notes", "visible", [["Read me"]]), ("List", "visible", LIST)], "“List” was read, of 2"),
        ([("Old", "hidden", LIST), ("Now", "visible", LIST)], "“Now” was read, of 2"),
        ([("Now", "visible", [["x"]]), ("List", "veryHidden", LIST)], "“List” was read, which is"),
        ([("List", "visible", [["Staff"], [], *LIST])], "are in line 3; what stands above"),
    ],
)
def test_the_sheet_and_the_row_that_have_the_columns_are_read_and_said(
    sheets: list[tuple[str, str, list[list[object]]]], note: str
) -> None:
    file = read_people(Upload("people.xlsx", workbook(*sheets)))
    assert [row.unit for row in file.rows] == ["North"]
    assert note in notes_of(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body><table><tr><td>name</td></tr></table>", "this is a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE html>', "this is a web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "this is an XML file"),
        (b"%PDF-1.7 x", "this is a PDF document"),
        (b'{"people": []}', "this is a JSON file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "with a password"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(content: bytes, said: str) -> None:
    assert said in refused(lambda: read_people(Upload("people.xls", content)))


def test_rows_that_end_in_a_delimiter_are_read_and_a_shifted_row_is_refused() -> None:
    rows = read_rows(Upload("a.csv", b"team,q1\nNorth,1,\nSouth,2,\n"), ("team", "q1")).rows
    assert rows == [Row(2, ("North", "1")), Row(3, ("South", "2"))]
    for content in (
        b"team,q1,q2\nNorth,1,2\nSouth,3,5,\n",
        b"team,q1,q2\nNorth,3,5,\nSouth,1,2\n",
        b"team;q1\nNorth;1\nSouth,2\n",
    ):
        with pytest.raises(DelimitedFileError, match="cells"):
            read_rows(Upload("a.csv", content), ("team", "q1"))


def test_rows_that_describe_columns_are_left_out_or_skipped_as_asked() -> None:
    content = b'Q1,Q2\nTeam?,Alone?\n"{""ImportId"": ""QID1""}","{""ImportId"": ""QID2""}"\nN,1\n'
    file = Upload("a.csv", content)
    assert read_rows(file, ("Q1", "Q2")).rows == [Row(4, ("N", "1"))]
    plain = Upload("a.csv", b"Q1,Q2\nTeam?,Alone?\nN,1\n")
    assert read_rows(plain, ("Q1",), form=TableForm(skip_rows=1)).rows == [Row(3, ("N",))]


ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "cp1252": "windows-1252",
}
CELLS = st.text("abcXYZ 019éëïöüç,;|\"'-", max_size=12)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    names_delimiter=st.booleans(),
    above=st.lists(st.sampled_from(["Staff", "Printed on 1 May", ""]), max_size=3),
    at_end=st.sampled_from(["", "everywhere"]),
    leaves_out=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_common_form_of_a_table_has_the_same_cells(
    rows: list[tuple[str, str, str]],
    delimiter: str,
    encoding: str,
    names_delimiter: bool,
    above: list[str],
    at_end: str,
    leaves_out: bool,
    end: str,
) -> None:
    rows = [(f"t{number}", *row) for number, row in enumerate(rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    if names_delimiter:
        text.write(f"sep={delimiter}{end}")
    for title in above:
        writer.writerow([title])
    writer.writerow(["team", "q1", "note", "q2"])
    for row in rows:
        cells = list(row)
        while leaves_out and not at_end and len(cells) > 1 and not cells[-1]:
            cells.pop()
        writer.writerow([*cells, ""] if at_end else cells)
    file = Upload("a.csv", text.getvalue().encode(encoding))
    form = TableForm(encoding="windows-1252") if encoding == "cp1252" else None
    taken = read_rows(file, ("team", "q1", "q2"), form=form).rows
    assert [row.cells for row in taken] == [
        tuple(" ".join(cell.split()) for cell in (team, q1, q2)) for team, q1, _, q2 in rows
    ]
