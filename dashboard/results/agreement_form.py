"""The form to note an agreement of a unit, on its page."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.access import ReadableUnit
from surveys.follow_up import FollowUpError, may_note, note_agreement
from surveys.follow_up.follow_up import LOOK_BACK, MAX_BODY_LENGTH
from surveys.reading.reports import TeamReport

FAULT = "agreement_fault"


def agreement_button(reports: Reports, unit: ReadableUnit) -> None:
    """Show the button at the top of a page that opens the form, to those who may note things."""
    if not may_note(reports.who, tuple(reports.who.managed_units)):
        return
    label = reports.run.texts.gettext("Note an agreement")
    with st.popover(
        label, type="tertiary", icon=":material/handshake:", key="agree", on_change="rerun"
    ) as opened:
        if opened.open:
            agreement_form(reports, reports.team(unit.id, unit.name))


def agreement_form(reports: Reports, report: TeamReport) -> None:
    """Show the form; what it contains stays when it is wrong."""
    texts, today = reports.run.texts, reports.run.today
    _ = texts.gettext
    topics = {one.indicator.id: one.indicator.name[texts.language] for one in report.trends}
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
        st.date_input(_("From"), value=today, format=texts.day_format, key="agreed_from")
        later = today + LOOK_BACK
        st.date_input(_("Look back on"), value=later, format=texts.day_format, key="agreed_until")
        st.form_submit_button(
            _("Note the agreement"),
            on_click=once,
            args=("agreement", _note, reports, report.unit),
        )
    if (fault := st.session_state.pop(FAULT, None)) is not None:
        show_error(fault, texts, icon=":material/edit:")


def _note(reports: Reports, unit: UUID) -> None:
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
    except FollowUpError as fault:
        state[FAULT] = fault
    else:
        state["agreed"] = ""
