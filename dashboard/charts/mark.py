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


def word_of(mark: Mark, bottom: float, top: float, place: Place) -> Word:
    """Return the word at the foot of the line, beside it."""
    # A space that does not break keeps it clear of the line.
    before, after = (
        ("\N{NO-BREAK SPACE}", "") if place == "top right" else ("", "\N{NO-BREAK SPACE}")
    )
    text = f"{before}{plain(mark.word)}{after}"
    return Word(mark.day, _foot(mark, bottom, top, place), text, place, LOOK)


def draw_line(drawn: go.Figure, mark: Mark, bottom: float, top: float, place: Place) -> None:
    """Draw a line at a day, up from its word."""
    drawn.add_shape(
        type="line",
        x0=mark.day,
        x1=mark.day,
        y0=_foot(mark, bottom, top, place),
        y1=top,
        line={"color": LOOK, "width": 1, "dash": "dash"},
    )


def _foot(mark: Mark, bottom: float, top: float, place: Place) -> float:
    """Return where the line of a mark begins, with its word beside it.

    Agreements and events begin at different heights, so no line of an event crosses the word of an
    agreement beside it; and an agreement on the left keeps clear of the name of the lower end.
    """
    height = 0.16
    if mark.is_agreement:
        height = 0.1 if place == "top right" else 0.02
    return bottom + height * (top - bottom)
