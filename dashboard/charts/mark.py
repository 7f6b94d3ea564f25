"""A day that is named on a trend: its line and its word."""

from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.chart import LOOK, plain


@dataclass(frozen=True)
class Mark:
    """A day that is named on a trend: something was agreed, or happened."""

    day: date
    word: str
    is_agreement: bool = False


def draw_mark(drawn: go.Figure, mark: Mark, anchor: str) -> None:
    """Draw a line at a day, up from its word; agreements and events at different heights.

    So no line of an event crosses the word of an agreement beside it.
    """
    height = 0.02 if mark.is_agreement else 0.16
    drawn.add_shape(
        type="line",
        x0=mark.day,
        x1=mark.day,
        yref="paper",
        y0=height,
        y1=1,
        line={"color": LOOK, "width": 1, "dash": "dash"},
    )
    drawn.add_annotation(
        x=mark.day,
        yref="paper",
        y=height,
        yanchor="bottom",
        text=plain(mark.word),
        xanchor=anchor,
        xshift=4 if anchor == "left" else -4,
        showarrow=False,
        font={"color": LOOK, "size": 12},
    )
