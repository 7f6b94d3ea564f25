"""What people wrote in a wave, on the page of a unit: under the question that they answered."""

import streamlit as st

from dashboard.results.reports import Reports
from surveys.instrument import shipped
from surveys.reading.comments import WrittenAnswers
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts, escape_markdown

_MANY = 12
"""More texts than this are folded, where several questions stand below each other."""


def comments(reports: Reports, report: TeamReport, wave: WaveOfUnit) -> None:
    """Show what people wrote as plain text: nothing in it is Markdown or a link."""
    texts = reports.run.texts
    _ = texts.gettext
    st.subheader(_("In their own words"), anchor=False)
    answered = reports.comments(report.unit, wave.id)
    if not any(question.texts for question in answered):
        st.caption(_("No comments to show: nobody wrote one, or too few people answered."))
        return
    if all(question.is_comment for question in answered):
        st.caption(_("In random order, without scores, from all who answered in this unit."))
        for question in answered:
            _one_by_one(question)
        return
    st.caption(
        _(
            "In random order, without scores, from all who answered in this unit. The order under "
            "one question says nothing about the order under another."
        )
    )
    st.info(
        shipped().open_questions.end_of_round.caveat[texts.language],
        icon=":material/hourglass_empty:",
    )
    for question in answered:
        _under_its_question(question, texts)


def _under_its_question(answered: WrittenAnswers, texts: Texts) -> None:
    """Show a question at the end of a round, about how many answered it, and what they wrote."""
    st.markdown(f"**{escape_markdown(answered.question.text[texts.language])}**")
    if not answered.texts:
        st.caption(texts.gettext("Nothing to show: too few people wrote something."))
        return
    st.caption(answered.number_in_words(texts))
    if len(answered.texts) <= _MANY:
        _one_by_one(answered)
        return
    with st.expander(texts.gettext("Read what they wrote"), icon=":material/forum:"):
        _one_by_one(answered)


def _one_by_one(answered: WrittenAnswers) -> None:
    for text in answered.texts:
        with st.container(border=True):
            st.text(text)
