"""Labels in a figure, and the days that are marked on a trend with a line and a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import plotly.graph_objects as go

from dashboard.charts.chart import ATTENTION, escape_html

Position = Literal["top left", "top right"]


@dataclass(frozen=True)
class Label:
    """A text above a day and a value, to the left or to the right; it is already escaped."""

    day: date
    value: float
    text: str
    position: Position
    colour: str


@dataclass(frozen=True)
class Mark:
    """A day that is marked on a trend: that of an agreement or of an event."""

    day: date
    text: str
    is_agreement: bool = False


def label_trace(labels: Sequence[Label]) -> go.Scatter:
    """Return one trace with all labels, which do not react to a pointer.

    One trace, because a browser takes far longer to place annotations.
    """
    return go.Scatter(
        x=[label.day for label in labels],
        y=[label.value for label in labels],
        mode="text",
        text=[label.text for label in labels],
        textposition=[label.position for label in labels],
        textfont={"color": [label.colour for label in labels], "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def label_of(mark: Mark, bottom: float, top: float, position: Position) -> Label:
    """Return the label at the foot of the line of a mark, beside it."""
    # A space that does not break keeps it clear of the line.
    before, after = (
        ("\N{NO-BREAK SPACE}", "") if position == "top right" else ("", "\N{NO-BREAK SPACE}")
    )
    text = f"{before}{escape_html(mark.text)}{after}"
    return Label(mark.day, _foot(mark, bottom, top, position), text, position, ATTENTION)


def draw_line(chart: go.Figure, mark: Mark, bottom: float, top: float, position: Position) -> None:
    """Draw the line of a mark, up from its label."""
    chart.add_shape(
        type="line",
        x0=mark.day,
        x1=mark.day,
        y0=_foot(mark, bottom, top, position),
        y1=top,
        line={"color": ATTENTION, "width": 1, "dash": "dash"},
    )


def _foot(mark: Mark, bottom: float, top: float, position: Position) -> float:
    """Return the height at which the line of a mark begins, with its label beside it.

    Agreements and events begin at different heights, so no line of an event crosses the label of an
    agreement beside it; and an agreement on the left keeps clear of the name of the lower end.
    """
    height = 0.16
    if mark.is_agreement:
        height = 0.1 if position == "top right" else 0.02
    return bottom + height * (top - bottom)
