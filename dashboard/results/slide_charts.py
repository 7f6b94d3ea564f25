"""The chart on a slide, with its newest flags told below it in full."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.charts.annotations import Mark
from dashboard.charts.chart import Chart, show
from dashboard.results.follow_up_view import marks
from dashboard.results.reports import Reports
from dashboard.results.trend_cards import trend_charts
from surveys.follow_up import FollowUp
from surveys.reading.comparisons import Comparisons
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import Trend
from surveys.texts import Texts, escape_markdown

CHART_HEIGHT = 216
"""The height of a chart, in pixels where letters have 16: it grows with the letters."""

MOST_FLAGS, ROOM = 2, 210
"""Most flags of a chart that are told below it, the newest ones, and the characters that have room.

The newest is always told, and always in full: an agreement has 200 characters at most.
"""


def slide_chart(
    reports: Reports, whole: TeamReport, trend: Trend, noted: FollowUp, compared: Comparisons
) -> Callable[[], None]:
    """Return what draws a trend as on the page of the unit, with its newest flags below it."""
    texts, report, question = reports.run.texts, replace(whole, trends=[trend]), trend.question.id
    marked = marks(report, noted, texts)
    chart = trend_charts(reports, report, compared, marked)[question]
    legend = " · ".join(
        f"**{mark.number}**\N{NO-BREAK SPACE}{escape_markdown(mark.in_words(texts))}"
        for mark in told_below(marked.get(question, ()), texts)
    )
    return partial(_show, chart, f"slide_{question}", legend)


def told_below(marked: Sequence[Mark], texts: Texts) -> list[Mark]:
    """Return the newest flags that have room below a chart, from old to new."""
    told: list[Mark] = []
    left = ROOM
    for mark in sorted(marked, key=lambda mark: mark.day, reverse=True)[:MOST_FLAGS]:
        left -= len(mark.in_words(texts))
        if told and left < 0:
            break
        told.insert(0, mark)
    return told


def _show(chart: Chart, key: str, legend: str) -> None:
    with st.container(key="slide_chart"):
        show(chart, key, height=CHART_HEIGHT)
    if legend:
        with st.container(key="slide_legend"):
            st.caption(legend)
