"""Events of a unit: all of them in full, and the forms to note, correct and remove them."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import (
    Event,
    FollowUp,
    FollowUpError,
    correct_event,
    may_note,
    note_event,
    remove_event,
)
from surveys.follow_up.agreement import MAX_BODY_LENGTH, may_correct
from surveys.reading.team_report import TeamReport

FAULT = "event_fault"


def events(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show what happened in a unit and above it, newest first; who may note can add to it."""
    texts, today = reports.run.texts, reports.run.today
    _ = texts.gettext
    may = may_note(reports.who, tuple(reports.who.managed_units))
    new = [
        event
        for event in noted.events
        if may and event.unit == report.unit and may_correct(event.noted_on, today)
    ]
    if noted.events:
        with st.expander(_("Events"), expanded=bool(new)):
            for event in reversed(noted.events):
                with st.container(
                    horizontal=True,
                    horizontal_alignment="distribute",
                    vertical_alignment="center",
                ):
                    st.text(f"{texts.date(event.happened_on)}: {event.text}", width="stretch")
                    if event in new:
                        _correction(reports, event)
    if may:
        with st.expander(_("Note an event"), icon=":material/event:"):
            _form(reports, report.unit)


def _form(reports: Reports, unit: UUID) -> None:
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
            _("Note the event"), on_click=once, args=("event", _note, reports, unit)
        )
    _tell_fault(reports, FAULT)


def _note(reports: Reports, unit: UUID) -> None:
    """Note what the form contains; keep it there when it is wrong."""
    state, today = st.session_state, reports.run.today
    text, day = state["happened"], state["happened_on"] or today
    try:
        note_event(reports.run.installation, reports.who, unit, text, day, noted_on=today)
    except FollowUpError as error:
        state[FAULT] = error
    else:
        state["happened"] = ""


def _correction(reports: Reports, event: Event) -> None:
    """Show the form to correct or remove an event, behind a button."""
    texts, state = reports.run.texts, st.session_state
    _, key = texts.gettext, f"event_{event.id.hex}"
    with st.popover(
        _("Correct"), icon=":material/edit:", key=f"{key}_open", on_change="rerun", width="content"
    ) as opened:
        if not opened.open:
            return
        state.setdefault(f"{key}_text", event.text)
        state.setdefault(f"{key}_on", event.happened_on)
        with st.form(key, border=False, enter_to_submit=False):
            st.text_input(_("What happened?"), max_chars=MAX_BODY_LENGTH, key=f"{key}_text")
            st.date_input(_("On"), format=texts.day_format, key=f"{key}_on")
            st.caption(_("The audit trail keeps what it was."))
            st.form_submit_button(
                _("Save"), on_click=once, args=(key, _correct, reports, event, key)
            )
        st.button(
            _("Remove the event"),
            icon=":material/delete:",
            key=f"{key}_remove",
            on_click=once,
            args=(f"{key}_remove", _remove, reports, event, key),
        )
        _tell_fault(reports, f"{key}_fault")


def _correct(reports: Reports, event: Event, key: str) -> None:
    state, run = st.session_state, reports.run
    day = state[f"{key}_on"] or event.happened_on
    try:
        correct_event(run.installation, reports.who, event.id, state[f"{key}_text"], day, run.today)
    except FollowUpError as fault:
        state[f"{key}_fault"] = fault
    else:
        state[f"{key}_open"] = False


def _remove(reports: Reports, event: Event, key: str) -> None:
    try:
        remove_event(reports.run.installation, reports.who, event.id, reports.run.today)
    except FollowUpError as fault:
        st.session_state[f"{key}_fault"] = fault


def _tell_fault(reports: Reports, key: str) -> None:
    if (fault := st.session_state.pop(key, None)) is not None:
        show_error(fault, reports.run.texts, icon=":material/edit:")
