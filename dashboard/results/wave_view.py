"""The questions of one wave besides the trends, and their associations."""

from functools import partial

import streamlit as st

from dashboard.charts.chart import as_table, show
from dashboard.charts.drivers import drivers
from dashboard.charts.shares import IN_A_CARD, shares_bar
from dashboard.charts.theme import theme
from dashboard.results.kept_reports import Drawing
from dashboard.results.reports import Reports
from surveys.reading.team_report import TeamReport
from surveys.reading.trend import name_of
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reading.wave_reports import Answered, DriversOf, WaveReport
from surveys.texts import escape_markdown


def wave_questions(reports: Reports, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show the questions of a wave besides the trends, each with its results and its bar."""
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    report_of_wave = reports.wave(report.unit, wave.id)
    shown = {trend.question.id for trend in report.trends}
    if report_of_wave is None:
        return
    block = [a for a in report_of_wave.questions if a.question and a.question.id not in shown]
    if block or report_of_wave.scales:
        title = _("Also asked this time") if block else _("Topics as a whole")
        st.subheader(title, anchor=False)
        with st.grid(columns=3, min_column_width=300, gap="small"):
            for answered in block:
                _answered(reports, report, wave, answered)
            for scale in report_of_wave.scales:
                with st.container(border=True, height="stretch"):
                    name = scale.indicator.name[language]
                    whole = _("{topic}, all its questions, from 1 to 5").format(topic=name)
                    st.markdown(f"**{whole}**")
                    st.caption(scale.in_words(language))
                    _consistency(report_of_wave, scale, language)
    _themes(reports, report, wave)
    if report_of_wave.drivers:
        with st.grid(columns=2, min_column_width=300, gap="small"):
            for of_outcome in report_of_wave.drivers:
                _drivers(reports, report, wave, of_outcome)


def _themes(reports: Reports, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show the topics of a wave beside the times they were asked before; nothing the first time."""
    texts = reports.run.texts
    themes = reports.themes(report.unit, wave.id)
    if not themes:
        return
    st.subheader(texts.gettext("Since the last time"), anchor=False)
    with st.grid(columns=2, min_column_width=300, gap="small"):
        for shown in themes:
            with st.container(border=True, height="stretch"):
                name, key = shown.indicator.name[texts.language], f"theme_{shown.indicator.id}"
                st.markdown(f"**{name}**")
                draw = partial(theme, shown, texts)
                details = (shown.indicator.id, wave.id)
                chart = reports.chart(Drawing.THEME, report.unit, draw, *details)
                if chart is not None:
                    show(chart, key, name)
                st.caption(escape_markdown(shown.in_words(texts)))
                if chart is not None:
                    as_table(chart, key, texts)


def _drivers(reports: Reports, report: TeamReport, wave: WaveOfUnit, shown: DriversOf) -> None:
    """Show what goes together with an outcome: the verdict first, then shares with intervals."""
    texts = reports.run.texts
    _, language = texts.gettext, texts.language
    with st.container(border=True):
        topic = name_of(shown.outcome, shown.indicator, language).lower()
        title = _("What goes together with {topic}?").format(topic=topic)
        st.markdown(f"**{title}**")
        draw = partial(drivers, shown, texts)
        chart = reports.chart(Drawing.DRIVERS, report.unit, draw, shown.outcome.id, wave.id)
        if chart is None:
            st.markdown(shown.in_words(language))
            return
        key = f"drivers_{shown.outcome.id}"
        st.markdown(shown.verdict_in_words(language))
        show(chart, key, title)
        st.caption(
            _(
                "Dot: share of what all of them explain together, {explained} of the differences "
                "between colleagues. Bar: 95 % interval. Pale zone: what a question without any "
                "connection would get. It shows what goes together, not what causes what."
            ).format(explained=texts.percent(shown.explained))
        )
        as_table(chart, key, texts)


def _answered(reports: Reports, report: TeamReport, wave: WaveOfUnit, answered: Answered) -> None:
    question, texts = answered.question, reports.run.texts
    if question is None:
        return
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{question.text[texts.language]}**")
        draw = partial(shares_bar, answered.shares, texts, IN_A_CARD)
        bar = reports.chart(Drawing.ASKED, report.unit, draw, question.id, wave.id)
        if bar is not None:
            show(bar, f"asked_{question.id}", question.text[texts.language])
        st.caption(answered.in_words(texts.language))


def _consistency(report_of_wave: WaveReport, scale: Answered, language: str) -> None:
    """Show the internal consistency of a scale, where it is known."""
    for consistency in report_of_wave.consistency:
        if consistency.indicator.id == scale.indicator.id:
            st.caption(consistency.in_words(language))
