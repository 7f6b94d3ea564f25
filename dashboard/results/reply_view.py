"""You said, we did: two sentences of the leader, and the form for them in the card of the talk."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import aside, show_error, wave_name
from surveys.follow_up import (
    FollowUp,
    FollowUpError,
    Reply,
    note_reply,
    withdraw_reply,
)
from surveys.follow_up.agreement import MAX_REPLY_LENGTH
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts, escape_markdown

SAID, DID, FAULT = "reply_said", "reply_did", "reply_fault"


def reply_told(report: TeamReport, noted: FollowUp, texts: Texts) -> list[str]:
    """Return the newest two sentences in Markdown, with their wave; nothing without any."""
    found = newest(report, noted)
    if found is None:
        return []
    wave, reply = found
    name = texts.gettext("You said, we did")
    about = aside(escape_markdown(wave_name(wave, texts)))
    return [f"**{name}** {about}", *in_words(reply, texts)]


def newest(
    report: TeamReport, noted: FollowUp, *, before_latest: bool = False
) -> tuple[WaveOfUnit, Reply] | None:
    """Return the newest reply with its wave; with `before_latest` none about the newest wave."""
    by_wave = {reply.wave: reply for reply in noted.replies}
    waves = report.waves[:-1] if before_latest else report.waves
    return next(((wave, by_wave[wave.id]) for wave in reversed(waves) if wave.id in by_wave), None)


def in_words(reply: Reply, texts: Texts) -> list[str]:
    """Return both sentences in Markdown, as they were typed."""
    _ = texts.gettext
    said, did = _("You said:"), _("We did:")
    return [f"**{said}** {escape_markdown(reply.said)}", f"**{did}** {escape_markdown(reply.did)}"]


def reply_form(reports: Reports, unit: UUID, latest: WaveOfUnit, noted: FollowUp) -> None:
    """Show the button with the form for the two sentences about the newest wave."""
    _, state = reports.run.texts.gettext, st.session_state
    now = next((reply for reply in noted.replies if reply.wave == latest.id), None)
    label = _("You said, we did")
    with st.popover(label, icon=":material/edit:", key="reply_open", on_change="rerun") as opened:
        if not opened.open:
            return
        state.setdefault(SAID, now.said if now else "")
        state.setdefault(DID, now.did if now else "")
        with st.form("reply_form", border=False, enter_to_submit=False):
            st.text_area(_("You said"), max_chars=MAX_REPLY_LENGTH, key=SAID, height=96)
            st.text_area(
                _("We did"),
                max_chars=MAX_REPLY_LENGTH,
                key=DID,
                height=96,
                placeholder=_("Nothing yet, because …"),
            )
            st.caption(
                _(
                    "Everybody in the team reads this in the next invitation, on the answer page "
                    "and here. No names of people."
                )
            )
            st.form_submit_button(
                _("Save"), on_click=once, args=("reply", _note, reports, unit, latest.id)
            )
        if now is not None:
            st.button(
                _("Take it back"),
                key="reply_withdraw",
                icon=":material/undo:",
                on_click=once,
                args=("reply_withdraw", _withdraw, reports, unit, latest.id),
            )
        if (fault := state.pop(FAULT, None)) is not None:
            show_error(fault, reports.run.texts, icon=":material/edit:")


def _note(reports: Reports, unit: UUID, wave: UUID) -> None:
    state, run = st.session_state, reports.run
    try:
        note_reply(run.installation, reports.who, unit, wave, state[SAID], state[DID], run.today)
    except FollowUpError as fault:
        state[FAULT] = fault
    else:
        state["reply_open"] = False


def _withdraw(reports: Reports, unit: UUID, wave: UUID) -> None:
    withdraw_reply(reports.run.installation, reports.who, unit, wave)
    st.session_state["reply_open"] = False
