"""Puts a chart on a page: the figure with words for a screen reader, and its table."""

import streamlit as st

from dashboard.charts.chart import CONFIG, Chart
from surveys.texts import Texts


def show(chart: Chart, key: str) -> None:
    """Show a chart; its words are what a screen reader says."""
    st.plotly_chart(chart.figure, config=CONFIG, key=key, alt=chart.words)


def as_table(chart: Chart, key: str, texts: Texts) -> None:
    """Offer the numbers of a chart as a table, made only when somebody opens it."""
    label = texts.gettext("The same as a table")
    with st.expander(label, key=f"{key}_table", on_change="rerun") as opened:
        if opened.open:
            st.table(dict(chart.table))
