"""One button with which HR reminds the leaders of units that lack something, once for each wave."""

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import FollowUpError, Reminder


def leader_reminder(reports: Reports, reminder: Reminder, label: str, key: str) -> None:
    """Let HR remind the leaders, or say that this is done; `key` tells two reminders apart."""
    _, texts = reports.run.texts.gettext, reports.run.texts
    if (fault := st.session_state.pop(_fault(key), None)) is not None:
        show_error(fault, texts)
    if reminder.is_asked_for(reports.reading.session):
        st.markdown(
            _(
                "Their leaders are reminded: one message each, for this wave, on the next working "
                "day at the latest."
            )
        )
        return
    st.button(
        label,
        icon=":material/mail:",
        key=key,
        on_click=once,
        args=(key, _ask, reports, reminder, key),
        help=_("One message to each leader, once for each wave. It names their units only."),
    )


def _ask(reports: Reports, reminder: Reminder, key: str) -> None:
    try:
        reminder.ask(reports.run.installation, reports.who, reports.run.today)
    except FollowUpError as fault:
        st.session_state[_fault(key)] = fault


def _fault(key: str) -> str:
    return f"{key}_fault"
