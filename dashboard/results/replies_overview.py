"""For HR: which units have no two sentences on the newest wave yet, and one reminder."""

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import (
    FollowUpError,
    remind_of_replies,
    replies_are_asked_for,
    without_reply,
)
from surveys.texts import escape_markdown

FAULT = "replies_fault"


def replies_missing(reports: Reports) -> None:
    """Show the units without a reply to the newest wave, and a reminder for their leaders."""
    texts, state = reports.run.texts, st.session_state
    _ = texts.gettext
    missing = without_reply(reports.reading, reports.run.today)
    if not missing:
        return
    label = texts.ngettext(
        "In {n} unit nothing is noted of what was done with the last results.",
        "In {n} units nothing is noted of what was done with the last results.",
        len(missing),
    )
    with st.expander(label, key="without_reply", on_change="rerun") as opened:
        if opened.open:
            st.markdown("\n".join(f"- {escape_markdown(one.name)}" for one in missing))
    if (fault := state.pop(FAULT, None)) is not None:
        show_error(fault, texts)
    if replies_are_asked_for(reports.reading.session):
        st.markdown(
            _(
                "Their leaders are reminded: one message each, for this wave, on the next working "
                "day at the latest."
            )
        )
        return
    st.button(
        _("Remind these leaders"),
        icon=":material/mail:",
        key="remind_of_replies",
        on_click=once,
        args=("remind_of_replies", _remind, reports),
        help=_("One message to each leader, once for each wave. It names their units only."),
    )


def _remind(reports: Reports) -> None:
    try:
        remind_of_replies(reports.run.installation, reports.who, reports.run.today)
    except FollowUpError as fault:
        st.session_state[FAULT] = fault
