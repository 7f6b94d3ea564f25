"""The outcome of a talk, in one line: noted and corrected where it is shown."""

from uuid import UUID

import streamlit as st

from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import FollowUpError, Talk, note_outcome
from surveys.follow_up.agreement import MAX_BODY_LENGTH

FAULT = "talk_outcome_fault"


def outcome_field(reports: Reports, unit: UUID, talk: Talk) -> None:
    """Show the field for the outcome of a talk; what is typed there is kept at once."""
    _ = reports.run.texts.gettext
    key = f"talk_outcome_{unit.hex}_{talk.wave.hex}"
    if key not in st.session_state:
        st.session_state[key] = talk.outcome or ""
    st.text_input(
        _("Where did it lead? In one line"),
        max_chars=MAX_BODY_LENGTH,
        key=key,
        placeholder=_("For example: we know what weighs; the planning comes first"),
        help=_("Your team and HR can read what you write down here. No names of people."),
        on_change=_note,
        args=(reports, unit, talk.wave, key),
    )
    if (fault := st.session_state.pop(FAULT, None)) is not None:
        show_error(fault, reports.run.texts, icon=":material/edit:")


def _note(reports: Reports, unit: UUID, wave: UUID, key: str) -> None:
    """Note the line; the talk may have been taken back since the page was drawn."""
    try:
        note_outcome(reports.run.installation, reports.who, unit, wave, st.session_state[key])
    except FollowUpError as fault:
        st.session_state[FAULT] = fault
