"""What is written into a figure, and the days that are flagged on a trend with a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Literal

import plotly.graph_objects as go

from dashboard.charts.chart import BACKGROUND, REFERENCE, TEXT, escape_html
from surveys.texts import Texts

Position = Literal["bottom right", "top right", "bottom left", "top left"]
"""Where a text begins or ends at its point: "bottom right" is below it and begins there."""

_LETTERS_ON_HOVER = 42
_CLOSE = 0.06
"""The part of the time shown within which two flags would cover each other."""
_LOWER, _ROWS = 0.14, 3
"""How far below the other such a flag hangs, as a part of the height, and in how many rows."""


@dataclass(frozen=True)
class Label:
    """A text at a day and a value, below or above it; it is already escaped."""

    day: date
    value: float
    text: str
    position: Position


@dataclass(frozen=True)
class Mark:
    """A day that is flagged on trends: that of an agreement or of an event.

    `number` stands on the flag and before its text, in full, below the charts.
    """

    day: date
    text: str
    number: int = 1

    def in_words(self, texts: Texts) -> str:
        """Return the text with its day, as a flag says it on hover and below the charts."""
        return f"{self.text.rstrip('.')}, {texts.short_date(self.day)}"


def label_trace(labels: Sequence[Label], size: float) -> go.Scatter:
    """Return one trace with all labels, which do not react to a pointer.

    One trace, because a browser takes far longer to place annotations.
    """
    return go.Scatter(
        x=[label.day for label in labels],
        y=[label.value for label in labels],
        mode="text",
        text=[label.text for label in labels],
        textposition=[label.position for label in labels],
        textfont={"color": TEXT, "size": size},
        cliponaxis=False,
        hoverinfo="skip",
    )


def flags(
    marks: Sequence[Mark], ends: tuple[float, float], days: float, size: float, texts: Texts
) -> go.Scatter:
    """Return one trace with the rings of all flags; their texts appear on hover or tap."""
    rings = list(_rings(marks, ends, days))
    return go.Scatter(
        x=[mark.day for mark, _height in rings],
        y=[height for _mark, height in rings],
        mode="markers+text",
        marker={"color": BACKGROUND, "size": 15 * size, "line": {"color": REFERENCE, "width": 1}},
        text=[str(mark.number) for mark, _height in rings],
        textfont={"color": TEXT, "size": 10 * size},
        textposition="middle center",
        cliponaxis=False,
        hovertext=[
            "<br>".join(map(escape_html, wrap(mark.in_words(texts), _LETTERS_ON_HOVER)))
            for mark, _height in rings
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def draw_lines(chart: go.Figure, marks: Sequence[Mark], ends: tuple[float, float]) -> None:
    """Draw the lines of flags, down from their rings."""
    for day in dict.fromkeys(mark.day for mark in marks):
        chart.add_shape(
            type="line",
            x0=day,
            x1=day,
            y0=ends[0],
            y1=ends[1],
            line={"color": REFERENCE, "width": 1, "dash": "dot"},
            layer="below",
        )


def _rings(
    marks: Sequence[Mark], ends: tuple[float, float], days: float
) -> Iterator[tuple[Mark, float]]:
    """Yield each mark with the height of its ring, lower where it would cover the one before."""
    before, row = None, 0
    for mark in sorted(marks, key=lambda mark: mark.day):
        is_close = before is not None and (mark.day - before).days < _CLOSE * days
        row = (row + 1) % _ROWS if is_close else 0
        before = mark.day
        yield mark, ends[1] - row * _LOWER * (ends[1] - ends[0])
