"""What one wave asked besides the trends: its block of questions, and what goes together."""

from functools import partial

import streamlit as st

from dashboard.charts.chart import show
from dashboard.charts.shares import shares_bar
from dashboard.results.reports import Drawing, Reports
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.reading.wave_reports import Answered, DriversOf, WaveReport
from surveys.texts import Texts


def asked_this_time(reports: Reports, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show what a wave asked besides the anchors: each question with its words and its bar."""
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    found = reports.wave(report.unit, wave.id)
    shown = {trend.question.id for trend in report.trends}
    if found is None:
        return
    block = [a for a in found.questions if a.question and a.question.id not in shown]
    if block:
        st.subheader(_("Also asked this time"), anchor=False)
        with st.grid(columns=3, min_column_width=300, gap="small"):
            for answered in block:
                _answered(reports, report, wave, answered)
            for scale in found.scales:
                with st.container(border=True, height="stretch"):
                    name = scale.indicator.name[language]
                    st.markdown("**" + _("{topic}, all its questions").format(topic=name) + "**")
                    st.caption(scale.in_words(language))
                    _behind(found, scale, language)
    for drivers in found.drivers:
        goes_together(drivers, texts)


def goes_together(drivers: DriversOf, texts: Texts) -> None:
    """Show what goes together with an outcome, in words with their bounds."""
    topic = drivers.indicator.name[texts.language]
    label = texts.gettext("What goes together with {topic}?").format(topic=topic)
    with st.expander(label):
        st.markdown(drivers.in_words(texts.language))


def _answered(reports: Reports, report: TeamReport, wave: WaveOfUnit, answered: Answered) -> None:
    asked, texts = answered.question, reports.run.texts
    if asked is None:
        return
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{asked.text[texts.language]}**")
        draw = partial(shares_bar, answered.shares, texts)
        bar = reports.chart(Drawing.ASKED, report.unit, draw, asked.id, wave.id)
        if bar is not None:
            show(bar, f"asked_{asked.id}")
        st.caption(answered.in_words(texts.language))


def _behind(found: WaveReport, scale: Answered, language: str) -> None:
    """Say how well the questions of a scale belong together, where that is known."""
    for consistency in found.consistency:
        if consistency.indicator.id == scale.indicator.id:
            st.caption(consistency.in_words(language))
