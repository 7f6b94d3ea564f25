"""What goes together with an outcome: each share as a dot with its interval."""

import plotly.graph_objects as go

from dashboard.charts.chart import PALE, TEAM, TEXT, Chart, escape_html, figure
from dashboard.charts.while_drawn import DRAWING
from surveys.reading.wave_reports import DriversOf
from surveys.texts import Texts

ROW, BOTTOM = 46, 30
"""Height of a row, and of the axis below them, in pixels."""


@DRAWING.charts()
def drivers(shown: DriversOf, texts: Texts) -> Chart | None:
    """Draw the shares with their 95 % intervals, the largest first; None if they mean nothing.

    The pale zone is what a question would get that has nothing to do with the outcome.
    """
    if shown.explains_little:
        return None
    _, language = texts.gettext, texts.language
    rows = sorted(shown.drivers, key=lambda driver: -driver.share)
    names = [driver.name(language) for driver in rows]
    said = [
        _("{share}, between {low} and {high}").format(
            share=texts.percent(driver.share),
            low=texts.percent(driver.low),
            high=texts.percent(driver.high),
        )
        for driver in rows
    ]
    most = max(driver.high for driver in rows)
    drawn = figure(
        [
            go.Scatter(
                x=[driver.share for driver in rows],
                y=list(range(len(rows))),
                mode="markers",
                marker={"size": 11, "color": TEAM},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [round(driver.high - driver.share, 2) for driver in rows],
                    "arrayminus": [round(driver.share - driver.low, 2) for driver in rows],
                    "color": TEAM,
                    "thickness": 2.5,
                    "width": 0,
                },
                text=[
                    f"<b>{escape_html(name)}</b><br>{words}"
                    for name, words in zip(names, said, strict=True)
                ],
                hovertemplate="%{text}<extra></extra>",
            )
        ],
        height=ROW * len(rows) + BOTTOM,
        margin={"l": 8, "r": 16, "t": 4, "b": BOTTOM},
        xaxis={"range": [-0.02, min(1.02, most + 0.03)], "tickformat": ".0%", "nticks": 5},
        yaxis={"range": [len(rows) - 0.6, -0.75], "showticklabels": False, "showgrid": False},
    )
    if shown.empty:
        drawn.add_shape(
            type="rect",
            layer="below",
            xref="x",
            yref="paper",
            x0=0,
            x1=max(shown.empty, 0.01),
            y0=0,
            y1=1,
            fillcolor=PALE,
            line={"width": 0},
        )
    for row, name in enumerate(names):
        drawn.add_annotation(
            xref="paper",
            x=0,
            y=row,
            yshift=17,
            text=escape_html(name),
            xanchor="left",
            align="left",
            showarrow=False,
            font={"size": 13, "color": TEXT},
        )
    table = {
        _("Question"): names,
        _("Share"): [texts.percent(driver.share) for driver in rows],
        _("Between"): [
            f"{texts.percent(driver.low)} – {texts.percent(driver.high)}" for driver in rows
        ],
    }
    return Chart(drawn, shown.in_words(language), table)
