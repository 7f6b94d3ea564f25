"""Words in a figure, all of them in one trace: a browser takes far longer to place annotations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import plotly.graph_objects as go

Place = Literal["top left", "top right"]


@dataclass(frozen=True)
class Word:
    """A word above a day and a value, to the left or to the right; the text is safe as it is."""

    day: date
    value: float
    text: str
    place: Place
    colour: str


def written(words: Sequence[Word]) -> go.Scatter:
    """Return the trace of these words; a pointer over them shows nothing."""
    return go.Scatter(
        x=[word.day for word in words],
        y=[word.value for word in words],
        mode="text",
        text=[word.text for word in words],
        textposition=[word.place for word in words],
        textfont={"color": [word.colour for word in words], "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )
