"""Files of a table: no cell runs as a formula, whatever somebody typed, and Parquet keeps it."""

import csv
import io
from datetime import date

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from surveys.exports.columns import layouts
from surveys.exports.package import as_csv, as_parquet
from surveys.exports.tables import Column, DataTable
from surveys.tables.spreadsheet_cells import unescaped
from surveys.texts import LANGUAGES, Texts

COLUMNS = (Column("name", "string", "A name."), Column("at", "date", "A day."))
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


def table(*words: str | None) -> DataTable:
    rows = [(word, date(2026, 1, 2)) for word in words]
    return DataTable("words", "Words", "Words.", COLUMNS, ("name",), rows)


def cells(file: bytes) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(file.decode(), newline=""))]


def test_what_begins_a_formula_is_text_in_a_spreadsheet() -> None:
    mean = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a;=HYPERLINK(1)", "\N{FULLWIDTH EQUALS SIGN}1"]
    for cell in cells(as_csv(table(*mean))):
        assert cell.startswith("'") or ";'=" in cell


@given(st.lists(WORDS, min_size=1))
def test_every_text_reads_back(words: list[str]) -> None:
    assert [unescaped(cell) for cell in cells(as_csv(table(*words)))] == words
    read = pq.read_table(io.BytesIO(as_parquet(table(*words))))
    assert read.column("name").to_pylist() == words
    assert read.column("at").to_pylist() == [date(2026, 1, 2)] * len(words)


def test_nothing_is_an_empty_cell_and_a_true_null() -> None:
    assert cells(as_csv(table(None))) == [""]
    read = pq.read_table(io.BytesIO(as_parquet(table(None))))
    assert read.column("name").to_pylist() == [None]
    assert read.schema.field("name").metadata[b"description"] == b"A name."


def test_tables_have_the_same_columns_in_every_language_and_other_words() -> None:
    found = [layouts(Texts(language)) for language in LANGUAGES]
    shapes = [
        [(name, [column.name for column in one.columns]) for name, one in tables.items()]
        for tables in found
    ]
    assert shapes[0] == shapes[1]
    assert all(
        left.meaning != right.meaning
        for left, right in zip(found[0].values(), found[1].values(), strict=True)
    )
