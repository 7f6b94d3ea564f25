"""A day that is named on a trend: its line and its word."""

from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.chart import LOOK, plain
from dashboard.charts.word import Place, Word


@dataclass(frozen=True)
class Mark:
    """A day that is named on a trend: something was agreed, or happened."""

    day: date
    word: str
    is_agreement: bool = False

    def foot(self, bottom: float, top: float) -> float:
        """Return where its line begins; agreements and events begin at different heights.

        So no line of an event crosses the word of an agreement beside it.
        """
        return bottom + (0.02 if self.is_agreement else 0.16) * (top - bottom)


def word_of(mark: Mark, bottom: float, top: float, place: Place) -> Word:
    """Return the word at the foot of the line, beside it."""
    # A space that does not break keeps it clear of the line.
    text = f"{plain(mark.word)}\N{NO-BREAK SPACE}"
    if place == "top right":
        text = f"\N{NO-BREAK SPACE}{plain(mark.word)}"
    return Word(mark.day, mark.foot(bottom, top), text, place, LOOK)


def draw_line(drawn: go.Figure, mark: Mark, bottom: float, top: float) -> None:
    """Draw a line at a day, up from its word."""
    drawn.add_shape(
        type="line",
        x0=mark.day,
        x1=mark.day,
        y0=mark.foot(bottom, top),
        y1=top,
        line={"color": LOOK, "width": 1, "dash": "dash"},
    )
