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

FORM = "agreed"
"""The name of the form at the top of the page."""


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


def agreement_form(reports: Reports, report: TeamReport, name: str = FORM) -> None:
    """Show the form; what it contains stays when it is wrong.

    `name` tells two forms of one page apart.
    """
    texts, today = reports.run.texts, reports.run.today
    _ = texts.gettext
    topics = {one.indicator.id: one.indicator.name[texts.language] for one in report.trends}
    with st.form(f"{name}_form", border=False, enter_to_submit=False):
        st.text_input(
            _("What do you agree on?"),
            max_chars=MAX_BODY_LENGTH,
            key=name,
            placeholder=_("For example: no messages after six that expect an answer"),
        )
        st.selectbox(
            _("What is it about?"),
            [None, *topics],
            format_func=lambda topic: topics[topic] if topic else _("In general"),
            key=f"{name}_about",
        )
        st.date_input(_("From"), value=today, format=texts.day_format, key=f"{name}_from")
        later = today + LOOK_BACK
        st.date_input(_("Look back on"), value=later, format=texts.day_format, key=f"{name}_until")
        st.form_submit_button(
            _("Note the agreement"),
            on_click=once,
            args=(name, _note, reports, report.unit, name),
        )
    if (fault := st.session_state.pop(f"{name}_fault", None)) is not None:
        show_error(fault, texts, icon=":material/edit:")


def fill(name: str, text: str, indicator: str) -> None:
    """Fill a form with what to agree on, and about which indicator, before it is shown."""
    st.session_state[name] = text[:MAX_BODY_LENGTH]
    st.session_state[f"{name}_about"] = indicator


def was_noted(name: str) -> bool:
    """Return, once, whether the agreement in a form has been noted."""
    return bool(st.session_state.pop(f"{name}_noted", False))


def _note(reports: Reports, unit: UUID, name: str) -> None:
    state = st.session_state
    try:
        note_agreement(
            reports.run.installation,
            reports.who,
            unit,
            state[name],
            indicator=state[f"{name}_about"],
            starts_on=state[f"{name}_from"],
            review_on=state[f"{name}_until"],
        )
    except FollowUpError as fault:
        state[f"{name}_fault"] = fault
    else:
        state[name] = ""
        state[f"{name}_noted"] = True
