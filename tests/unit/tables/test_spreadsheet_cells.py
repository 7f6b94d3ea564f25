"""No cell of a file that people open in a spreadsheet runs as a formula."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.tables.spreadsheet_cells import as_csv, as_workbook, escape_formula

ATTACKS = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", " \t=1",
           "\uff1d1", "|cmd", "%1"]  # fmt: skip


@pytest.mark.parametrize("cell", ATTACKS)
def test_a_formula_becomes_a_text(cell: str) -> None:
    assert escape_formula(cell) == f"'{cell}"


@given(st.text())
def test_no_cell_starts_as_a_formula_and_others_stay(cell: str) -> None:
    made = escape_formula(cell)
    assert made.strip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert made in {cell, f"'{cell}"}


def test_a_csv_file_and_a_workbook_hold_no_formula() -> None:
    text = as_csv(["a", "b"], [[cell, "Zoë"] for cell in ATTACKS]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1:] == [[f"'{cell}", "Zoë"] for cell in ATTACKS]
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(["a"], [["=1+1"], ["Ann"]])))
    assert book.active is not None
    cells = [row[0] for row in book.active.iter_rows()]
    assert [cell.value for cell in cells] == ["a", "'=1+1", "Ann"]
    assert {cell.data_type for cell in cells} == {"s"}
