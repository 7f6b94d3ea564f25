"""What the leader and HR can offer a whole unit whose published level needs attention."""

from uuid import UUID

import streamlit as st

from dashboard.results.reports import Reports
from surveys.follow_up import about_manager, rules_of_offers, signals_of
from surveys.reading.team_report import TeamReport
from surveys.texts import escape_markdown


def offer_to_unit(reports: Reports, report: TeamReport) -> None:
    """Show what to do about the signals of a unit; nothing without one, nor to the team itself."""
    texts = reports.run.texts
    found = signals_of(reports.reading, report, reports.run.today)
    if not found:
        return
    with st.expander(texts.gettext("What you can offer the whole unit")):
        told = [rules_of_offers(report.name, texts)]
        for signal in found:
            steps = "\n".join(f"- {step}" for step in signal.what_to_do(texts))
            told.append(f"**{signal.title(texts)}**\n\n{steps}")
        st.markdown("\n\n".join(told))


def signals_below(reports: Reports, unit: UUID) -> None:
    """Show the units below one whose answers about the manager call for a talk with them first."""
    texts = reports.run.texts
    names, about = reports.signals_below(unit), about_manager(reports.reading)
    if not names or about.for_leaders_on is None:
        return
    first = reports.run.today < about.for_leaders_on
    sentence = (
        texts.gettext(
            "**Trust in the manager**, for you first: {units}. Their pages say what you can do; "
            "who leads them reads it there from {day} on."
        )
        if first
        else texts.gettext(
            "**Trust in the manager** needs attention: {units}. Their pages say what you can do; "
            "those who lead them read it there, too."
        )
    )
    listed = texts.listed([escape_markdown(name) for name in names])
    day = texts.short_date(about.for_leaders_on)
    st.markdown(sentence.format(units=listed, day=day))
