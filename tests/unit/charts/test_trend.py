"""Trend figures, looked at without a browser."""

from datetime import timedelta

import plotly.graph_objects as go
import pytest

from dashboard.charts.chart import LOOK, REFERENCE, TEAM, Chart
from dashboard.charts.mark import Mark
from dashboard.charts.trend import Reference, trend
from surveys.texts import Texts
from tests.unit.charts.reports import EN, a_trend, waves


def drawn(*means: float | None, language: str = "en") -> go.Figure:
    return chart(*means, language=language).figure


def chart(*means: float | None, language: str = "en") -> Chart:
    return trend(a_trend(*means), waves(len(means)), Texts(language))


@pytest.mark.parametrize(
    ("language", "high", "low"),
    [("en", "5 connected", "1 isolated"), ("nl", "5 verbonden", "1 geïsoleerd")],
)
def test_both_ends_of_the_scale_are_named(language: str, high: str, low: str) -> None:
    words = [note.text for note in drawn(3.0, 3.5, language=language).layout.annotations]
    assert high in words
    assert low in words


def test_the_axis_is_the_whole_scale_whatever_the_values() -> None:
    bottom, top = drawn(3.4, 3.5).layout.yaxis.range
    assert bottom <= 1
    assert top >= 5


def test_the_latest_value_stands_at_the_end_of_the_line() -> None:
    assert "<b>3.5</b>" in [note.text for note in drawn(2.0, 3.5).layout.annotations]
    assert "<b>3,5</b>" in [note.text for note in drawn(2.0, 3.5, language="nl").layout.annotations]


def test_nothing_is_drawn_across_a_wave_that_is_not_published() -> None:
    _band, line = drawn(3.0, 3.2, None, 3.4, 3.6).data
    means = list(line.y)
    assert means[2] is None
    assert not line.connectgaps


def test_the_band_runs_along_both_bounds_of_the_interval() -> None:
    band, _line = drawn(3.0, 3.5).data
    assert [y for y in band.y if y is not None] == pytest.approx([3.4, 3.9, 3.1, 2.6])


def test_a_single_wave_shows_its_interval_as_a_bar() -> None:
    band, line = drawn(3.0).data
    assert band.line.width > 0
    assert [mean for mean in line.y if mean is not None] == [3.0]


def test_a_lone_wave_between_gaps_shows_its_interval_too() -> None:
    band, _line = drawn(3.0, 3.2, None, 3.4).data
    alone = [y for x, y in zip(band.x, band.y, strict=True) if x == waves(4)[3].closes_on]
    assert sorted(alone) == pytest.approx([3.0, 3.8])


def test_colours_are_those_of_the_theme() -> None:
    band, line = drawn(3.0, 3.5).data
    assert line.line.color == TEAM
    assert band.fillcolor == TEAM


def test_three_dates_are_named_at_most() -> None:
    assert len(drawn(*[3.0] * 13).layout.xaxis.tickvals) == 3
    assert len(drawn(3.0).layout.xaxis.tickvals) == 1


def test_a_point_tells_its_interval_and_number_of_answers() -> None:
    _band, line = drawn(3.0, 3.5).data
    assert line.text[1].endswith("<b>3.5</b> (3.1 – 3.9)<br>9 answers")


def test_the_larger_unit_is_dotted_and_grey_behind_the_line() -> None:
    there = waves(3)
    beside = Reference("Operations", {there[0].id: 3.1, there[2].id: 3.3})
    dotted, _band, line = trend(a_trend(3.0, 3.2, 3.4), there, EN, beside).figure.data
    assert (dotted.line.dash, dotted.line.color) == ("dot", REFERENCE)
    assert list(dotted.y) == [3.1, None, 3.3]
    assert list(line.y)[:3] == [3.0, 3.2, 3.4]


def test_what_was_agreed_is_marked_with_a_word_and_what_lies_outside_is_not() -> None:
    there = waves(4)
    within = Mark(there[1].closes_on, "agreement", is_agreement=True)
    before = Mark(there[0].closes_on - timedelta(days=1), "long ago")
    found = trend(a_trend(3.0, 3.2, 3.4, 3.3), there, EN, None, (within, before)).figure
    words = {note.text: note for note in found.layout.annotations}
    assert words["agreement"].font.color == LOOK
    assert "long ago" not in words
    assert [shape.x0 for shape in found.layout.shapes] == [within.day]


def test_the_line_of_an_event_begins_above_the_word_of_an_agreement() -> None:
    there = waves(4)
    agreed = Mark(there[2].closes_on, "agreement", is_agreement=True)
    happened = Mark(there[1].closes_on, "new system")
    found = trend(a_trend(3.0, 3.2, 3.4, 3.3), there, EN, None, (agreed, happened)).figure
    words = {note.text: note for note in found.layout.annotations}
    starts = {shape.x0: shape.y0 for shape in found.layout.shapes}
    assert starts[happened.day] == words["new system"].y > words["agreement"].y


def test_words_and_table_say_what_the_figure_shows() -> None:
    found = chart(3.0, None, 3.5)
    for said in ("Isolation, from 1 (isolated) to 5 (connected), over 3 waves", "Average 3.5"):
        assert said in found.words
    assert found.table["Average"] == ["3.5", "–", "3.0"]
    assert found.table["Between"] == ["3.1 – 3.9", "–", "2.6 – 3.4"]


def test_a_figure_that_was_shown_is_not_worked_out_again() -> None:
    found = drawn(3.0, 3.5)
    assert found.to_dict() is found.to_dict()
