"""Charts of reports as SVG, for pages and for paper: no script, no font of their own. Pure.

Whatever somebody typed is escaped; colours are those of `look`.
"""

from collections.abc import Sequence
from html import escape

from dashboard.reports.look import BAND, GROUND, GROUPS, INK, LEAST_NAMED, LINES, QUIET, TEAM
from surveys.reports.document import Counts, Divided, TrendChart, TrendPoint
from surveys.texts import Texts

_WIDTH, _HEIGHT = 640, 232
_LEFT, _RIGHT, _TOP, _BOTTOM = 26, 46, 26, 44
_MOST_NAMED = 5
"""Most waves that are named on the axis: more would stand on each other."""

_BAR_WIDTH, _BAR_HEIGHT = 640, 34
_COUNT_HEIGHT, _COUNT_RIGHT = 38, 40
"""The height of a row of counts, and the space for the number beside the longest bar."""


def trend_drawing(chart: TrendChart, texts: Texts) -> str:
    """Return a trend: a band and a line for the level, open dots for averages of waves."""
    at = _Place(chart)
    parts = [*_grid(chart, at, texts), _band(chart.points, at)]
    if chart.beside:
        beside = [(point, point.beside) for point in chart.points]
        parts.append(
            _line(beside, at, f'stroke="{QUIET}" stroke-width="1.2" stroke-dasharray="2 3"')
        )
    level = [(point, point.level) for point in chart.points]
    parts.append(_line(level, at, f'stroke="{TEAM}" stroke-width="2.2"'))
    parts += [
        f'<circle cx="{at.x(point):.1f}" cy="{at.y(point.mean):.1f}" r="2.8" fill="#FFFFFF" '
        f'stroke="{TEAM}" stroke-width="1.4"/>'
        for point in chart.points
        if point.mean is not None
    ]
    parts.append(_newest(chart, at, texts))
    described = escape(f"{chart.name}. {chart.described}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{described}" font-size="12" font-family="Inter, system-ui, sans-serif" '
        f'fill="{INK}">{"".join(parts)}</svg>'
    )


class _Place:
    """Where days and values stand in a drawing."""

    def __init__(self, chart: TrendChart) -> None:
        """Keep the ends of both axes."""
        self.first, self.last = chart.points[0].closed_on, chart.points[-1].closed_on
        self.lowest, self.highest = chart.lowest, chart.highest

    def x(self, point: TrendPoint) -> float:
        span = (self.last - self.first).days
        part = (point.closed_on - self.first).days / span if span else 0.5
        return _LEFT + 14 + part * (_WIDTH - _LEFT - _RIGHT - 14)

    def y(self, value: float) -> float:
        part = (value - self.lowest) / (self.highest - self.lowest)
        return _HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM)


def _grid(chart: TrendChart, at: _Place, texts: Texts) -> list[str]:
    parts = []
    middle = (chart.lowest + chart.highest) / 2
    for value in (chart.lowest, middle, chart.highest):
        y = at.y(value)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{LINES if value == chart.lowest else GROUND}"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{QUIET}">'
            f"{value:g}</text>"
        )
    ends = (chart.high_end, at.y(chart.highest) - 8), (chart.low_end, at.y(chart.lowest) + 15)
    parts += [
        f'<text x="{_LEFT}" y="{y:.1f}" fill="{QUIET}">{escape(end)}</text>' for end, y in ends
    ]
    parts += [
        f'<text x="{at.x(point):.1f}" y="{_HEIGHT - 8}" text-anchor="middle" fill="{QUIET}">'
        f"{escape(texts.short_date(point.closed_on))}</text>"
        for point in named(chart.points)
    ]
    return parts


def named(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """Return the waves that are named on the axis: the first, the last, and some between them."""
    most = min(_MOST_NAMED, len(points))
    if most < 2:
        return list(points)
    places = dict.fromkeys(round(i * (len(points) - 1) / (most - 1)) for i in range(most))
    return [points[place] for place in places]


def _band(points: Sequence[TrendPoint], at: _Place) -> str:
    known = [p for p in points if p.low is not None and p.high is not None]
    if len(known) < 2:
        return ""
    upper = [f"{at.x(p):.1f},{at.y(p.high or 0):.1f}" for p in known]
    lower = [f"{at.x(p):.1f},{at.y(p.low or 0):.1f}" for p in reversed(known)]
    return f'<polygon points="{" ".join([*upper, *lower])}" fill="{BAND}"/>'


def _line(values: Sequence[tuple[TrendPoint, float | None]], at: _Place, look: str) -> str:
    """Return a line through the values that are known, and broken where one is not."""
    runs: list[list[str]] = [[]]
    for point, value in values:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{at.x(point):.1f},{at.y(value):.1f}")
    return "".join(
        f'<polyline points="{" ".join(run)}" fill="none" {look}/>' for run in runs if run
    )


def _newest(chart: TrendChart, at: _Place, texts: Texts) -> str:
    """Return the newest level, or the newest average without one, as a dot with its value."""
    for point in reversed(chart.points):
        value = point.mean if point.level is None else point.level
        if value is not None:
            x, y = at.x(point), at.y(value)
            return (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{TEAM}"/>'
                f'<text x="{x + 9:.1f}" y="{y + 5:.1f}" font-size="15" font-weight="700" '
                f'fill="{TEAM}">{escape(texts.number(value))}</text>'
            )
    return ""


def counts_drawing(counts: Counts) -> str:
    """Return a bar for each theme below its name, as long as its part of all comments."""
    parts = []
    for place, (name, number) in enumerate(counts.rows):
        top, width = place * _COUNT_HEIGHT, number / counts.of * (_BAR_WIDTH - _COUNT_RIGHT)
        parts.append(
            f'<text x="0" y="{top + 12}">{escape(name)}</text>'
            f'<rect x="0" y="{top + 18}" width="{width:.1f}" height="12" fill="{TEAM}"/>'
            f'<text x="{width + 8:.1f}" y="{top + 29}" font-weight="700">{number}</text>'
        )
    described = escape(f"{counts.name}. {counts.described}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {_BAR_WIDTH} {len(counts.rows) * _COUNT_HEIGHT}" role="img" '
        f'aria-label="{described}" font-size="13" '
        f'font-family="Inter, system-ui, sans-serif" fill="{INK}">{"".join(parts)}</svg>'
    )


def bar_drawing(one: Divided) -> str:
    """Return how answers are divided as one bar, with the percentages that fit into it."""
    parts, x = [], 0.0
    for part in one.parts:
        width = part.share.value * _BAR_WIDTH
        parts.append(
            f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="{_BAR_HEIGHT}" '
            f'fill="{GROUPS[part.group]}"/>'
        )
        if part.share.value >= LEAST_NAMED:
            parts.append(
                f'<text x="{x + width / 2:.1f}" y="{_BAR_HEIGHT / 2 + 5:.1f}" '
                f'text-anchor="middle">{escape(part.share.said)}</text>'
            )
        x += width
    described = escape(f"{one.question} {one.told}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}" '
        f'role="img" aria-label="{described}" font-size="13" '
        f'font-family="Inter, system-ui, sans-serif" fill="{INK}">{"".join(parts)}</svg>'
    )
