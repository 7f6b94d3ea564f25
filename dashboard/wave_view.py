"""What one wave asked besides the trends: its block of questions, and what goes together."""

from uuid import UUID

import streamlit as st

from dashboard.session import Run
from surveys.access import Reader
from surveys.installation import Installation
from surveys.reading.landscape import Edition, edition
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.reading.wave import read_wave
from surveys.reading.wave_reports import Answered, WaveReport


def asked_this_time(run: Run, who: Reader, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show what a wave asked besides the anchors, in words; the reader may read the unit."""
    _, language = run.texts.gettext, run.texts.language
    found = _read(report.unit, wave.id, edition(run.place), run.place, who)
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


@st.cache_resource(max_entries=500, show_spinner=False)
def _read(
    unit: UUID, wave: UUID, edition: Edition, _place: Installation, _reader: Reader
) -> WaveReport | None:
    del edition
    return read_wave(_place, _reader, unit, wave)


def _behind(found: WaveReport, scale: Answered, language: str) -> None:
    """Say how well the questions of a scale belong together, where that is known."""
    for consistency in found.consistency:
        if consistency.indicator.id == scale.indicator.id:
            st.caption(consistency.in_words(language))


def _name(answered: Answered, language: str) -> str:
    asked = answered.question
    return asked.text[language] if asked else answered.indicator.name[language]
