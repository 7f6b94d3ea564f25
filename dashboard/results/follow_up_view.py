"""Follow-up on results: agreements and events of a unit, and the forms to note them."""

from dataclasses import replace
from uuid import UUID

import streamlit as st

from dashboard.charts.annotations import Mark
from dashboard.charts.trend import marks_shown
from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.results.talk_view import earlier_talks
from dashboard.wording import aside, show_error
from surveys.follow_up import (
    FollowUp,
    FollowUpError,
    end_agreement,
    may_note,
    note_event,
)
from surveys.follow_up.follow_up import MAX_BODY_LENGTH
from surveys.reading.reports import TeamReport
from surveys.texts import Texts, escape_markdown

FAULT = "event_fault"


def marks(report: TeamReport, noted: FollowUp, texts: Texts) -> dict[str, tuple[Mark, ...]]:
    """Return the flags of each trend, by question: all events, and the agreements about it.

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
    _, language = reports.run.texts.gettext, reports.run.texts.language
    st.subheader(_("What we agreed"), anchor=False)
    topics = {trend.indicator.id: trend.indicator.name[language] for trend in report.trends}
    if (loop := reports.loop(report.unit)) is not None:
        asked = _("Was something done with the last results?")
        answered = escape_markdown(loop.in_words(reports.run.texts))
        st.markdown("  \n".join((f"**{asked}**", aside(answered))))
    now = [a for a in noted.agreements if a.ended_on is None]
    if not now:
        st.caption(_("Nothing yet. Talk about the results, choose one thing, and note it here."))
    for agreement in reversed(now):
        with st.container(border=True):
            about = topics.get(agreement.indicator or "")
            if about:
                st.caption(about)
            st.text(agreement.text)
            st.caption(agreement.in_words(language))
            if _may_note(reports):
                st.button(
                    _("This has ended"),
                    key=f"end_{agreement.id.hex}",
                    on_click=end_agreement,
                    args=(reports.run.installation, reports.who, agreement.id, reports.run.today),
                )
    if over := [a for a in reversed(noted.agreements) if a.ended_on is not None]:
        with st.expander(_("Earlier agreements")):
            for agreement in over:
                words = escape_markdown(agreement.text), agreement.in_words(language)
                st.markdown("  \n".join((words[0], aside(words[1]))))
    earlier_talks(reports, report, noted)
    if _may_note(reports):
        with st.expander(_("Note an event"), icon=":material/event:"):
            _event_form(reports, report)


def _may_note(reports: Reports) -> bool:
    return may_note(reports.who, tuple(reports.who.managed_units))


def _event_form(reports: Reports, report: TeamReport) -> None:
    _ = reports.run.texts.gettext
    with st.form("event", border=False, enter_to_submit=False):
        st.text_input(
            _("What happened?"),
            max_chars=MAX_BODY_LENGTH,
            key="happened",
            placeholder=_("For example: moved to another building"),
        )
        st.date_input(
            _("On"), value=reports.run.today, format=reports.run.texts.day_format, key="happened_on"
        )
        st.form_submit_button(
            _("Note the event"), on_click=once, args=("event", _note_event, reports, report.unit)
        )
    if (fault := st.session_state.pop(FAULT, None)) is not None:
        show_error(fault, reports.run.texts, icon=":material/edit:")


def _note_event(reports: Reports, unit: UUID) -> None:
    """Note what the form contains; keep it there when it is wrong."""
    state = st.session_state
    try:
        note_event(
            reports.run.installation, reports.who, unit, state["happened"], state["happened_on"]
        )
    except FollowUpError as error:
        state[FAULT] = error
    else:
        state["happened"] = ""
