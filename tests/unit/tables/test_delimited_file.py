"""A file of answers is read as people save it, and its faults are named with their place."""

import codecs
from pathlib import Path

import pytest

from surveys.tables.delimited_file import DelimitedFileError, Row, normalised, read_rows

COLUMNS = ("team", "q1")
TEXT = "id,team,q1\n1,Café,5\n2,Nord,4\n"
ROWS = [Row(2, ("Café", "5")), Row(3, ("Nord", "4"))]


def written(tmp_path: Path, content: bytes | str) -> Path:
    file = tmp_path / "answers.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def fault(file: Path, columns: tuple[str, ...] = COLUMNS, **form: str) -> DelimitedFileError:
    with pytest.raises(DelimitedFileError) as caught:
        read_rows(file, columns, **form)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip().encode(),
    ],
)
def test_encoding_delimiter_and_line_ends_are_seen_in_the_file(
    tmp_path: Path, content: bytes
) -> None:
    assert read_rows(written(tmp_path, content), COLUMNS) == ROWS


def test_a_given_encoding_and_delimiter_are_taken_as_given(tmp_path: Path) -> None:
    file = written(tmp_path, "team;q1\nÃ©;1\n".encode("cp1252"))
    assert read_rows(file, COLUMNS) == [Row(2, ("é", "1"))]
    taken = read_rows(file, COLUMNS, encoding="windows-1252", delimiter="semicolon")
    assert taken == [Row(2, ("Ã©", "1"))]


def test_cells_come_in_the_order_asked_for(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, TEXT), ("q1", "id", "team"))
    assert rows[0].cells == ("5", "1", "Café")


def test_spaces_around_names_and_cells_do_not_matter(tmp_path: Path) -> None:
    file = written(tmp_path, 'id , team ,"q1 "\n1,  Café, 5 \n2, "Nord" ,4\n'.replace('" ,', '",'))
    assert read_rows(file, COLUMNS) == ROWS


def test_the_delimiter_is_the_one_that_finds_the_columns(tmp_path: Path) -> None:
    file = written(tmp_path, "team;q1: a, b, c or d;note, free\nNord;2;x\n")
    assert read_rows(file, ("team", "q1: a, b, c or d")) == [Row(2, ("Nord", "2"))]


def test_lines_are_counted_as_an_editor_does_after_a_line_break_in_a_cell(tmp_path: Path) -> None:
    file = written(tmp_path, 'team,"q1\nin full"\n"a\nb",1\n\n,\nc,2\n')
    assert read_rows(file, ("team", "q1 in full")) == [Row(3, ("a b", "1")), Row(7, ("c", "2"))]
    file = written(tmp_path, 'team,q1\n"a\n\nb",1\nc\n')
    error = fault(file)
    assert error.where.line == 5
    assert str(error) == (
        "answers.csv, line 5: this row has 1 cells, the first row has 2. "
        "Look for a missing or an extra delimiter, or for a quotation mark left open."
    )


def test_a_row_that_is_too_long_is_refused(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "team,q1\na,1\nb,2,3\n"))
    assert "line 3: this row has 3 cells, the first row has 2" in str(error)


@pytest.mark.parametrize("content", [b"", b" \r\n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert str(fault(written(tmp_path, content))) == "answers.csv: this file is empty."


def test_column_names_without_answers_are_refused(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "team,q1\n\n"))
    assert str(error) == "answers.csv: there are no rows of answers under the column names."


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = fault(tmp_path / "gone.csv")
    assert str(error) == "gone.csv: this file cannot be read (No such file or directory)."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a text file"),
        ("team,q1\nCafé,1\n".encode("utf-16-le"), "this is not a text file"),
        (b"PK\x03\x04\x14\0\x06\0", "this is a workbook or an archive, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a workbook or an archive, not a CSV file"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(
    tmp_path: Path, content: bytes, said: str
) -> None:
    message = str(fault(written(tmp_path, content)))
    assert message.startswith(f"answers.csv: {said}")
    assert message.endswith('save it as "CSV UTF-8".')


@pytest.mark.parametrize("undefined", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_that_no_encoding_has_is_named_with_its_line(
    tmp_path: Path, undefined: int, end: str
) -> None:
    content = f"team,q1{end}Café,1{end}No".encode("cp1252") + bytes([undefined]) + b"rd,2\n"
    error = fault(written(tmp_path, content))
    assert str(error).startswith("answers.csv, line 3: there is a byte here that windows-1252 text")


def test_a_file_that_says_it_is_utf8_must_be(tmp_path: Path) -> None:
    content = codecs.BOM_UTF8 + "team,q1\nCafé,1\n".encode("cp1252")
    error = fault(written(tmp_path, content))
    assert str(error).startswith("answers.csv, line 2: there is a byte here that utf-8 text")


def test_a_single_column_is_no_table(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "q1\n1\n2\n"))
    assert str(error).startswith("answers.csv, line 1: there is only one column here")


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    error = fault(written(tmp_path, "\nid,Team,q1\n1,a,2\n"))
    assert str(error) == (
        "answers.csv, line 2, column “team”: the file has no column of this name; "
        "the nearest is “Team”. Correct the name in the mapping."
    )
    assert (error.where.line, error.where.column) == (2, "team")


def test_a_wanted_column_may_not_be_there_twice(tmp_path: Path) -> None:
    file = written(tmp_path, "q1,team,note,note, q1\n1,a,,,2\n")
    assert str(fault(file)).startswith(
        "answers.csv, line 1, column “q1”: columns 1, 5 have this same name."
    )
    assert read_rows(written(tmp_path, "q1,team,note,note\n1,a,,\n"), COLUMNS)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('team,"q1"x\na,1\n', 1),
        ('team,q1\na,1\nb,"2\nc,3\n', 3),
        ('team,q1\na,"1"0\n', 2),
        ('"team,q1\na,1\n', 1),
    ],
)
def test_a_quotation_mark_left_open_is_named_where_its_row_starts(
    tmp_path: Path, content: str, line: int
) -> None:
    error = fault(written(tmp_path, content))
    assert error.where.line == line
    assert "Look for a quotation mark that is not closed" in str(error)


@pytest.mark.parametrize(
    ("cell", "same"), [("4", "4.0"), ("3,5", "3.50"), ("Agree", "AGREE"), ("0", "0,0")]
)
def test_figures_and_capitals_may_be_written_in_several_ways(cell: str, same: str) -> None:
    assert normalised(cell) == normalised(same)


def test_words_with_figures_in_them_stay_words() -> None:
    assert len({normalised(cell) for cell in ("1", "1a", "1e0", "10", "nan")}) == 5
