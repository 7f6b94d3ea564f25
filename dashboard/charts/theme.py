"""A topic that comes round: a marker with its interval each time it was asked, and no line."""

from datetime import datetime, time, timedelta

import plotly.graph_objects as go

from dashboard.charts.annotations import Label, label_trace
from dashboard.charts.chart import TEAM, TEXT, Chart, as_shown, escape_html, figure
from dashboard.charts.means import short_name
from dashboard.charts.trend import ABOVE_SCALE, BELOW_SCALE, HEIGHT, MARGIN
from dashboard.charts.while_drawn import DRAWING
from dashboard.wording import wave_name
from surveys.reading.themes import ThemeTrend
from surveys.texts import Texts, rounded


@DRAWING.charts()
def theme(shown: ThemeTrend, texts: Texts) -> Chart:
    """Draw the level of a topic each time it was asked, with its 95 % interval, from 1 to 5.

    Nothing joins the markers: in between it was not asked.
    """
    lowest, highest = 1.0, 5.0
    days = [wave.closes_on for wave, _ in shown.points]
    first, last = (datetime.combine(day, time()) for day in (days[0], days[-1]))
    span = max(last - first, timedelta(days=1))
    # Markers are few: the names of the ends have the left to themselves.
    start, end = first - span * 0.5, last + span * 0.12
    markers = go.Scatter(
        x=days,
        y=[as_shown(level.mean) for _, level in shown.points],
        mode="markers+text",
        marker={"symbol": "diamond", "color": TEAM, "size": 10},
        error_y={
            "array": [rounded(level.high - level.mean) for _, level in shown.points],
            "arrayminus": [rounded(level.mean - level.low) for _, level in shown.points],
            "color": TEAM,
            "thickness": 1.4,
            "width": 5,
        },
        text=[texts.number(level.mean) for _, level in shown.points],
        textposition="middle right",
        textfont={"color": TEAM, "size": 14, "weight": "bold"},
        cliponaxis=False,
        hovertext=[
            f"{escape_html(wave_name(wave, texts))}: <b>{texts.number(level.mean)}</b><br>"
            f"{texts.number(level.low)} – {texts.number(level.high)}"
            for wave, level in shown.points
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    low, high = (
        escape_html(shown.indicator.end_in(texts.language, good=good)) for good in (False, True)
    )
    ends = [
        Label(start.date(), highest, high, "bottom right"),
        Label(start.date(), lowest, low, "top right"),
    ]
    tick = {"tickfont": {"color": TEXT, "size": 12}}
    drawn = figure(
        [markers, label_trace(ends, 12)],
        height=HEIGHT,
        margin=MARGIN,
        xaxis={
            "tickvals": [days[0], days[-1]],
            "ticktext": [
                escape_html(short_name(wave, texts))
                for wave in (shown.points[0][0], shown.points[-1][0])
            ],
            "ticklabeloverflow": "allow",
            "range": [start, end],
            **tick,
        },
        yaxis={
            "range": [
                lowest - BELOW_SCALE * (highest - lowest),
                highest + ABOVE_SCALE * (highest - lowest),
            ],
            "tickvals": [lowest, (lowest + highest) / 2, highest],
            **tick,
        },
    )
    return Chart(drawn, shown.in_words(texts), _as_table(shown, texts))


def _as_table(shown: ThemeTrend, texts: Texts) -> dict[str, list[str]]:
    """Return the levels with their intervals, newest first."""
    _, newest_first = texts.gettext, shown.points[::-1]
    return {
        _("Wave"): [wave_name(wave, texts) for wave, _level in newest_first],
        _("Average"): [texts.number(level.mean) for _wave, level in newest_first],
        _("Between"): [
            f"{texts.number(level.low)} – {texts.number(level.high)}"
            for _wave, level in newest_first
        ],
    }
