"""A file of answers is read as people save it, and its faults are named with their place."""

from codecs import BOM_UTF8, BOM_UTF16_BE
from pathlib import Path

import openpyxl
import pytest

from surveys.tables.cells import normalised
from surveys.tables.faults import DelimitedFileError
from surveys.tables.rows import Row, read_rows
from surveys.tables.spreadsheet_cells import as_workbook
from surveys.tables.table import TableForm
from tests.refusals import code

COLUMNS = ("team", "q1")
TEXT = "id,team,q1\n1,Café,5\n2,Nord,4\n"
ROWS = [Row(2, ("Café", "5")), Row(3, ("Nord", "4"))]


def written(tmp_path: Path, content: bytes | str) -> Path:
    file = tmp_path / "answers.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def fault(file: Path) -> DelimitedFileError:
    with pytest.raises(DelimitedFileError) as caught:
        read_rows(file, COLUMNS)
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        *(TEXT.encode(name) for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252")),
        BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        *(TEXT.replace("\n", end).encode() for end in ("\r\n", "\r")),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.rstrip().encode(),
    ],
)
def test_encoding_delimiter_and_line_ends_are_seen_in_the_file(
    tmp_path: Path, content: bytes
) -> None:
    assert read_rows(written(tmp_path, content), COLUMNS).rows == ROWS


def test_a_named_encoding_and_delimiter_are_used_and_a_missing_file_is_named(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, "team;q1\nÃ©;1\n".encode("cp1252"))
    assert read_rows(file, COLUMNS).rows == [Row(2, ("é", "1"))]
    taken = read_rows(file, COLUMNS, form=TableForm("windows-1252", "semicolon")).rows
    assert taken == [Row(2, ("Ã©", "1"))]
    missing = str(fault(tmp_path / "gone.csv"))
    assert missing == "gone.csv: this file cannot be read (No such file or directory)."


@pytest.mark.parametrize(
    ("content", "columns", "row"),
    [
        (TEXT, ("q1", "id", "team"), ("5", "1", "Café")),
        # Spaces around names and cells.
        ('id , team ,"q1 "\n1,  Café, 5 \n', COLUMNS, ("Café", "5")),
        ('id,team,q1\n1, "Café",5\n', COLUMNS, ("Café", "5")),
        # The delimiter is the one with which the columns are there.
        ("team;q: a, b or c;note, free\nNord;2;x\n", ("team", "q: a, b or c"), ("Nord", "2")),
    ],
)
def test_cells_come_in_the_order_asked_for(
    tmp_path: Path, content: str, columns: tuple[str, ...], row: tuple[str, ...]
) -> None:
    assert read_rows(written(tmp_path, content), columns).rows[0] == Row(2, row)


def test_lines_are_counted_as_an_editor_does_after_a_line_break_in_a_cell(tmp_path: Path) -> None:
    file = written(tmp_path, 'team,"q1\nin full"\n"a\nb",1\n\n,\nc,2\n')
    assert read_rows(file, ("team", "q1 in full")).rows == [
        Row(3, ("a b", "1")),
        Row(7, ("c", "2")),
    ]


UNDEFINED_BYTES = [
    f"team,q1{end}Café,1{end}No".encode("cp1252") + bytes([undefined]) + b"rd,2\n"
    for end in ("\n", "\r\n", "\r")
    for undefined in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
]
OPEN_QUOTATION_MARKS = [
    *(('team,"q1"x\na,1\n', 1), ('"team,q1\na,1\n', 1), ('team,q1\na,"1"0\n', 2)),
    ('team,q1\na,1\nb,"2\nc,3\n', 3),
]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (
            'team,q1\n"a\n\nb",1\nc,1,2\n',
            5,
            "this row has 3 cells, the row of the column names has 2. Look for a missing or an "
            "extra delimiter, or for a quotation mark left open.",
        ),
        ("team,q1\na,1\nb,2,3\n", 3, "this row has 3 cells, the row of the column names has 2"),
        *((content, None, "this file is empty.") for content in ("", " \r\n\n")),
        ("team,q1\n\n", None, "there are no rows of answers under the column names."),
        ("q1\n1\n2\n", 1, "there is only one column here"),
        (
            BOM_UTF8 + "team,q1\nCafé,1\n".encode("cp1252"),
            2,
            "there is a byte here that utf-8 text",
        ),
        *((text, 3, "it is not certain which characters") for text in UNDEFINED_BYTES),
        *((content, line, "") for content, line in OPEN_QUOTATION_MARKS),
    ],
)
def test_what_cannot_be_a_table_is_refused_with_its_line(
    tmp_path: Path, content: bytes | str, line: int | None, said: str
) -> None:
    error = fault(written(tmp_path, content))
    where = "" if line is None else f", line {line}"
    assert error.where.line == line
    assert str(error).startswith(f"answers.csv{where}")
    assert f": {said}" in str(error)
    assert said or "Look for a quotation mark that is not closed" in str(error)


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        (
            "\nid,Teams,q1\n1,a,2\n",
            2,
            "team",
            "the file has no column of this name; the nearest is “Teams”. "
            "Correct the name in the mapping.",
        ),
        (
            "q1,team,note,note, q1\n1,a,,,2\n",
            1,
            "q1",
            "columns 1, 5 have this same name. Write “(1)” behind it",
        ),
    ],
)
def test_a_wanted_column_has_to_be_there_exactly_once(
    tmp_path: Path, content: str, line: int, column: str, said: str
) -> None:
    error = fault(written(tmp_path, content))
    assert (error.where.line, error.where.column) == (line, column)
    assert str(error).startswith(f"answers.csv, line {line}, column “{column}”: {said}")
    assert read_rows(written(tmp_path, "q1,team,note,note\n1,a,,\n"), COLUMNS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is a picture"),
        (b"team,q1\nCaf\0,1\n", "this is not a text file"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(
    tmp_path: Path, content: bytes, said: str
) -> None:
    message = str(fault(written(tmp_path, content)))
    assert message.startswith(f"answers.csv: {said}")
    assert message.endswith('"CSV UTF-8".')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "this is not a workbook, or a damaged one."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is not a workbook, or a damaged one."),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_with_the_way_out(
    tmp_path: Path, content: bytes, said: str
) -> None:
    assert str(fault(written(tmp_path, content))).startswith(f"answers.csv: {said}")


def test_a_workbook_is_read_as_a_delimited_file_is(tmp_path: Path) -> None:
    file = tmp_path / "answers.xlsx"
    file.write_bytes(as_workbook(["q1", "note", "team"], [["4", "", "North"], ["5", "x", "South"]]))
    assert read_rows(file, ("team", "q1")).rows == [Row(2, ("North", "4")), Row(3, ("South", "5"))]
    with pytest.raises(DelimitedFileError, check=code("no_column")):
        read_rows(file, ("team", "q2"))


def test_a_formula_in_a_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["team", "q1"])
    sheet.append(["North", "=1+1"])
    book.save(tmp_path / "answers.xlsx")
    with pytest.raises(DelimitedFileError, check=code("formula")):
        read_rows(tmp_path / "answers.xlsx", ("team", "q1"))


def test_figures_and_capitals_may_be_written_in_several_ways_and_other_words_stay() -> None:
    for cell, same in (("4", "4.0"), ("3,5", "3.50"), ("Agree", "AGREE"), ("0", "0,0")):
        assert normalised(cell) == normalised(same)
    assert len({normalised(cell) for cell in ("1", "1a", "1e0", "10", "nan")}) == 5
