"""The two sides of reachability against each other: reaching others and switching off."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from dashboard.charts.chart import (
    ABOVE,
    BACKGROUND,
    REFERENCE,
    TEAM,
    TEXT,
    Chart,
    as_shown,
    escape_html,
    figure,
)
from dashboard.wording import wave_name
from surveys.reading.reports import Trend, WaveOfUnit, in_wave
from surveys.statistics import known
from surveys.statistics.level import Level
from surveys.texts import Texts

HEIGHT = 340
NEUTRAL = 3.0
"""The middle of a scale of 1 to 5."""

GOOD = (5, 5)
"""The corner where both are good."""

Point = tuple[WaveOfUnit, Level, Level]
Interval = tuple[float, float]


def reachability(
    access: Trend, always_on: Trend, waves: Sequence[WaveOfUnit], texts: Texts
) -> Chart | None:
    """Draw reaching others (across) against switching off (up), both 1 to 5 with 5 = good.

    Each dot is a wave, the older the paler; the ring is the latest. A corner has a name, and the
    good one a background, only where both bands of the latest wave lie on its side of the middle
    and neither verdict calls the level mixed.
    None where no wave has both. The two are never merged into one score.
    """
    points, intervals = [], []
    for place, wave in enumerate(waves):
        across, up = known(access.levels[place]), known(always_on.levels[place])
        if across is not None and up is not None:
            points.append((wave, across, up))
            intervals.append((_interval(access, place, across), _interval(always_on, place, up)))
    if not points:
        return None
    drawn = figure(
        [_path(points), _dots(points, texts), _uncertainty(points[-1], *intervals[-1])],
        height=HEIGHT,
        margin={"l": 40, "r": 12, "t": 12, "b": 44},
        xaxis=_axis(access.name(texts.language)),
        yaxis=_axis(always_on.name(texts.language)),
    )
    corner = _corner(_side(access, intervals[-1][0]), _side(always_on, intervals[-1][1]))
    if corner is not None:
        _draw_corner(drawn, corner, _corners(texts)[corner])
    older = None if points[-1][0] == waves[-1] else points[-1][0]
    description = in_wave(_in_words(points[-1], *intervals[-1], corner, texts), older, texts)
    return Chart(drawn, description, _as_table(points, access, always_on, texts))


def _corner(across: int | None, up: int | None) -> tuple[int, int] | None:
    """Return the corner in which a wave surely lies; None where it may lie in several."""
    return None if across is None or up is None else (across, up)


def _side(trend: Trend, around: Interval) -> int | None:
    """Return the end on whose side of the middle a level surely lies, as its own card says it."""
    low, high = around
    level = None if trend.verdict is None else trend.verdict.level
    if level is not None and level.standing == level.likeliest == "mixed":
        return None
    return 5 if low > NEUTRAL else 1 if high < NEUTRAL else None


def _draw_corner(drawn: go.Figure, corner: tuple[int, int], name: str) -> None:
    x, y = corner
    if corner == GOOD:
        drawn.add_shape(
            type="rect",
            x0=NEUTRAL,
            x1=5.1,
            y0=NEUTRAL,
            y1=5.1,
            fillcolor=ABOVE,
            opacity=0.18,
            line={"width": 0},
            layer="below",
        )
    drawn.add_annotation(
        x=0.95 if x < NEUTRAL else 5.05,
        y=0.95 if y < NEUTRAL else 5.05,
        text=_on_two_lines(name),
        align="left" if x < NEUTRAL else "right",
        showarrow=False,
        xanchor="left" if x < NEUTRAL else "right",
        yanchor="bottom" if y < NEUTRAL else "top",
        font={"size": 12, "color": TEXT},
    )


def _interval(trend: Trend, place: int, level: Level) -> Interval:
    """Return the band of the level behind a wave; without a verdict, the interval of that wave."""
    point = trend.line[place]
    return (level.low, level.high) if point is None else (point.low, point.high)


def _corners(texts: Texts) -> dict[tuple[int, int], str]:
    _ = texts.gettext
    return {
        (1, 5): _("free, hard to reach"),
        (5, 5): _("calm and in touch"),
        (1, 1): _("always on, hard to reach"),
        (5, 1): _("in touch, always on"),
    }


def _on_two_lines(name: str) -> str:
    """Break a name after its comma or in the middle: on a phone a corner is narrow."""
    first, comma, second = name.partition(", ")
    lines = [f"{first},", second] if comma else wrap(name, width=1 + len(name) // 2)
    return "<br>".join(lines)


def _axis(title: str) -> dict[str, object]:
    return {
        "title": {"text": title, "font": {"size": 12, "color": TEXT}},
        "range": [0.9, 5.1],
        "tickvals": [1, NEUTRAL, 5],
    }


def _path(points: Sequence[Point]) -> go.Scatter:
    return go.Scatter(
        x=[as_shown(across.mean) for _, across, _up in points],
        y=[as_shown(up.mean) for _, _across, up in points],
        mode="lines",
        line={"color": REFERENCE, "width": 1},
        opacity=0.5,
        hoverinfo="skip",
    )


def _dots(points: Sequence[Point], texts: Texts) -> go.Scatter:
    many = len(points)
    last = [index == many - 1 for index in range(many)]
    return go.Scatter(
        x=[as_shown(across.mean) for _, across, _up in points],
        y=[as_shown(up.mean) for _, _across, up in points],
        mode="markers",
        marker={
            "color": [BACKGROUND if latest else TEAM for latest in last],
            "size": [15 if latest else 8 for latest in last],
            "opacity": [
                1 if latest else round(0.25 + 0.6 * p / many, 2) for p, latest in enumerate(last)
            ],
            "line": {"color": TEAM, "width": [3 if latest else 0 for latest in last]},
        },
        text=[
            escape_html(wave_name(wave, texts))
            + f"<br>{texts.number(across.mean)} | {texts.number(up.mean)}"
            for wave, across, up in points
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _uncertainty(latest: Point, around_across: Interval, around_up: Interval) -> go.Scatter:
    """Draw the intervals of the latest wave in both directions, as a thin cross."""
    _, across, up = latest
    return go.Scatter(
        x=[*map(as_shown, (*around_across, None, across.mean, across.mean))],
        y=[*map(as_shown, (up.mean, up.mean, None, *around_up))],
        mode="lines",
        line={"color": TEAM, "width": 1},
        opacity=0.6,
        hoverinfo="skip",
    )


def _in_words(
    latest: Point,
    around_across: Interval,
    around_up: Interval,
    corner: tuple[int, int] | None,
    texts: Texts,
) -> str:
    _ = texts.gettext
    _wave, across, up = latest
    return _(
        "Reaching others {across} (between {across_low} and {across_high}), switching off {up} "
        "(between {up_low} and {up_high}), where 5 is good: {corner}."
    ).format(
        across=texts.number(across.mean),
        across_low=texts.number(around_across[0]),
        across_high=texts.number(around_across[1]),
        up=texts.number(up.mean),
        up_low=texts.number(around_up[0]),
        up_high=texts.number(around_up[1]),
        corner=_("too close to the middle to say on which side")
        if corner is None
        else _corners(texts)[corner],
    )


def _as_table(
    points: Sequence[Point], access: Trend, always_on: Trend, texts: Texts
) -> dict[str, list[str]]:
    return {
        texts.gettext("Wave"): [wave_name(wave, texts) for wave, _, _ in reversed(points)],
        access.name(texts.language): [texts.number(a.mean) for _, a, _ in reversed(points)],
        always_on.name(texts.language): [texts.number(u.mean) for _, _, u in reversed(points)],
    }
