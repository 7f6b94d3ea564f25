"""The level behind a trend's means: the model's line in its band, and a paler band around it."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.charts.chart import TEAM, as_shown
from surveys.reading.reports import Trend, WaveOfUnit
from surveys.reading.verdicts.verdict import LinePoint
from surveys.statistics import known
from surveys.texts import Texts

BAND_OPACITY, SILENT_OPACITY = 0.22, 0.1

Point = tuple[date, LinePoint]
"""The level behind the numbers on the closing day of a wave."""


def level_behind(shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts) -> list[go.Scatter]:
    """Draw the model's level with its bands; nothing without a verdict."""
    days = [wave.closes_on for wave in waves]
    points = [(day, point) for day, point in zip(days, shown.line, strict=True) if point]
    if not points:
        return []
    published = {
        wave.closes_on
        for wave, level in zip(waves, shown.levels, strict=True)
        if known(level) is not None
    }
    traces = [_band(points, lambda p: (p.low, p.high), BAND_OPACITY)]
    if any(_with_silent(point) != (point.low, point.high) for _day, point in points):
        traces.insert(0, _band(points, _with_silent, SILENT_OPACITY))
    steps = list(pairwise(points))
    seen = [step for step in steps if {day for day, _point in step} <= published]
    unseen = [step for step in steps if step not in seen]
    if unseen:
        traces.append(_line(unseen, texts, dotted=True))
    traces.append(_line(seen or [points[:1]], texts))
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
        line={"color": TEAM, "width": 3},
        opacity=opacity,
        hoverinfo="skip",
    )


def _line(runs: Sequence[Sequence[Point]], texts: Texts, *, dotted: bool = False) -> go.Scatter:
    """Draw the level through its points, run by run."""
    points: list[Point | None] = []
    for run in runs:
        points += [*run, None]
    return go.Scatter(
        x=[point and point[0] for point in points],
        y=[point and as_shown(point[1].level) for point in points],
        mode="lines",
        line={"color": TEAM, "width": 2.5, "dash": "dot" if dotted else None},
        hovertext=[_level_in_words(point, texts) if point else "" for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _level_in_words(point: Point, texts: Texts) -> str:
    day, of_day = point
    level, low, high = (texts.number(v) for v in (of_day.level, of_day.low, of_day.high))
    words = texts.gettext("Level behind it: {level} ({low} – {high})")
    return f"{texts.short_date(day)}<br>{words.format(level=level, low=low, high=high)}"
