"""Imported reference series on a trend chart: dotted lines, columns of the table, words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from dashboard.charts.chart import REFERENCE, as_shown, escape_html
from surveys.reading.references import ReferencePoint, ReferenceSeries
from surveys.texts import Texts

LEAST_TIME_BEFORE = timedelta(days=365)
"""How long before the first wave a point is still drawn; where waves go back longer, as long."""


def dotted_lines(
    series: Sequence[ReferenceSeries],
    days: Sequence[date],
    ends: tuple[float, float],
    texts: Texts,
) -> Iterator[go.Scatter]:
    """Yield a dotted line of each series that has points near the days of the waves.

    `ends` are those of the scale; a share lies as far between them as its part of all answers.
    """
    for one in series:
        points = drawn_points(one, days)
        if not points:
            continue
        name = escape_html(one.name(texts))
        yield go.Scatter(
            x=[point.measured_on for point in points],
            y=[as_shown(_height(one, point, ends)) for point in points],
            mode="lines+markers",
            line={"color": REFERENCE, "width": 1.5, "dash": "dot"},
            marker={"color": REFERENCE, "size": 7, "symbol": "diamond-open"},
            text=[
                f"{texts.date(point.measured_on)}<br>{name}: "
                f"{escape_html(one.point_in_words(point, texts))}"
                for point in points
            ],
            hovertemplate="%{text}<extra></extra>",
        )


def earliest_drawn(days: Sequence[date]) -> date:
    """Return how far back a chart goes: older points would leave no room for the waves."""
    return days[0] - max(LEAST_TIME_BEFORE, days[-1] - days[0])


def drawn_points(series: ReferenceSeries, days: Sequence[date]) -> list[ReferencePoint]:
    """Return the points that are drawn."""
    since = earliest_drawn(days)
    return [point for point in series.points if since <= point.measured_on <= days[-1]]


def first_day(series: Sequence[ReferenceSeries], days: Sequence[date]) -> date:
    """Return the first day that the chart shows."""
    drawn = [point.measured_on for one in series for point in drawn_points(one, days)]
    return min([days[0], *drawn])


def rows_of_points(
    series: Sequence[ReferenceSeries], texts: Texts
) -> Iterator[tuple[date, str, str]]:
    """Yield day, name and words of each point, newest first, for a table."""
    points = [(point.measured_on, one, point) for one in series for point in one.points]
    for day, one, point in sorted(points, key=lambda row: row[0], reverse=True):
        yield day, one.name(texts), one.point_in_words(point, texts)


def with_points(
    table: Mapping[str, Sequence[str]], series: Sequence[ReferenceSeries], texts: Texts
) -> dict[str, list[str]]:
    """Return a table with a row below for each point: its day, its series, its number."""
    first, second, *others = table
    grown = {column: list(cells) for column, cells in table.items()}
    for day, name, words in rows_of_points(series, texts):
        grown[first].append(f"{texts.date(day)} – {name}")
        grown[second].append(words)
        for column in others:
            grown[column].append("–")
    return grown


def _height(series: ReferenceSeries, point: ReferencePoint, ends: tuple[float, float]) -> float:
    if series.measure == "mean":
        return point.value
    return ends[0] + (ends[1] - ends[0]) * point.value
