"""The levels of a first wave: names, numbers and words of one row stand clear of each other."""

import plotly.graph_objects as go
import pytest

from dashboard.charts.first_wave import ROW, first_wave
from tests.unit.charts.reports import EN, a_line, a_trend, a_verdict, drawn, waves

LETTERS = 8
"""Half the height of a line of letters, in pixels."""


def figure(level: float) -> go.Figure:
    held = waves(1)
    verdict = a_verdict(line=a_line(held, level))
    trends = [a_trend(level, held=held, verdict=verdict)] * 2
    whole = {trends[0].question.id: level}
    return drawn(first_wave(trends, whole, "Example", EN)).figure


@pytest.mark.parametrize("level", [1.0, 2.0, 3.4, 4.4])
def test_name_number_and_words_of_a_row_take_lines_of_their_own(level: float) -> None:
    _lines, _intervals, dots, triangles, words = figure(level).data
    name, low, _high, next_name, *_rest = (place * ROW for place in words.y)
    number = dots.y[0] * ROW - 16
    assert name + LETTERS <= number - LETTERS
    assert low - LETTERS >= triangles.y[0] * ROW + 4 >= dots.marker.size / 2
    assert next_name - LETTERS >= low + LETTERS
    assert all("middle" in position for position in words.textposition)
