"""A look back at an agreement: kept, changed or stopped, and one line of what it brought."""

from uuid import UUID

import streamlit as st

from dashboard.results.reports import Reports
from surveys.follow_up import OUTCOMES, Agreement, may_note, review_agreement
from surveys.follow_up.agreement import MAX_BODY_LENGTH


def review(reports: Reports, agreement: Agreement) -> None:
    """Let the team decide whether it keeps, changes or stops an agreement."""
    _, state = reports.run.texts.gettext, st.session_state
    words = {"keep": _("Keep it"), "change": _("Change it"), "stop": _("Stop")}
    key, line = f"review_{agreement.id.hex}", f"learned_{agreement.id.hex}"
    may = may_note(reports.who, tuple(reports.who.managed_units))
    state[key] = agreement.outcome
    st.pills(
        _("Did we do it? Does it help?"),
        OUTCOMES,
        format_func=words.__getitem__,
        key=key,
        on_change=_review,
        args=(reports, agreement.id, key, line),
        label_visibility="collapsed",
        disabled=not may,
        wrap=True,
    )
    if agreement.outcome is None:
        return
    state[line] = agreement.learned or ""
    st.text_input(
        _("What did it bring? In one line"),
        max_chars=MAX_BODY_LENGTH,
        key=line,
        on_change=_review,
        args=(reports, agreement.id, key, line),
        disabled=not may,
    )


def _review(reports: Reports, agreement: UUID, key: str, line: str) -> None:
    state, run = st.session_state, reports.run
    learned = state.get(line) or ""
    review_agreement(run.installation, reports.who, agreement, state[key], run.today, learned)
