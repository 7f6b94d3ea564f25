"""Follow-up on results: agreements, talks and events of a unit, and their marks on its trends."""

from dataclasses import replace

import streamlit as st

from dashboard.charts.annotations import Mark
from dashboard.charts.trend import marks_shown
from dashboard.navigation import page_link
from dashboard.results.agreement_cards import agreement_cards
from dashboard.results.event_view import events
from dashboard.results.reports import Reports
from dashboard.results.talk_view import earlier_talks
from dashboard.wording import aside
from surveys.follow_up import FollowUp, may_note
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts, escape_markdown


def marks(report: TeamReport, noted: FollowUp, texts: Texts) -> dict[str, tuple[Mark, ...]]:
    """Return the flags of each trend, by question: all events, and agreements and trials about it.

    They are numbered in the order of their days, the same on every trend.
    """
    if not report.waves:
        return {}
    agreed = texts.gettext("Agreement: {text}")
    days = [Mark(event.happened_on, event.text) for event in noted.events]
    about: dict[Mark, str | None] = {}
    for agreement in noted.agreements:
        mark = Mark(agreement.starts_on, agreed.format(text=agreement.text))
        about[mark] = agreement.indicator
        days.append(mark)
    opened = {wave.number: wave.opens_on for wave in report.waves if wave.number is not None}
    tried = texts.gettext("Experiment: {text}")
    for trial in noted.trials:
        if trial.first_wave in opened:
            mark = Mark(opened[trial.first_wave], tried.format(text=trial.text))
            about[mark] = trial.indicator
            days.append(mark)
    in_order = sorted(dict.fromkeys(marks_shown(days, report.waves)), key=lambda mark: mark.day)
    numbered = [(replace(mark, number=n), about.get(mark)) for n, mark in enumerate(in_order, 1)]
    return {
        trend.question.id: tuple(
            mark for mark, topic in numbered if topic in {None, trend.indicator.id}
        )
        for trend in report.trends
    }


def follow_up(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show what a unit agreed on, from new to old; its manager can end that, and note events."""
    _ = reports.run.texts.gettext
    st.subheader(_("What we agreed"), anchor=False)
    if (loop := reports.loop(report.unit)) is not None:
        asked = _("Was something done with the last results?")
        answered = escape_markdown(loop.in_words(reports.run.texts))
        st.markdown("  \n".join((f"**{asked}**", aside(answered))))
    agreement_cards(reports, report, noted)
    earlier_talks(reports, report, noted)
    if noted.trials and may_note(reports.who, tuple(reports.who.managed_units)):
        page_link("experiments", _("To the experiments"), icon=":material/science:")
    events(reports, report, noted)
