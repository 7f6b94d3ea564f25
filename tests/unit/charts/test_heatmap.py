"""Units side by side."""

from dashboard.charts.heatmap import heatmap
from surveys.reading.organisation import Cell
from tests.unit.charts.reports import EN, NL, a_column, a_level, a_unit, an_estimate

QUESTIONS = [a_column("mood_1"), a_column("wl_1")]


def cell(mean: float, from_all: float | None = None) -> Cell:
    return Cell(a_level(mean), None if from_all is None else an_estimate(from_all), "first")


LOW = a_unit("Planning", {"mood_1": cell(3.8, 0.02), "wl_1": cell(1.8, -0.9)})
HIGH = a_unit("Sales", {"mood_1": cell(4.4, 0.6)})
HIDDEN = a_unit("Night shift", None)
UNITS = [LOW, HIDDEN, HIGH]


def test_only_what_is_no_chance_has_a_colour_and_an_arrow() -> None:
    [drawn] = heatmap(QUESTIONS, UNITS, EN).figure.data
    assert [list(row) for row in drawn.z] == [[0, -1], [None, None], [1, None]]
    assert [list(row) for row in drawn.text] == [["3.8", "▼1.8"], ["", ""], ["▲4.4", "–"]]


def test_units_stand_in_the_order_given_bold_above_others_and_empty_when_hidden() -> None:
    layout = heatmap(QUESTIONS, UNITS, EN).figure.layout
    assert list(layout.yaxis.ticktext) == ["Planning", "Night shift", "Sales"]
    assert layout.yaxis.range[0] > layout.yaxis.range[1], "from the top"
    [note] = layout.annotations
    assert (note.y, note.text) == (1, "not shown")
    below = a_unit("Desk", {}, above=LOW.id)
    named = heatmap(QUESTIONS, [LOW, below], EN).figure.layout.yaxis.ticktext
    assert list(named) == ["<b>Planning</b>", "Desk"]


def test_a_cell_tells_its_interval_and_the_table_tells_hidden_from_unanswered() -> None:
    table = heatmap(QUESTIONS, UNITS, NL).table
    assert table["Onderdeel"] == ["Planning", "Night shift", "Sales"]
    assert table["Werkdruk"] == ["▼1,8", "niet getoond", "–"]
    assert table["Stemming op het werk"] == ["3,8", "niet getoond", "▲4,4"]
    [drawn] = heatmap(QUESTIONS, UNITS, EN).figure.data
    assert "between 1.4 and 2.2" in drawn.customdata[0][1]
    assert "Probably below the organisation" in drawn.customdata[0][1]
    assert "Not shown" in drawn.customdata[1][0]
    assert "Too few answers" in drawn.customdata[2][1]


def test_forty_units_stay_small_on_the_way_to_the_browser() -> None:
    figure = heatmap([a_column(q) for q in ("mood_1", "wl_1", "iso_1")], [LOW] * 40, EN).figure
    assert len(figure.to_json()) < 100_000
