"""What one wave asked besides the trends: its block of questions, and what goes together."""

import streamlit as st

from dashboard.session import Run
from surveys.access import Reader
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.reading.wave import read_wave
from surveys.reading.wave_reports import Answered, WaveReport


def asked_this_time(run: Run, who: Reader, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show what the latest wave asked besides the anchors, each in words."""
    _, language = run.texts.gettext, run.texts.language
    found = read_wave(run.place, who, report.unit, wave.id)
    shown = {trend.question.id for trend in report.trends}
    if found is None:
        return
    block = [a for a in found.questions if a.question and a.question.id not in shown]
    if not block:
        return
    st.subheader(_("Also asked this time"), anchor=False)
    with st.grid(columns=3, min_column_width=300, gap="small"):
        for answered in block:
            with st.container(border=True):
                st.markdown(f"**{_name(answered, language)}**")
                st.caption(answered.in_words(language))
        for scale in found.scales:
            with st.container(border=True):
                name = scale.indicator.name[language]
                st.markdown("**" + _("{topic}, all its questions").format(topic=name) + "**")
                st.caption(scale.in_words(language))
                _behind(found, scale, language)
    for drivers in found.drivers:
        topic = drivers.indicator.name[language]
        with st.expander(_("What goes together with {topic}?").format(topic=topic)):
            st.write(drivers.in_words(language))


def _behind(found: WaveReport, scale: Answered, language: str) -> None:
    """Say how well the questions of a scale belong together, where that is known."""
    for consistency in found.consistency:
        if consistency.indicator.id == scale.indicator.id:
            st.caption(consistency.in_words(language))


def _name(answered: Answered, language: str) -> str:
    asked = answered.question
    return asked.text[language] if asked else answered.indicator.name[language]
