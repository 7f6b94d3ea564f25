"""What every chart consists of and how a page shows it; the one template, and the colours.

Colours are Streamlit's placeholders: the browser puts in those of the theme, light or dark, so one
figure serves both. Colour never says anything alone: a word, an arrow or a place says it too.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Plotly looks whether pandas is loaded and stumbles over one that another visit is just loading.
import pandas  # noqa: F401
import plotly.graph_objects as go
import streamlit as st

from dashboard.streamlit_internals import ThemeColours
from surveys.texts import Texts

CONFIG = {"displayModeBar": False, "staticPlot": False, "scrollZoom": False}
"""No tool bar and no zoom: a chart is read, not operated."""

TEAM = ThemeColours.CATEGORIES[0]
"""The unit's own line, and what is good."""
LOOK = ThemeColours.CATEGORIES[1]
"""What needs a look, and marks of what was agreed."""
REFERENCE = ThemeColours.CATEGORIES[2]
"""Whatever is there to compare with."""
BELOW, ABOVE = ThemeColours.DIVERGING_BELOW, ThemeColours.DIVERGING_ABOVE
PALE = ThemeColours.CATEGORIES[4]
"""Cells that are probably below, not distinguishable, probably above; text on them is readable."""
GROUND, TEXT = ThemeColours.BACKGROUND, ThemeColours.TEXT

TEMPLATE = go.layout.Template(layout={"hovermode": "closest"})
"""The template of all figures, built once; a fraction of the size of Plotly's own."""

_LAYOUT = {
    "template": TEMPLATE,
    "showlegend": False,
    "dragmode": False,
    "margin": {"l": 16, "r": 34, "t": 18, "b": 22},
    "font": {"color": TEXT},
}
_AXIS = {"fixedrange": True, "zeroline": False, "tickfont": {"color": TEXT, "size": 12}}
"""In each figure, because the browser replaces what a template says with the theme's own."""


class Drawn(go.Figure):  # type: ignore[misc]
    """A figure that is finished once it was shown: what the browser gets is worked out once."""

    _sent: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what the browser gets, the same object each time."""
        if self._sent is None:
            self._sent = super().to_dict()
        return self._sent


def plain(text: str) -> str:
    """Return a text that somebody wrote, so that nothing in it is markup or a link in a figure."""
    return html.escape(text, quote=False)


@dataclass(frozen=True)
class Chart:
    """A figure, the words that say the same, and the same as a table: columns with their cells."""

    figure: go.Figure
    words: str
    table: Mapping[str, Sequence[str]]


def figure(
    traces: Sequence[go.Scatter | go.Heatmap | go.Bar],
    *,
    xaxis: Mapping[str, object],
    yaxis: Mapping[str, object],
    **layout: object,
) -> go.Figure:
    """Return a figure as all of ours are: no legend, no zoom, margins for the names in it."""
    axes = {"xaxis": {**_AXIS, "showgrid": False, **xaxis}, "yaxis": {**_AXIS, **yaxis}}
    return Drawn(list(traces), layout={**_LAYOUT, **axes, **layout})


def show(chart: Chart, key: str) -> None:
    """Show a chart; a screen reader reads its words."""
    st.plotly_chart(chart.figure, config=CONFIG, key=key, alt=chart.words)


def as_table(chart: Chart, key: str, texts: Texts) -> None:
    """Offer the numbers of a chart as a table, made only when somebody opens it."""
    label = texts.gettext("The same as a table")
    with st.expander(label, key=f"{key}_table", on_change="rerun") as opened:
        if opened.open:
            st.table(dict(chart.table))
