"""Figures, as pure functions from a report. No legend, no tool bar, no zoom.

Colours are Streamlit's placeholders: the browser puts in the colours of the theme, light or dark,
so one figure serves both.
"""

from collections.abc import Iterator, Sequence
from datetime import date

# Plotly looks whether pandas is loaded and stumbles over one that another visit is just loading.
import pandas  # noqa: F401
import plotly.graph_objects as go
from streamlit.elements.lib.streamlit_plotly_theme import CATEGORY_0 as TEAM

from surveys.reading.reports import Trend, WaveOfUnit
from surveys.statistics.level import Level
from surveys.statistics.not_enough import known
from surveys.texts import Texts

HEIGHT = 210
CONFIG = {"displayModeBar": False, "staticPlot": False, "scrollZoom": False}
BAND_OPACITY = 0.22

Point = tuple[date, Level]


def trend(shown: Trend, waves: Sequence[WaveOfUnit], texts: Texts) -> go.Figure:
    """Draw one question over all waves: the mean, its 95 % band, both ends named in words.

    The vertical axis is the whole scale, 1 to 5 with 5 = good. A wave that is not published is a
    gap: nothing is drawn across it.
    """
    runs = list(_runs([wave.closes_on for wave in waves], list(map(known, shown.levels))))
    last_day, last = runs[-1][-1]
    lowest, highest = _ends(shown)
    figure = go.Figure(
        [_band(runs), _line(runs, texts)],
        layout=go.Layout(
            height=HEIGHT,
            margin={"l": 16, "r": 34, "t": 18, "b": 22},
            showlegend=False,
            hovermode="closest",
            dragmode=False,
            xaxis=_dates(waves, texts),
            yaxis={
                "range": [lowest - 0.1, highest + 0.1],
                "tickvals": [lowest, (lowest + highest) / 2, highest],
                "showticklabels": False,
                "zeroline": False,
                "fixedrange": True,
            },
        ),
    )
    figure.add_annotation(
        x=last_day,
        y=last.mean,
        text=f"<b>{texts.number(last.mean)}</b>",
        xanchor="left",
        xshift=7,
        showarrow=False,
        font={"color": TEAM, "size": 15},
    )
    for value, name in ((highest, shown.indicator.high), (lowest, shown.indicator.low)):
        figure.add_annotation(
            xref="paper",
            x=0,
            xshift=-16,
            y=value,
            text=f"{value:g} {name[texts.language]}",
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"size": 12},
            opacity=0.75,
        )
    return figure


def _runs(days: Sequence[date], levels: Sequence[Level | None]) -> Iterator[list[Point]]:
    """Yield stretches of waves that were published one after the other."""
    run: list[Point] = []
    for day, level in zip(days, levels, strict=True):
        if level is not None:
            run.append((day, level))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(runs: Sequence[Sequence[Point]]) -> go.Scatter:
    """Draw the intervals: an area for each stretch, a bar where a wave stands alone."""
    x: list[date | None] = []
    y: list[float | None] = []
    for run in runs:
        there, back = list(run), list(reversed(run))
        x += [day for day, _ in (*there, *back)] + [None]
        y += [level.high for _, level in there] + [level.low for _, level in back] + [None]
    return go.Scatter(
        x=x,
        y=y,
        fill="toself",
        fillcolor=TEAM,
        mode="lines",
        line={"color": TEAM, "width": 3},
        opacity=BAND_OPACITY,
        hoverinfo="skip",
    )


def _line(runs: Sequence[Sequence[Point]], texts: Texts) -> go.Scatter:
    points: list[Point | None] = []
    for run in runs:
        points += [*run, None]
    alone = {run[0][0] for run in runs if len(run) == 1}
    newest = runs[-1][-1][0]
    return go.Scatter(
        x=[point and point[0] for point in points],
        y=[point and point[1].mean for point in points],
        mode="lines+markers",
        line={"color": TEAM, "width": 2.5},
        marker={
            "color": TEAM,
            "opacity": 1,
            "size": [
                9 if p and p[0] == newest else 6 if p and p[0] in alone else 4 for p in points
            ],
        },
        text=[_in_words(point, texts) if point else "" for point in points],
        hovertemplate="%{text}<extra></extra>",
    )


def _in_words(point: Point, texts: Texts) -> str:
    day, level = point
    mean, low, high = (texts.number(value) for value in (level.mean, level.low, level.high))
    answers = texts.ngettext("{n} answer", "{n} answers", level.n)
    return f"{texts.short_date(day)}: <b>{mean}</b> ({low} – {high})<br>{answers}"


def _ends(shown: Trend) -> tuple[float, float]:
    values = shown.question.scale.values or (1.0, 5.0)
    return values[0], values[-1]


def _dates(waves: Sequence[WaveOfUnit], texts: Texts) -> dict[str, object]:
    """Name three waves on the horizontal axis: first, middle and last."""
    named = sorted({0, (len(waves) - 1) // 2, len(waves) - 1})
    days = [waves[place] for place in named]
    span = waves[-1].closes_on - waves[0].closes_on
    return {
        "tickvals": [wave.closes_on for wave in days],
        "ticktext": [wave.title or texts.short_date(wave.closes_on) for wave in days],
        "range": [waves[0].closes_on - span * 0.08, waves[-1].closes_on + span * 0.05],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
