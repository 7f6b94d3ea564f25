"""The next wave waits for talks: what HR and leaders read of it, and why there is no talk."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error
from surveys.follow_up import (
    AwaitedTalks,
    FollowUpError,
    note_reason,
    note_reason_for_all,
    read_awaited_talks,
    withdraw_reason,
)
from surveys.follow_up.agreement import MAX_BODY_LENGTH
from surveys.texts import escape_markdown

ALL, FAULT_OF_ALL, FAULT = "reason_for_all", "reason_for_all_fault", "reason_fault"

PAGE_SIZE = 50
"""Units on one page of a list."""


def wave_waits(reports: Reports) -> None:
    """Show HR which talks the next wave waits for, with one reason for all units without one.

    Nothing is shown where no wave is planned or the next one does not wait.
    """
    texts, state = reports.run.texts, st.session_state
    _ = texts.gettext
    if (fault := state.pop(FAULT_OF_ALL, None)) is not None:
        show_error(fault, texts, icon=":material/edit:")
    awaited = read_awaited_talks(reports.reading.session)
    if awaited is None or (waits := _in_words(reports, awaited)) is None:
        return
    so_far = texts.ngettext(
        "So far {noted} of {n} unit has.",
        "So far {noted} of {n} units have.",
        awaited.units,
        noted=str(awaited.noted),
    )
    st.markdown(f":orange[:material/hourglass_top:] {waits} {so_far}")
    label = texts.ngettext(
        "{n} unit without a talk or a reason",
        "{n} units without a talk or a reason",
        len(awaited.missing),
    )
    with st.expander(label, key="awaited_talks", on_change="rerun") as opened:
        if opened.open:
            _list(awaited)
            st.text_input(
                _("Why there is no talk, in one line"),
                max_chars=MAX_BODY_LENGTH,
                key=ALL,
                placeholder=_("For example: the summer break lay in between"),
            )
            st.button(
                _("Note this reason for all of them"),
                icon=":material/done_all:",
                key="note_reason_for_all",
                on_click=once,
                args=("reason_for_all", _note_for_all, reports),
                help=_("The teams read it on their pages; the next wave then opens as planned."),
            )


def waits_in_words(reports: Reports, unit: UUID) -> str | None:
    """Return that the next wave waits for talks, this unit's among them; None where it does not."""
    coming = reports.coming()
    if not coming or coming[0].is_open:
        return None
    awaited = read_awaited_talks(reports.reading.session)
    if awaited is None or not awaited.lacks(unit):
        return None
    said = _in_words(reports, awaited)
    return None if said is None else f":orange[:material/hourglass_top:] {said}"


def no_talk(reports: Reports, unit: UUID, wave: UUID, reason: str | None) -> None:
    """Let people who note things for a unit say why it does not talk about a wave, or correct it.

    `reason` is what was noted before.
    """
    _, state = reports.run.texts.gettext, st.session_state
    label = _("No talk this time") if reason is None else _("Correct")
    with st.popover(label, icon=":material/edit:", key="reason_open", on_change="rerun") as opened:
        if not opened.open:
            return
        key = f"reason_{unit.hex}_{wave.hex}"
        state.setdefault(key, reason or "")
        with st.form("reason_form", border=False):
            st.text_input(
                _("Why there is no talk, in one line"),
                max_chars=MAX_BODY_LENGTH,
                key=key,
                help=_("Your team and HR can read what you write down here. No names of people."),
            )
            st.form_submit_button(
                _("Save"),
                key="reason_save",
                on_click=once,
                args=("reason", _note, reports, unit, wave, key),
            )
        if reason is not None:
            st.button(
                _("Take it back"),
                key="reason_withdraw",
                icon=":material/undo:",
                on_click=once,
                args=("reason_withdraw", _withdraw, reports, unit, wave),
            )
        if (fault := state.pop(FAULT, None)) is not None:
            show_error(fault, reports.run.texts, icon=":material/edit:")


def _list(awaited: AwaitedTalks) -> None:
    """Show the names of the units without a talk and a reason, page by page."""
    pages = -(-len(awaited.missing) // PAGE_SIZE)
    page = st.pagination(pages, key="awaited_page") if pages > 1 else 1
    shown = awaited.missing[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    st.markdown("\n".join(f"- {escape_markdown(one.name)}" for one in shown))


def _in_words(reports: Reports, awaited: AwaitedTalks) -> str | None:
    """Return that a wave waits; None where the programme does not run or plans none."""
    coming = next((wave for wave in reports.coming() if wave.number == awaited.number), None)
    if coming is None:
        return None
    return awaited.in_words(reports.run.texts.language, coming.opens_on, reports.run.today)


def _note_for_all(reports: Reports) -> None:
    state = st.session_state
    try:
        note_reason_for_all(reports.run.installation, reports.who, state[ALL], reports.run.today)
    except FollowUpError as fault:
        state[FAULT_OF_ALL] = fault


def _note(reports: Reports, unit: UUID, wave: UUID, key: str) -> None:
    state, run = st.session_state, reports.run
    try:
        note_reason(run.installation, reports.who, unit, wave, state[key], run.today)
    except FollowUpError as fault:
        state[FAULT] = fault
    else:
        state["reason_open"] = False


def _withdraw(reports: Reports, unit: UUID, wave: UUID) -> None:
    withdraw_reason(reports.run.installation, reports.who, unit, wave)
    st.session_state["reason_open"] = False
