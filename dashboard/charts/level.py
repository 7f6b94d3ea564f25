"""The level behind a trend's means: the model's line in its band, and a paler band around it."""

from collections.abc import Callable, Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.chart import TEAM, as_shown
from surveys.reading.trend import Trend
from surveys.reading.verdicts.verdict import LinePoint
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts

BAND_OPACITY, SILENT_OPACITY = 0.17, 0.09

Point = tuple[date, LinePoint]
"""The level behind the numbers on the closing day of a wave."""


def points_of(shown: Trend, waves: Sequence[WaveOfUnit]) -> list[Point]:
    """Return the model's level with its day, wave by wave; nothing without a verdict."""
    days = [wave.closes_on for wave in waves]
    return [(day, point) for day, point in zip(days, shown.line, strict=True) if point]


def has_silent(shown: Trend) -> bool:
    """Return whether a paler band shows how far silent people may move the level."""
    return any(_with_silent(point) != (point.low, point.high) for point in shown.line if point)


def level_behind(points: Sequence[Point], texts: Texts) -> list[go.Scatter]:
    """Draw the model's level with its bands, through all waves: the model has one in each."""
    if not points:
        return []
    traces = [_band(points, lambda p: (p.low, p.high), BAND_OPACITY), _line(points, texts)]
    if any(_with_silent(point) != (point.low, point.high) for _day, point in points):
        traces.insert(0, _band(points, _with_silent, SILENT_OPACITY))
    return traces


def _with_silent(point: LinePoint) -> tuple[float, float]:
    """Return the bounds if silent people differ; those of the band where that is not shown."""
    if point.silent_low is None or point.silent_high is None:
        return point.low, point.high
    return point.silent_low, point.silent_high


def _band(
    points: Sequence[Point], bounds: Callable[[LinePoint], tuple[float, float]], opacity: float
) -> go.Scatter:
    """Draw intervals as an area; that of a single wave as a bar."""
    around = [(day, *bounds(point)) for day, point in points]
    return go.Scatter(
        x=[day for day, _low, _high in (*around, *reversed(around))],
        y=[
            *(as_shown(high) for _day, _low, high in around),
            *(as_shown(low) for _day, low, _high in reversed(around)),
        ],
        fill="toself",
        fillcolor=TEAM,
        mode="lines",
        line={"color": TEAM, "width": 3 if len(points) == 1 else 0},
        opacity=opacity,
        hoverinfo="skip",
    )


def _line(points: Sequence[Point], texts: Texts) -> go.Scatter:
    return go.Scatter(
        x=[day for day, _point in points],
        y=[as_shown(point.level) for _day, point in points],
        mode="lines",
        line={"color": TEAM, "width": 2.6, "shape": "spline", "smoothing": 0.5},
        hovertext=[level_in_words(point, texts) for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def level_in_words(point: Point, texts: Texts) -> str:
    """Return the level of a wave with its band, for a pointer."""
    day, of_day = point
    level, low, high = (texts.number(v) for v in (of_day.level, of_day.low, of_day.high))
    words = texts.gettext("Likely level: <b>{level}</b> ({low} – {high})")
    return f"{texts.short_date(day)}<br>{words.format(level=level, low=low, high=high)}"
