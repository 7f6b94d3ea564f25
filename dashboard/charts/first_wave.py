"""The levels of a first wave side by side: a dot in its interval, on one scale each."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.charts.chart import REFERENCE, TEAM, TEXT, Chart, as_shown, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from surveys.reading.trend import Trend
from surveys.texts import Texts, rounded

ROW = 84
"""The height of a row in pixels: a name, the level over its interval, the names of both ends."""
_NAME_AT, _TRIANGLE_AT, _ENDS_AT = -0.42, 0.11, 0.27
"""Where they stand beside the line, as parts of a row: on a phone, all may be as wide as it."""

Shown = tuple[Trend, float, float, float]
"""A trend with its level and the bounds of that."""


@DRAWING.charts()
def first_wave(
    trends: Sequence[Trend], whole: Mapping[str, float], name: str, texts: Texts
) -> Chart | None:
    """Draw one row per trend: dot, interval, both ends of the scale in words.

    `whole` has the averages of the organisation, `name`, by question: a triangle below the line.
    Scales other than 1 to 5 take the same width. None where nothing has a level.
    """
    rows: list[Shown] = [
        (trend, *level) for trend in trends if (level := trend.newest_level) is not None
    ]
    if not rows:
        return None
    drawn = figure(
        [
            _lines(rows),
            _intervals(rows),
            _dots(rows, texts),
            _triangles(rows, whole, name, texts),
            _words(rows, texts),
        ],
        height=ROW * len(rows) + 8,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        xaxis={"range": [-0.01, 1.01], "visible": False},
        yaxis={"range": [len(rows) - 0.45, -0.55], "visible": False},
    )
    return Chart(drawn, _in_words(rows, texts), _as_table(rows, whole, name, texts))


def _place(trend: Trend, value: float) -> float:
    """Return where a value lies between the ends of its scale, as it is shown: 0 to 1."""
    lowest, *_rest, highest = trend.question.scale.values or (1.0, 5.0)
    return round((rounded(value) - lowest) / (highest - lowest), 2)


def _lines(rows: Sequence[Shown]) -> go.Scatter:
    return go.Scatter(
        x=[0, 1, None] * len(rows),
        y=[place for row in range(len(rows)) for place in (row, row, None)],
        mode="lines",
        line={"color": REFERENCE, "width": 1},
        opacity=0.35,
        hoverinfo="skip",
    )


def _intervals(rows: Sequence[Shown]) -> go.Scatter:
    ends = [(_place(trend, low), _place(trend, high)) for trend, _level, low, high in rows]
    return go.Scatter(
        x=[place for low, high in ends for place in (low, high, None)],
        y=[place for row in range(len(rows)) for place in (row, row, None)],
        mode="lines",
        line={"color": TEAM, "width": 3},
        hoverinfo="skip",
    )


def _dots(rows: Sequence[Shown], texts: Texts) -> go.Scatter:
    return go.Scatter(
        x=[_place(trend, level) for trend, level, _low, _high in rows],
        y=list(range(len(rows))),
        mode="markers+text",
        marker={"color": TEAM, "size": 12},
        text=[texts.number(level) for _trend, level, _low, _high in rows],
        textposition="top center",
        textfont={"color": TEAM, "size": 15, "weight": "bold"},
        hovertext=[
            f"{texts.number(level)} ({texts.number(low)} – {texts.number(high)})"
            for _trend, level, low, high in rows
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _triangles(
    rows: Sequence[Shown], whole: Mapping[str, float], name: str, texts: Texts
) -> go.Scatter:
    beside = [
        (row, trend, whole[trend.question.id])
        for row, (trend, *_level) in enumerate(rows)
        if trend.question.id in whole
    ]
    return go.Scatter(
        x=[_place(trend, mean) for _row, trend, mean in beside],
        y=[round(row + _TRIANGLE_AT, 2) for row, _trend, _mean in beside],
        mode="markers",
        marker={"color": REFERENCE, "size": 8, "symbol": "triangle-up"},
        hovertext=[f"{escape_html(name)}: {texts.number(mean)}" for _row, _trend, mean in beside],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _words(rows: Sequence[Shown], texts: Texts) -> go.Scatter:
    """Return the names of the indicators above their lines, and those of the ends below them."""
    x: list[float] = []
    y: list[float] = []
    words: list[str] = []
    for row, (trend, *_level) in enumerate(rows):
        lowest, *_rest, highest = trend.question.scale.values or (1.0, 5.0)
        low, high = (trend.indicator.end_in(texts.language, good=good) for good in (False, True))
        x += [0, 0, 1]
        y += [round(row + at, 2) for at in (_NAME_AT, _ENDS_AT, _ENDS_AT)]
        words += [
            f"<b>{escape_html(trend.name(texts.language))}</b>",
            escape_html(f"{lowest:g} {low}"),
            escape_html(f"{highest:g} {high}"),
        ]
    return go.Scatter(
        x=x,
        y=y,
        mode="text",
        text=words,
        textposition=["middle right", "middle right", "middle left"] * len(rows),
        textfont={"color": TEXT, "size": [14, 12, 12] * len(rows)},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _in_words(rows: Sequence[Shown], texts: Texts) -> str:
    template = texts.gettext("{indicator}: {level}, probably between {low} and {high}.")
    return " ".join(
        template.format(
            indicator=trend.name(texts.language),
            level=texts.number(level),
            low=texts.number(low),
            high=texts.number(high),
        )
        for trend, level, low, high in rows
    )


def _as_table(
    rows: Sequence[Shown], whole: Mapping[str, float], name: str, texts: Texts
) -> dict[str, list[str]]:
    _ = texts.gettext
    table = {
        _("Indicator"): [trend.name(texts.language) for trend, *_level in rows],
        _("Likely level"): [texts.number(level) for _trend, level, *_bounds in rows],
        _("Between"): [
            f"{texts.number(low)} – {texts.number(high)}" for _trend, _level, low, high in rows
        ],
    }
    if whole:
        means = [as_shown(whole.get(trend.question.id)) for trend, *_level in rows]
        table[name] = ["–" if mean is None else texts.number(mean) for mean in means]
    return table
