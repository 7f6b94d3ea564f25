"""Units side by side."""

from dataclasses import replace

from dashboard.charts.heatmap import heatmap
from surveys.reading.organisation import Cell
from tests.scales import on_scale
from tests.unit.charts.reports import EN, NL, a_column, a_level, a_unit, a_verdict

QUESTIONS = [a_column("mood_1"), a_column("wl_1")]

LOW = a_unit(
    "Planning",
    {
        "mood_1": Cell(a_level(3.8), a_verdict()),
        "wl_1": Cell(a_level(1.8), a_verdict("worse", needs_attention=True)),
    },
)
HIGH = a_unit("Sales", {"mood_1": Cell(a_level(4.4), a_verdict("better"))})
HIDDEN = a_unit("Night shift", None)
UNITS = [LOW, HIDDEN, HIGH]


def test_only_what_a_units_page_tells_has_a_colour_and_a_mark() -> None:
    [drawn] = heatmap(QUESTIONS, UNITS, EN).figure.data
    assert [list(row) for row in drawn.z] == [[0, -1], [None, None], [1, None]]
    assert [list(row) for row in drawn.text] == [["3.8", "▼●<br>1.8"], ["", ""], ["▲4.4", "–"]]


def test_units_stand_in_the_order_given_bold_above_others_and_empty_when_hidden() -> None:
    layout = heatmap(QUESTIONS, UNITS, EN).figure.layout
    assert list(layout.yaxis.ticktext) == ["Planning", "Night shift", "Sales"]
    assert layout.yaxis.range[0] > layout.yaxis.range[1], "from the top"
    [note] = layout.annotations
    assert (note.y, note.text) == (1, "not shown")
    below = a_unit("Desk", {}, above=LOW.id)
    named = heatmap(QUESTIONS, [LOW, below], EN).figure.layout.yaxis.ticktext
    assert list(named) == ["<b>Planning</b>", "Desk"]


def test_a_level_that_needs_attention_is_marked_also_where_it_gets_better_or_stays() -> None:
    for verdict, mark in (
        (a_verdict(needs_attention=True), "●"),
        (a_verdict("better", needs_attention=True), "▲●<br>"),
        (None, ""),
    ):
        units = [a_unit("Planning", {"wl_1": Cell(a_level(1.8), verdict)})]
        [drawn] = heatmap(QUESTIONS[1:], units, EN).figure.data
        assert list(drawn.text[0]) == [f"{mark}1.8"]
        assert list(drawn.z[0]) == [-1 if mark else 0]


def test_a_cell_says_what_the_units_page_says_and_the_table_tells_hidden_from_unanswered() -> None:
    table = heatmap(QUESTIONS, UNITS, NL).table
    assert table["Onderdeel"] == ["Planning", "Night shift", "Sales"]
    assert table["Behapbare werkdruk"] == ["▼●1,8", "niet getoond", "–"]
    assert table["Stemming op het werk"] == ["3,8", "niet getoond", "▲4,4"]
    [drawn] = heatmap(QUESTIONS, UNITS, EN).figure.data
    said = drawn.customdata[0][1]
    assert "Average 1.8" in said
    assert "Probably heavier since February, by 0.3 to 0.8" in said
    assert "Needs attention: too heavy" in said
    assert "Not shown" in drawn.customdata[1][0]
    assert "Too few answers" in drawn.customdata[2][1]


def test_forty_units_stay_small_on_the_way_to_the_browser() -> None:
    figure = heatmap([a_column(q) for q in ("mood_1", "wl_1", "iso_1")], [LOW] * 40, EN).figure
    assert len(figure.to_json()) < 100_000


def test_a_column_on_another_scale_than_1_to_5_names_its_ends() -> None:
    column = a_column("mood_1")
    seven = replace(column, question=on_scale(column.question, size=7))
    drawn = heatmap([seven, a_column("wl_1")], UNITS, EN)
    heads = list(drawn.figure.layout.xaxis.ticktext)
    assert heads == ["Mood at work<br>(1–7)", "Manageable workload"]
    assert list(drawn.table) == ["Unit", "Mood at work (1–7)", "Manageable workload"]
