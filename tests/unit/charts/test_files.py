"""Charts and tables as files for spreadsheets."""

import csv
import io

import plotly.graph_objects as go

from dashboard.charts.chart import Chart, csv_of, file_name
from surveys.texts import Texts

ENGLISH = Texts("en")


def _read(file: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.removeprefix("\N{BYTE ORDER MARK}"), newline="")))


def test_notes_and_what_cells_mean_stand_above_the_columns() -> None:
    table = {"Wave": ["Wave 2", "Wave 1"], "Average": ["3.2", "\N{EN DASH}"]}
    *notes, gap, columns, newest, oldest = _read(csv_of(table, ("Mood", "", "North"), ENGLISH))
    assert notes[:2] == [["Mood"], ["North"]]
    assert "A dash: not shown." in notes[2][0]
    assert gap == []
    assert (columns, newest, oldest) == (
        ["Wave", "Average"],
        ["Wave 2", "3.2"],
        ["Wave 1", "\N{EN DASH}"],
    )


def test_no_cell_title_or_note_runs_as_a_formula() -> None:
    formula = '=HYPERLINK("x")'
    rows = _read(csv_of({formula: [formula], "n": ["+1"]}, (formula, formula), ENGLISH))
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+"}] == []
    assert sum(cell == f"'{formula}" for row in rows for cell in row) == 4


def test_a_chart_makes_its_file_once_for_each_title_and_language() -> None:
    chart = Chart(go.Figure(), "Described.", {"Wave": ["1"]}, "North")
    assert chart.csv("Mood", ENGLISH) is chart.csv("Mood", ENGLISH)
    assert chart.csv("Mood", Texts("nl")) is not chart.csv("Mood", ENGLISH)
    assert chart.csv("Work", ENGLISH) != chart.csv("Mood", ENGLISH)


def test_a_file_is_named_after_the_unit_and_what_is_in_it() -> None:
    assert file_name("Sales, North \N{MIDDLE DOT} Wave 3", "Mood / work") == (
        "peil-sales-north-mood-work"
    )
    assert "/" not in file_name("../../etc", "\\..\\x")
