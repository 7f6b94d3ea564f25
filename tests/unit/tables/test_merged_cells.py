"""Merged cells are found in the XML of a sheet, wherever a part that is read at once ends."""

import io
import zipfile

import pytest
from openpyxl.utils import get_column_letter

from surveys.tables import merged_cells, opendocument
from surveys.tables.merged_cells import MergedCells, MergedIndex, in_sheet_of_excel


@pytest.mark.parametrize("size", [300, 301, 1_000, 1_000_000])
def test_every_range_is_found_once_whatever_is_read_at_once(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(merged_cells, "_CHUNK", size)
    names = [f"{get_column_letter(n)}{n}:{get_column_letter(n + 3)}{n + 9}" for n in range(1, 90)]
    cells = "".join(f'<x:mergeCell  ref="{name}" />' for name in names)
    found = in_sheet_of_excel(io.BytesIO(f"<x:mergeCells>{cells}</x:mergeCells>".encode()))
    assert [one.reference for one in found] == names


def test_a_cell_is_looked_up_in_the_range_around_it() -> None:
    one, other = MergedCells(2, 4, 1, 2), MergedCells(8, 8, 1, 5)
    index = MergedIndex([other, one], widest=3)
    assert [index.around(line, 1) for line in (1, 2, 4, 5, 8, 9)] == [
        *(None, one, one, None),
        *(other, None),
    ]
    assert index.around(3, 0) is None
    assert index.around(8, 5) is None, "beyond the columns that have a name"


def test_those_of_a_calc_document_are_found_behind_rows_and_columns_that_repeat() -> None:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table")
    )
    cell, covered = "<table:table-cell {}/>", "<table:covered-table-cell/>"
    wide = cell.format('table:number-columns-spanned="2"')
    tall = cell.format('table:number-rows-spanned="4"')
    before = cell.format('table:number-columns-repeated="3"')
    rows = (
        f"<table:table-row>{wide}{covered}</table:table-row>"
        '<table:table-row table:number-rows-repeated="5"/>'
        f"<table:table-row>{before}{tall}</table:table-row>"
    )
    other = "<table:table><table:table-row/></table:table>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", f"<x {spaces}>{other}<table:table>{rows}</table:table></x>")
        assert opendocument.merged(archive, 0, 50) == []
        found = opendocument.merged(archive, 1, 50)
    assert [one.reference for one in found] == ["A1:B1", "D7:D10"]
    with zipfile.ZipFile(file) as archive:
        assert [one.reference for one in opendocument.merged(archive, 1, 3)] == ["A1:B1"]
