"""The first sheet of a Calc document is read like any other table."""

import io
import zipfile
from pathlib import Path

import pytest

from surveys.tables.faults import DelimitedFileError
from surveys.tables.opendocument import MIME_TYPE
from surveys.tables.rows import Row, read_rows
from tests.refusals import code

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)
HEAD = "<table:table-row>{}</table:table-row>".format(
    "".join(
        f'<table:table-cell office:value-type="string"><text:p>{title}</text:p></table:table-cell>'
        for title in ("team", "day", "n")
    )
)
ROW = (
    '<table:table-row{more}><table:table-cell office:value-type="string">'
    "<text:p>No<text:span>rth</text:span></text:p></table:table-cell>"
    '<table:table-cell office:value-type="date" office:date-value="2024-09-30">'
    "<text:p>30-09-24</text:p></table:table-cell>"
    '<table:table-cell{formula} office:value-type="float" office:value="12">'
    '<text:p>12,0</text:p></table:table-cell><table:table-cell table:number-columns-repeated="9999"'
    "/></table:table-row>"
)
PLAIN = ROW.format(more="", formula="")
GAP = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'


def document(folder: Path, *rows: str, parts: tuple[str, ...] = ()) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", MIME_TYPE)
        tables = f'<table:table table:name="a">{"".join(rows)}</table:table>'
        second = f"<table:table>{HEAD}{PLAIN}</table:table>"
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:spreadsheet>{tables}{second}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        for part in parts:
            archive.writestr(part, "x")
    file = folder / "table.ods"
    file.write_bytes(content.getvalue())
    return file


def test_cells_are_read_as_they_are_meant_and_gaps_are_kept(tmp_path: Path) -> None:
    twice = ROW.format(more=' table:number-rows-repeated="2"', formula="")
    file = document(tmp_path, HEAD, PLAIN, GAP.format(3), twice, GAP.format(1_000_000))
    cells = ("12", "North", "2024-09-30")
    assert read_rows(file, ("n", "team", "day")).rows == [Row(n, cells) for n in (2, 6, 7)]


@pytest.mark.parametrize(
    ("rows", "parts", "refused"),
    [
        ([HEAD, ROW.format(more="", formula=' table:formula="of:=1"')], (), "formula"),
        ([HEAD, PLAIN], ("Basic/Standard/script-lb.xml",), "macros"),
        ([HEAD, ROW.format(more=' table:number-rows-repeated="x"', formula="")], (), "no_workbook"),
        ([HEAD, "<table:table-row>"], (), "no_workbook"),
        ([HEAD], (), "no_rows"),
        (
            [HEAD, ROW.format(more=' table:number-rows-repeated="99999999"', formula="")],
            (),
            "too_many_rows",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path,
    rows: list[str],
    parts: tuple[str, ...],
    refused: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("surveys.tables.reader.MAX_ROWS", 1000)
    with pytest.raises(DelimitedFileError, check=code(refused)):
        read_rows(document(tmp_path, *rows, parts=parts), ("team", "day", "n"))


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.ods"
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", MIME_TYPE)
        archive.writestr("content.xml", f"<!DOCTYPE a [{levels}]><a>&l8;</a>")
    with pytest.raises(DelimitedFileError, check=code("no_workbook")):
        read_rows(file, ("team",))
