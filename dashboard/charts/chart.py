"""The parts of a chart and how a page shows them; the template, and the colours.

Colours are Streamlit's placeholders, which the browser replaces by those of the theme, so one
figure serves light and dark. Colour is never the only signal: a word or an arrow repeats it.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts.saving import note_savable
from dashboard.charts.while_drawn import DRAWING, load_late
from dashboard.components.paper import Savable
from dashboard.session import current
from dashboard.streamlit_internals.browser import ThemeColours
from surveys.tables.spreadsheet_cells import as_csv
from surveys.texts import Texts, rounded

load_late()

CONFIG = {"displayModeBar": False, "staticPlot": False, "scrollZoom": False}
"""No tool bar and no zoom: charts are for reading."""

TEAM = ThemeColours.CATEGORIES[0]
"""The unit's own line, and good news."""
ATTENTION = ThemeColours.CATEGORIES[1]
"""What needs attention, and marks of agreements."""
REFERENCE = ThemeColours.CATEGORIES[2]
"""References to compare with."""
BELOW, ABOVE = ThemeColours.DIVERGING_BELOW, ThemeColours.DIVERGING_ABOVE
PALE = ThemeColours.CATEGORIES[4]
"""Cells that are probably below, not distinguishable, probably above; text on them is readable."""
BACKGROUND, TEXT = ThemeColours.BACKGROUND, ThemeColours.TEXT

TEMPLATE = go.layout.Template(layout={"hovermode": "closest"})
"""The template of all figures, built once; a fraction of the size of Plotly's own."""

_LAYOUT = {
    "template": TEMPLATE,
    "showlegend": False,
    "dragmode": False,
    "margin": {"l": 16, "r": 34, "t": 18, "b": 22},
    "font": {"color": TEXT},
    # Paper is white, whatever the theme.
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
}
_AXIS = {"fixedrange": True, "zeroline": False, "tickfont": {"color": TEXT, "size": 12}}
"""In each figure, because the browser replaces what a template says with the theme's own."""


class CachedFigure(go.Figure):  # type: ignore[misc]
    """A figure that is serialised once and must not be changed after that."""

    _sent: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as sent to the browser, the same object each time."""
        if self._sent is None:
            self._sent = super().to_dict()
        return self._sent


def escape_html(text: str) -> str:
    """Return a text that somebody wrote, escaped so that it has no markup or link in a figure."""
    return html.escape(text, quote=False)


def as_shown(value: float | None) -> float | None:
    """Return a number for a figure, rounded as the words beside it: the browser gets it, too."""
    return None if value is None else rounded(value)


@dataclass(frozen=True)
class Chart:
    """A figure with its description in words, and the same as a table: cells by column.

    `source` tells of whom and when it is, and from how many answers it is shown: it goes wherever
    the chart goes.
    """

    figure: go.Figure
    description: str
    table: Mapping[str, Sequence[str]]
    source: str = ""
    _files: dict[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)

    def csv(self, title: str, texts: Texts) -> str:
        """Return the table as a file for spreadsheets, worked out once."""
        key = title, texts.language
        if key not in self._files:
            self._files[key] = csv_of(self.table, (title, self.description, self.source), texts)
        return self._files[key]


def csv_of(table: Mapping[str, Sequence[str]], notes: Sequence[str], texts: Texts) -> str:
    """Return a table as a file for spreadsheets: notes and what cells mean above the columns.

    The cells are those of the page: rounded, and with answers in bands. None can run as a formula.
    """
    definitions = texts.gettext(
        "Averages are rounded, and answers are said in bands, so that nobody's answer can be "
        "worked out. Between: with a certainty of 95 %. A dash: not shown."
    )
    above = [[note] for note in (*notes, definitions) if note]
    rows = [*above[1:], [], list(table), *zip(*table.values(), strict=True)]
    return as_csv(above[0], rows).decode()


def figure(
    traces: Sequence[go.Scatter | go.Heatmap | go.Bar],
    *,
    xaxis: Mapping[str, object],
    yaxis: Mapping[str, object],
    **layout: object,
) -> go.Figure:
    """Return a figure in the style of Peil: no legend, no zoom, margins for labels."""
    axes = {"xaxis": {**_AXIS, "showgrid": False, **xaxis}, "yaxis": {**_AXIS, **yaxis}}
    return CachedFigure(list(traces), layout={**_LAYOUT, **axes, **layout})


def show(chart: Chart, key: str, title: str = "", *, height: int | None = None) -> None:
    """Show a chart, and in the corner of what surrounds it a menu to save it.

    Its description is the alternative text for screen readers. `title` stands above a saved
    picture; without one, the heading above the chart does. With a height of its own a chart is
    part of a slide, and has no menu.
    """
    with DRAWING.charts():
        st.plotly_chart(
            chart.figure, config=CONFIG, key=key, alt=chart.description, height=height or "content"
        )
    if height is not None:
        return
    note_savable(
        Savable(
            key,
            name=file_name(chart.source, title or key),
            title=title,
            csv=chart.csv(title, current().texts),
            notes=(chart.description, chart.source),
        )
    )


def save_table(
    table: Mapping[str, Sequence[str]], key: str, title: str, source: str, texts: Texts
) -> None:
    """Let a table of results be saved as CSV, by a menu in the corner of its container, `key`."""
    csv = csv_of(table, (title, source), texts)
    note_savable(Savable(key, file_name(source, title), title, csv, is_chart=False))


def file_name(source: str, title: str) -> str:
    """Return the name of a file about something, without its ending: of whom, then what."""
    words = re.findall(r"[^\W_]+", f"{source.partition(' · ')[0]} {title}".lower())
    return "-".join(["peil", *words])[:60]


def as_table(chart: Chart, key: str, texts: Texts) -> None:
    """Show an expander with the chart as a table, rendered only when somebody opens it."""
    label = texts.gettext("The same as a table")
    with st.expander(label, key=f"{key}_table", on_change="rerun") as opened:
        if opened.open:
            numbers(chart, f"{key}_table", texts)


def numbers(chart: Chart, key: str, texts: Texts) -> None:
    """Show the table of a chart, which can be saved, in a container or expander with this key."""
    st.table(dict(chart.table))
    save_table(chart.table, key, chart.description, chart.source, texts)
