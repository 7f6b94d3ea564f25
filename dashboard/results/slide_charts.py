"""The chart on a slide, its newest flags below it, and in full those that have no room there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboard.charts.annotations import Mark
from dashboard.charts.chart import Chart, show
from dashboard.results.follow_up_view import marks
from dashboard.results.reports import Reports
from dashboard.results.trend_cards import trend_charts
from surveys.follow_up import FollowUp
from surveys.reading.comparisons import Comparisons
from surveys.reading.reports import TeamReport, Trend
from surveys.texts import Texts, escape_markdown

CHART_HEIGHT = 216
"""The height of a chart, in pixels where letters have 16: it grows with the letters."""

MOST_FLAGS, LONGEST_FLAG = 2, 48
"""Most flags of a chart that are told below it, the newest ones, and the characters of one."""


@dataclass(frozen=True)
class SlideChart:
    """What draws the chart of a slide, and the flags that its legend has to shorten, in full."""

    draw: Callable[[], None]
    in_full: Sequence[str]


def slide_chart(
    reports: Reports, whole: TeamReport, trend: Trend, noted: FollowUp, compared: Comparisons
) -> SlideChart:
    """Return the chart of a trend as on the page of the unit, and tell its newest flags."""
    texts, report, question = reports.run.texts, replace(whole, trends=[trend]), trend.question.id
    marked = marks(report, noted, texts)
    chart = trend_charts(reports, report, compared, marked)[question]
    newest = sorted(marked.get(question, ()), key=lambda mark: mark.day)[-MOST_FLAGS:]
    legend = " · ".join(_told(mark, texts, LONGEST_FLAG) for mark in newest)
    longer = [mark for mark in newest if len(mark.in_words(texts)) > LONGEST_FLAG]
    return SlideChart(
        partial(_show, chart, f"slide_{question}", legend), [_told(mark, texts) for mark in longer]
    )


def _told(mark: Mark, texts: Texts, longest: int | None = None) -> str:
    text = mark.in_words(texts)
    if longest is not None and len(text) > longest:
        text = f"{text[: longest - 1]}…"
    return f"**{mark.number}** {escape_markdown(text)}"


def _show(chart: Chart, key: str, legend: str) -> None:
    with st.container(key="slide_chart"):
        show(chart, key, height=CHART_HEIGHT)
    if legend:
        st.caption(legend)
