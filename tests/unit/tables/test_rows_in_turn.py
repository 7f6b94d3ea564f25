"""Rows that are read in turn are those of the whole file, wherever a piece of it ends."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.tables import byte_scan
from surveys.tables.encodings import Encoding, decoded
from surveys.tables.faults import DelimitedFileError
from surveys.tables.headings import fingerprint_of
from surveys.tables.rows import Row, read_rows, rows_in_turn
from surveys.tables.sources import FileOnDisk, Upload
from surveys.tables.table import TableForm

TITLES = ["team", "q1", "remark", "remark"]
SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
LINES = re.compile(r"\r\n|\r|\n")
_letters = st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"])
_remarks = st.text(st.one_of(_letters, st.sampled_from(list("\r\n\",;|\t'=é€"))), max_size=12)
_rows = st.lists(
    st.tuples(
        st.sampled_from(["Noord", "Zuid", "Coördinatie", "Café", "N, Z", 'the "A"']),
        st.sampled_from(["1", "2,5", "4.0", "", "Zeer eens", "7"]),
        _remarks,
        _remarks,
    ),
    min_size=1,
    max_size=6,
)


def text_of(rows: Sequence[Sequence[str]], sign: str, end: str, named: bool) -> str:
    """Return a table as offices save it, every cell in quotation marks where it has to be."""
    text = io.StringIO()
    csv.writer(text, delimiter=sign, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [TITLES, *rows]
    )
    return f"sep={sign}{end}{text.getvalue()}" if named else text.getvalue()


def whole(raw: bytes) -> tuple[str, str]:
    """Return the name of the encoding and the text of a file that is decoded all at once."""
    for mark, kind, codec in (
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    ):
        if raw.startswith(mark):
            return kind, raw.decode(codec)
    if b"\0" in raw:
        return "utf-16", raw.decode("utf-16-le")
    try:
        return "utf-8", raw.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", raw.decode("cp1252", "surrogateescape")


def rows_of_whole(text: str, sign: str) -> list[Row]:
    """Return the rows of a text that is held as a whole, with the lines they start on."""
    named = re.match(r"sep=.(\r\n|\r|\n)", text)
    body = text[named.end() :] if named else text
    above = 1 if named else 0
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=sign, skipinitialspace=True)
    rows, line = [], above + 1
    for cells in reader:
        if any(map(str.strip, cells)):
            rows.append(Row(line, tuple(" ".join(cell.split()) for cell in cells[:2])))
        line = above + reader.line_num + 1
    return rows[1:]


@given(
    _rows,
    st.sampled_from(list(SIGNS)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]),
    st.booleans(),
    st.sampled_from([2, 4, 10, 64, 1 << 20]),
)
@example([("Café", "1", "a\r\nb", "")], "semicolon", "\r\n", "utf-8-sig", True, 2)
def test_rows_in_turn_are_those_of_the_whole_file(
    rows: list[tuple[str, ...]], sign: str, end: str, codec: str, named: bool, piece: int
) -> None:
    raw = text_of(rows, SIGNS[sign], end, named).encode(codec)
    expected = rows_of_whole(whole(raw)[1], SIGNS[sign])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_scan, "PIECE", piece)
        form = TableForm(delimiter=sign)  # type: ignore[arg-type]
        taken = rows_in_turn(Upload("a.csv", raw), ("team", "q1"), form=form)
        assert list(taken) == expected
        assert taken.bytes_read == len(raw)
        assert list(taken.titles) == TITLES
        # Of titles that are there twice nobody knows which is meant, and they do not matter.
        assert fingerprint_of(Upload("b.csv", raw), form) == fingerprint_of(
            Upload("c.csv", text_of(rows[:1], SIGNS[sign], "\n", False).encode()), form
        )


@given(
    st.binary(max_size=40),
    st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE]),
    st.sampled_from([2, 4, 1 << 20]),
)
@example(b"a,b\n\xc3", b"", 2)
@example(b"a\r\n\xff", codecs.BOM_UTF8, 2)
@example(b"a\r\xff", codecs.BOM_UTF8, 4)
def test_the_encoding_is_that_of_the_whole_file(data: bytes, mark: bytes, piece: int) -> None:
    raw = mark + b"team,q1\n" * (not mark) + data
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_scan, "PIECE", piece)
        try:
            kind, text = whole(raw)
        except UnicodeDecodeError as error:
            with pytest.raises(DelimitedFileError) as caught:
                decoded(Upload("a.csv", raw))
            if mark:
                # Python counts the bytes behind the mark of UTF-8, but not that of UTF-16.
                start = error.start + (len(mark) if mark == codecs.BOM_UTF8 else 0)
                codec = "utf-8-sig" if mark == codecs.BOM_UTF8 else "utf-16"
                before = raw[:start].decode(codec, "ignore")
                assert caught.value.where.line == len(LINES.findall(before)) + 1
            return
        if kind == "utf-16" and not mark:
            return
        found = decoded(Upload("a.csv", raw)) if raw.strip() else None
        if found is not None:
            assert found.encoding == kind
            with found.open() as stream:
                assert stream.read() == text


def test_a_file_of_this_machine_is_read_like_an_uploaded_one(tmp_path: Path) -> None:
    for codec, sign in product(("utf-8", "cp1252", "utf-16"), SIGNS.values()):
        raw = text_of([("Café", "1", "a\nb", "x")] * 40, sign, "\r\n", False).encode(codec)
        file = tmp_path / "a.csv"
        file.write_bytes(raw)
        columns = ("q1", "team")
        assert read_rows(file, columns) == read_rows(Upload("a.csv", raw), columns)
        assert FileOnDisk(file).size == len(raw)
    with pytest.raises(DelimitedFileError) as caught:
        read_rows(tmp_path / "none.csv", ("team",))
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_a_byte_that_cannot_be_is_named_with_its_line_behind_many_pieces(
    encoding: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"utf-8": b"\xff", "windows-1252": b"\x81"}[encoding]
    raw = b"team,q1\r\n" + b"North,1\r\n" * 1_000 + b"South," + wrong + b"\r\n"
    for piece in (2, 64, 9_002, 1 << 20):
        monkeypatch.setattr(byte_scan, "PIECE", piece)
        with pytest.raises(DelimitedFileError) as caught:
            read_rows(Upload("a.csv", raw), ("team",), form=TableForm(encoding))
        assert (caught.value.code, caught.value.where.line) == ("wrong_byte", 1_002)


def test_a_file_without_ends_of_lines_is_not_read_as_one_row() -> None:
    raw = b"team,q1\nNorth,1\n" + b"South,2;" * 200_000
    with pytest.raises(DelimitedFileError) as caught:
        read_rows(Upload("a.csv", raw), ("team",))
    assert (caught.value.code, caught.value.where.line) == ("long_line", 3)


def test_a_workbook_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(DelimitedFileError) as caught:
        read_rows(Upload("a.xlsx", b"PK\x03\x04" + bytes(30_000_000)), ("team",))
    assert caught.value.code == "large_workbook"
