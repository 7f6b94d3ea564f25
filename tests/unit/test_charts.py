"""Trend figures, looked at without a browser."""

from datetime import date, timedelta
from uuid import uuid4

import plotly.graph_objects as go
import pytest

from dashboard import charts
from surveys.instrument_file import shipped
from surveys.reading.reports import Shares, Step, Trend, WaveOfUnit
from surveys.statistics.level import Level
from surveys.statistics.not_enough import NotEnough
from surveys.texts import Texts

ISOLATION = shipped().question("iso_1")


def waves(number: int) -> list[WaveOfUnit]:
    days = [date(2026, 1, 5) + timedelta(days=14 * place) for place in range(number)]
    return [
        WaveOfUnit(uuid4(), place + 1, None, day, day, invited=12, ballots=9)
        for place, day in enumerate(days)
    ]


def trend(*means: float | None) -> Trend:
    few = NotEnough("waves", len(means), 99)
    levels = [
        NotEnough("answers", 0, 5)
        if m is None
        else Level(9, 12, m, max(1.0, m - 0.4), min(5.0, m + 0.4), 1.0, 5.0)
        for m in means
    ]
    step, shares = Step("first", None, None), Shares(few)
    return Trend(shipped().indicator("isolation"), ISOLATION, levels, step, shares, few, few, few)


def drawn(*means: float | None, language: str = "en") -> go.Figure:
    return charts.trend(trend(*means), waves(len(means)), Texts(language))


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
    assert line.line.color == charts.TEAM
    assert band.fillcolor == charts.TEAM


def test_three_dates_are_named_at_most() -> None:
    assert len(drawn(*[3.0] * 13).layout.xaxis.tickvals) == 3
    assert len(drawn(3.0).layout.xaxis.tickvals) == 1


def test_a_point_tells_its_interval_and_number_of_answers() -> None:
    _band, line = drawn(3.0, 3.5).data
    assert line.text[1].endswith("<b>3.5</b> (3.1 – 3.9)<br>9 answers")
