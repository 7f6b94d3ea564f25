"""Follow-up on results: agreements and events of a unit, and the forms to note them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import streamlit as st

from dashboard.charts.annotations import Mark
from dashboard.charts.trend import marks_shown
from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.results.talk_view import talks_of_unit
from dashboard.wording import show_error
from surveys.follow_up import (
    FollowUp,
    FollowUpError,
    end_agreement,
    may_note,
    note_agreement,
    note_event,
)
from surveys.follow_up.follow_up import MAX_BODY_LENGTH
from surveys.reading.reports import TeamReport
from surveys.texts import Texts

LOOK_BACK = timedelta(weeks=8)
"""The default time after which a team looks back at an agreement."""


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
    """Show what a unit agreed on, and let its manager note and end agreements."""
    _, language = reports.run.texts.gettext, reports.run.texts.language
    talks_of_unit(reports, report, noted)
    st.subheader(_("What we agreed"), anchor=False)
    topics = {trend.indicator.id: trend.indicator.name[language] for trend in report.trends}
    now = [a for a in noted.agreements if a.ended_on is None]
    if not now:
        st.caption(_("Nothing yet. Talk about the results, choose one thing, and note it here."))
    for agreement in now:
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
    if _may_note(reports):
        with st.expander(_("Note an agreement"), icon=":material/handshake:"):
            _agreement_form(reports, report, topics)
        with st.expander(_("Note an event"), icon=":material/event:"):
            _event_form(reports, report)


def _may_note(reports: Reports) -> bool:
    return may_note(reports.who, tuple(reports.who.managed_units))


def _agreement_form(reports: Reports, report: TeamReport, topics: dict[str, str]) -> None:
    _, today = reports.run.texts.gettext, reports.run.today
    with st.form("agreement", border=False, enter_to_submit=False):
        st.text_input(
            _("What do you agree on?"),
            max_chars=MAX_BODY_LENGTH,
            key="agreed",
            placeholder=_("For example: no messages after six that expect an answer"),
        )
        st.selectbox(
            _("What is it about?"),
            [None, *topics],
            format_func=lambda topic: topics[topic] if topic else _("In general"),
            key="agreed_about",
        )
        st.date_input(_("From"), value=today, format="DD/MM/YYYY", key="agreed_from")
        later = today + LOOK_BACK
        st.date_input(_("Look back on"), value=later, format="DD/MM/YYYY", key="agreed_until")
        st.form_submit_button(
            _("Note the agreement"),
            on_click=once,
            args=("agreement", _note_agreement, reports, report.unit),
        )
    _tell_fault("agreement", reports.run.texts)


def _note_agreement(reports: Reports, unit: UUID) -> None:
    """Note what the form contains; keep it there when it is wrong."""
    state = st.session_state
    try:
        note_agreement(
            reports.run.installation,
            reports.who,
            unit,
            state["agreed"],
            indicator=state["agreed_about"],
            starts_on=state["agreed_from"],
            review_on=state["agreed_until"],
        )
    except FollowUpError as error:
        state["fault"] = ("agreement", error)
    else:
        state["agreed"] = ""


def _event_form(reports: Reports, report: TeamReport) -> None:
    _ = reports.run.texts.gettext
    with st.form("event", border=False, enter_to_submit=False):
        st.text_input(
            _("What happened?"),
            max_chars=MAX_BODY_LENGTH,
            key="happened",
            placeholder=_("For example: moved to another building"),
        )
        st.date_input(_("On"), value=reports.run.today, format="DD/MM/YYYY", key="happened_on")
        st.form_submit_button(
            _("Note the event"), on_click=once, args=("event", _note_event, reports, report.unit)
        )
    _tell_fault("event", reports.run.texts)


def _note_event(reports: Reports, unit: UUID) -> None:
    """Note what the form contains; keep it there when it is wrong."""
    state = st.session_state
    try:
        note_event(
            reports.run.installation, reports.who, unit, state["happened"], state["happened_on"]
        )
    except FollowUpError as error:
        state["fault"] = ("event", error)
    else:
        state["happened"] = ""


def _tell_fault(form: str, texts: Texts) -> None:
    """Show once the error of a form."""
    where, why = st.session_state.get("fault", (None, None))
    if where == form:
        del st.session_state["fault"]
        show_error(why, texts, icon=":material/edit:")
