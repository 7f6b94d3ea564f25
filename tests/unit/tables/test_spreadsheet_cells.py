"""No cell of a file that people open in a spreadsheet runs as a formula."""

import csv
import io
import re
import unicodedata

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.tables.spreadsheet_cells import as_csv, as_workbook, escape_formula, unescaped

ATTACKS = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", " \t=1",
           "\uff1d1", "|cmd", "%1", "\xa0=1", "\u200b=1", "\ufeff@SUM(1)", "\u2060\t=1", "\u00ad+1",
           "\u3164=1", "\ufe0f=1", "\x00=1", "\u202e=1", "\ufe66=1", "\uff0b1", "\ufe631",
           "\uff20SUM(1)", "\u22121", "\u2003=1"]  # fmt: skip


def runs(cell: str) -> bool:
    """Whether a program might run a part of a cell, whatever it takes for blank or a separator."""
    begins_with_control = cell.lstrip(" ")[:1] in set("\t\r\n")
    parts = re.split(r"[;\t\r\n]", cell)
    return begins_with_control or any(_first_seen(part) in FORMULA_STARTS for part in parts)


FORMULA_STARTS = set("=+@|%-\N{MINUS SIGN}")
NOT_SEEN = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that show nothing."""


def _first_seen(part: str) -> str:
    """Return the first character that is seen, in its usual width; a mark such as "¡" is seen."""
    kinds = ((c, unicodedata.category(c)) for c in part if c not in NOT_SEEN)
    seen = (c for c, kind in kinds if kind[0] not in "ZC" and kind not in {"Mn", "Me"})
    return unicodedata.normalize("NFKC", next(seen, ""))


@pytest.mark.parametrize("cell", ATTACKS)
def test_a_formula_becomes_a_text(cell: str) -> None:
    made = escape_formula(cell)
    assert made.replace("'", "") == cell
    assert not runs(made)


@pytest.mark.parametrize("separator", [";", "; ", ";\u200b", "\n", "\r\n", "\t"])
def test_no_formula_begins_where_another_program_sees_a_new_cell(separator: str) -> None:
    """In Dutch a semicolon separates cells: half a cell of ours is a cell of theirs."""
    cell = f"fine{separator}=1+1;fine"
    assert runs(cell)
    assert escape_formula(cell) == f"fine{separator[0]}'{separator[1:]}=1+1;fine" or (
        separator == "\r\n" and not runs(escape_formula(cell))
    )


@given(st.text())
def test_no_cell_starts_as_a_formula_and_others_stay(cell: str) -> None:
    made = escape_formula(cell)
    assert not runs(made)
    assert made.replace("'", "") == cell.replace("'", "")
    assert runs(cell.replace("'", "")) or made == cell


def test_a_csv_file_and_a_workbook_hold_no_formula() -> None:
    text = as_csv(["a", "b"], [[cell, "Zoë"] for cell in ATTACKS]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1:] == [[escape_formula(cell), "Zoë"] for cell in ATTACKS]
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(["a"], [["=1+1"], ["Ann"]])))
    assert book.active is not None
    cells = [row[0] for row in book.active.iter_rows()]
    assert [cell.value for cell in cells] == ["a", "'=1+1", "Ann"]
    assert {cell.data_type for cell in cells} == {"s"}


@given(st.text(st.characters(exclude_categories=["C"], exclude_characters="'")))
def test_what_was_escaped_reads_back_as_it_was(cell: str) -> None:
    assert unescaped(escape_formula(cell)) == cell


@pytest.mark.parametrize("cell", ["'t Hart", "d'Arc", "Ann; 'Bo", "'", ""])
def test_an_apostrophe_of_a_name_stays(cell: str) -> None:
    assert unescaped(cell) == cell
