"""A topic that comes round is drawn as markers: no line, and both ends of its scale are named."""

from datetime import date, timedelta
from uuid import uuid4

from dashboard.charts.theme import theme
from surveys.instrument import shipped
from surveys.reading.themes import ThemeTrend
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics.level import Level
from surveys.texts import Texts

FIRST = date(2026, 3, 6)


def trend(*means: float) -> ThemeTrend:
    points = [
        (
            WaveOfUnit(uuid4(), place, None, day, day, None),
            Level(12, 14, mean, mean - 0.4, mean + 0.4, mean, mean),
        )
        for place, mean in enumerate(means, 1)
        if (day := FIRST + place * timedelta(days=182))
    ]
    return ThemeTrend(shipped().indicator("loop"), shipped().question("lo_1"), points)


def test_markers_with_intervals_and_no_line() -> None:
    drawn = theme(trend(2.8, 3.1, 3.9), Texts("en"))
    markers = drawn.figure["data"][0]
    assert "lines" not in markers["mode"]
    assert list(markers["y"]) == [2.8, 3.1, 3.9]
    assert list(markers["error_y"]["array"]) == [0.4] * 3
    assert drawn.table["Between"] == ["3.5 – 4.3", "2.7 – 3.5", "2.4 – 3.2"]


def test_it_says_how_it_was_the_time_before_and_names_both_ends() -> None:
    for language, ends in (("en", "something is done"), ("nl", "er gebeurt iets mee")):
        texts = Texts(language)
        shown = trend(2.8, 3.1, 3.9)
        drawn = theme(shown, texts)
        assert drawn.description == shown.in_words(texts)
        assert ends in str(drawn.figure)
    assert "3.1 then, 3.9 now." in trend(2.8, 3.1, 3.9).in_words(Texts("en"))
