"""You said, we did: two sentences of the leader on the page of a unit, and the form for them."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import aside, markdown_block, show_error, wave_name
from surveys.follow_up import (
    FollowUp,
    FollowUpError,
    Reply,
    may_note,
    note_reply,
    withdraw_reply,
)
from surveys.follow_up.agreement import MAX_REPLY_LENGTH
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.texts import Texts, escape_markdown

SAID, DID, FAULT = "reply_said", "reply_did", "reply_fault"


def reply_card(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show the newest two sentences; who may note things can write those about the newest wave.

    Readers who may not note anything see nothing where nothing was noted.
    """
    texts, latest = reports.run.texts, report.latest
    if latest is None:
        return
    _, may = texts.gettext, may_note(reports.who, tuple(reports.who.managed_units))
    found = newest(report, noted)
    if found is None and not may:
        return
    with st.container(border=True, key="reply"):
        name = _("You said, we did")
        title = f"**{name}**"
        if found is not None:
            wave, reply = found
            about = aside(escape_markdown(wave_name(wave, texts)))
            markdown_block(f"{title} {about}", *in_words(reply, texts))
        else:
            markdown_block(title)
        if may:
            _form(reports, report.unit, latest, noted)


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


def _form(reports: Reports, unit: UUID, latest: WaveOfUnit, noted: FollowUp) -> None:
    _, state = reports.run.texts.gettext, st.session_state
    now = next((reply for reply in noted.replies if reply.wave == latest.id), None)
    label = _("Write two sentences") if now is None else _("Correct")
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
