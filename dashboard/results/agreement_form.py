"""The forms to note an agreement of a unit and to correct it, on its page."""

from dataclasses import asdict
from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results import agreement_fields as fields
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.access import ReadableUnit
from surveys.follow_up import (
    Agreement,
    FollowUpError,
    correct_agreement,
    may_note,
    note_agreement,
)
from surveys.follow_up.agreement import MAX_BODY_LENGTH
from surveys.reading.team_report import TeamReport

KEY = "agreed"
"""What the keys of the fields of the form at the top of a page begin with."""


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


def agreement_form(reports: Reports, report: TeamReport, key: str = KEY) -> None:
    """Show the form; what it contains stays when it is wrong.

    `key` tells two forms of one page apart.
    """
    texts, today = reports.run.texts, reports.run.today
    _ = texts.gettext
    topics = fields.topics_of(report, texts)
    fields.template_choice(key, topics, texts)
    fields.signature(fields.chosen_template(key), texts)
    with st.form(f"{key}_form", border=False, enter_to_submit=False):
        fields.text_field(key, _("What do you agree on?"), texts)
        fields.details_field(key, texts)
        fields.other_fields(key, topics, today, texts)
        st.form_submit_button(
            _("Note the agreement"),
            on_click=once,
            args=(key, _note, reports, report.unit, key),
        )
    _tell_fault(reports, f"{key}_fault")


def fill(key: str, text: str, indicator: str | None) -> None:
    """Fill a form with what to agree on, and about which indicator, before it is shown."""
    st.session_state[f"{key}_text"] = text[:MAX_BODY_LENGTH]
    st.session_state[f"{key}_about"] = indicator


def was_noted(key: str) -> bool:
    """Return, once, whether the agreement in a form has been noted."""
    return bool(st.session_state.pop(f"{key}_noted", False))


def _note(reports: Reports, unit: UUID, key: str) -> None:
    state, today = st.session_state, reports.run.today
    written = asdict(fields.draft(key, today))
    try:
        note_agreement(
            reports.run.installation,
            reports.who,
            unit,
            written.pop("text"),
            **written,
            noted_on=today,
        )
    except FollowUpError as fault:
        state[f"{key}_fault"] = fault
    else:
        state[f"{key}_text"] = state[f"{key}_details"] = ""
        state[f"{key}_template"] = None
        state[f"{key}_noted"] = True


def correction(reports: Reports, report: TeamReport, agreement: Agreement) -> None:
    """Show the form to correct an agreement, behind a button."""
    texts, key = reports.run.texts, f"correct_{agreement.id.hex}"
    _ = texts.gettext
    with st.popover(
        _("Correct"), icon=":material/edit:", key=f"{key}_open", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        topics = fields.topics_of(report, texts)
        fields.begin_with(key, agreement, topics)
        with st.form(key, border=False, enter_to_submit=False):
            fields.text_field(key, _("What do you agree on?"), texts)
            fields.details_field(key, texts)
            fields.other_fields(key, topics, reports.run.today, texts)
            st.caption(_("The audit trail keeps what it was."))
            st.form_submit_button(
                _("Save"), on_click=once, args=(key, _correct, reports, agreement, key)
            )
        _tell_fault(reports, f"{key}_fault")


def _correct(reports: Reports, agreement: Agreement, key: str) -> None:
    state, today = st.session_state, reports.run.today
    try:
        correct_agreement(
            reports.run.installation,
            reports.who,
            agreement.id,
            fields.draft(key, today, agreement.template),
            today,
        )
    except FollowUpError as fault:
        state[f"{key}_fault"] = fault
    else:
        state[f"{key}_open"] = False


def _tell_fault(reports: Reports, key: str) -> None:
    if (fault := st.session_state.pop(key, None)) is not None:
        show_error(fault, reports.run.texts, icon=":material/edit:")
