"""The two sides of reachability against each other: reaching others and switching off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from dashboard.charts.chart import (
    ABOVE,
    BACKGROUND,
    TEAM,
    TEXT,
    Chart,
    as_shown,
    escape_html,
    figure,
)
from dashboard.charts.while_drawn import DRAWING
from dashboard.wording import wave_name
from surveys.instrument import Indicator
from surveys.reading.trend import Trend
from surveys.reading.wave_of_unit import WaveOfUnit, in_wave
from surveys.statistics import known
from surveys.texts import Texts

HEIGHT = 300
NEUTRAL = 3.0
"""The middle of a scale of 1 to 5."""

GOOD = (5, 5)
"""The corner where both are good."""

_AXIS = {"range": [0.86, 5.14], "tickvals": [1, NEUTRAL, 5]}
TAIL = 3
"""How many waves before the newest are shown."""

_LEAST_BELOW = 2.2
"""From where on a date fits between the ring and the name of a corner below it."""

_SPACES = "\N{NO-BREAK SPACE}" * 2

Interval = tuple[float, float]


@dataclass(frozen=True)
class _Point:
    """Both sides in one wave, each with the band around it."""

    wave: WaveOfUnit
    across: float
    up: float
    around_across: Interval
    around_up: Interval


@DRAWING.charts()
def reachability(
    access: Trend, always_on: Trend, waves: Sequence[WaveOfUnit], texts: Texts
) -> Chart | None:
    """Draw reaching others (across) against switching off (up), both 1 to 5 with 5 = good.

    The ring is the newest wave with the band both ways, the dots are the three before it. Where
    both have a verdict these are the levels behind the means, as on their cards. A corner has a
    name, and the good one a background, only where both bands lie on its side of the middle and
    neither verdict calls the level mixed.
    None where no wave has both. The two are never merged into one score.
    """
    points = list(_points(access, always_on, waves))
    if not points:
        return None
    newest, language = points[-1], texts.language
    tail = points[-TAIL - 1 : -1]
    drawn = figure(
        [
            _tail(tail, newest, texts),
            _uncertainty(newest),
            _ring(newest, tail, texts),
            _names_of_the_ends(access.indicator, always_on.indicator, language),
        ],
        height=HEIGHT,
        margin={"l": 16, "r": 16, "t": 12, "b": 22},
        xaxis={**_AXIS, "showgrid": True},
        yaxis=_AXIS,
    )
    sides = _side(access, newest.around_across), _side(always_on, newest.around_up)
    corner = _corner(*sides)
    if corner is not None:
        _draw_corner(drawn, corner, _corners(texts)[corner])
    older = None if newest.wave == waves[-1] else newest.wave
    description = in_wave(_in_words(newest, corner, texts), older, texts)
    return Chart(drawn, description, _as_table(points, access, always_on, texts))


def _points(access: Trend, always_on: Trend, waves: Sequence[WaveOfUnit]) -> Iterator[_Point]:
    """Yield the waves with both sides: levels where both have a verdict, else means."""
    lines = list(zip(waves, access.line, always_on.line, strict=True))
    if any(across and up for _wave, across, up in lines):
        for wave, across, up in lines:
            if across is not None and up is not None:
                bands = (across.low, across.high), (up.low, up.high)
                yield _Point(wave, across.level, up.level, *bands)
        return
    for wave, of_access, of_off in zip(waves, access.levels, always_on.levels, strict=True):
        mean_across, mean_up = known(of_access), known(of_off)
        if mean_across is not None and mean_up is not None:
            bands = (mean_across.low, mean_across.high), (mean_up.low, mean_up.high)
            yield _Point(wave, mean_across.mean, mean_up.mean, *bands)


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
        # Clear of the names of the ends.
        y=(1.5 if x < NEUTRAL else 1.3) if y < NEUTRAL else 4.95 if x > NEUTRAL else 4.6,
        text=_on_two_lines(name),
        align="left" if x < NEUTRAL else "right",
        showarrow=False,
        xanchor="left" if x < NEUTRAL else "right",
        yanchor="bottom" if y < NEUTRAL else "top",
        font={"size": 12, "color": TEXT},
    )


def _corners(texts: Texts) -> dict[tuple[int, int], str]:
    _ = texts.gettext
    return {
        (1, 5): _("free to let go, hard to reach"),
        (5, 5): _("calm and in touch"),
        (1, 1): _("always reachable, hard to reach"),
        (5, 1): _("in touch, always reachable"),
    }


def _on_two_lines(name: str) -> str:
    """Break a name after its comma or in the middle: on a phone a corner is narrow."""
    first, comma, second = name.partition(", ")
    lines = [f"{first},", second] if comma else wrap(name, width=1 + len(name) // 2)
    return "<br>".join(lines)


def _names_of_the_ends(access: Indicator, always_on: Indicator, language: str) -> go.Scatter:
    """Return the names of the ends of both scales, at their corners.

    "Hard" alone would not say what is hard: the end across is told with its indicator.
    """
    hard, easy = (escape_html(access.end_in(language, good=good)) for good in (False, True))
    always, free = (escape_html(always_on.end_in(language, good=good)) for good in (False, True))
    return go.Scatter(
        x=[1, 1, 5],
        y=[5, 1, 1],
        mode="text",
        text=[free, f"{always}<br>{escape_html(access.heading_in(language))}: {hard}", easy],
        textposition=["bottom right", "top right", "top left"],
        textfont={"color": TEXT, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _tail(points: Sequence[_Point], newest: _Point, texts: Texts) -> go.Scatter:
    """Draw the waves before the newest, the older the paler, the first with its date.

    The date stands on the side away from the newest.
    """
    side = "right" if points and points[0].across > newest.across else "left"
    height = "top" if _comes_from_above(points, newest) else "bottom"
    return go.Scatter(
        x=[as_shown(point.across) for point in points],
        y=[as_shown(point.up) for point in points],
        mode="markers+text",
        marker={
            "color": TEAM,
            "size": 8,
            "opacity": [round(0.2 + 0.15 * place, 2) for place in range(len(points))],
        },
        text=[
            # Spaces keep it clear of the ring, which may lie on the dot.
            f"{_SPACES}{texts.short_date(point.wave.closes_on)}{_SPACES}" if place == 0 else ""
            for place, point in enumerate(points)
        ],
        textposition=f"{height} {side}",
        textfont={"color": TEXT, "size": 12},
        hovertext=[_on_hover(point, texts) for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _comes_from_above(tail: Sequence[_Point], newest: _Point) -> bool:
    """Return whether the tail lies above the ring, below which there is room for a date."""
    return bool(tail) and tail[0].up > newest.up > _LEAST_BELOW


def _ring(newest: _Point, tail: Sequence[_Point], texts: Texts) -> go.Scatter:
    """Draw the newest wave, with its date on the side away from that of the tail."""
    height = "bottom" if _comes_from_above(tail, newest) else "top"
    return go.Scatter(
        x=[as_shown(newest.across)],
        y=[as_shown(newest.up)],
        mode="markers+text",
        marker={"color": BACKGROUND, "size": 13, "line": {"color": TEAM, "width": 3}},
        text=[texts.short_date(newest.wave.closes_on)],
        textposition=f"{height} center",
        textfont={"color": TEAM, "size": 13, "weight": "bold"},
        hovertext=[_on_hover(newest, texts)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _on_hover(point: _Point, texts: Texts) -> str:
    numbers = f"{texts.number(point.across)} | {texts.number(point.up)}"
    return f"{escape_html(wave_name(point.wave, texts))}<br>{numbers}"


def _uncertainty(newest: _Point) -> go.Scatter:
    """Draw the bands of the newest wave in both directions, as a cross."""
    across, up = newest.across, newest.up
    return go.Scatter(
        x=[*map(as_shown, (*newest.around_across, None, across, across))],
        y=[*map(as_shown, (up, up, None, *newest.around_up))],
        mode="lines",
        line={"color": TEAM, "width": 2},
        opacity=0.55,
        hoverinfo="skip",
    )


def _in_words(newest: _Point, corner: tuple[int, int] | None, texts: Texts) -> str:
    _ = texts.gettext
    return _(
        "Reaching others {across} (between {across_low} and {across_high}), switching off {up} "
        "(between {up_low} and {up_high}), where 5 is good: {corner}."
    ).format(
        across=texts.number(newest.across),
        across_low=texts.number(newest.around_across[0]),
        across_high=texts.number(newest.around_across[1]),
        up=texts.number(newest.up),
        up_low=texts.number(newest.around_up[0]),
        up_high=texts.number(newest.around_up[1]),
        corner=_("too close to the middle to say on which side")
        if corner is None
        else _corners(texts)[corner],
    )


def _as_table(
    points: Sequence[_Point], access: Trend, always_on: Trend, texts: Texts
) -> dict[str, list[str]]:
    newest_first = points[::-1]
    return {
        texts.gettext("Wave"): [wave_name(point.wave, texts) for point in newest_first],
        access.name(texts.language): [texts.number(point.across) for point in newest_first],
        always_on.name(texts.language): [texts.number(point.up) for point in newest_first],
    }
