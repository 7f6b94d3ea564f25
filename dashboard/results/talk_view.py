"""The talk of a unit about its newest results: whether it was held, what is next, corrections."""

from uuid import UUID

import streamlit as st

from dashboard import wording
from dashboard.navigation import page_link
from dashboard.once import once
from dashboard.results.awaited_talks_view import no_talk, waits_in_words
from dashboard.results.reply_view import reply_form, reply_told
from dashboard.results.reports import Reports
from dashboard.results.talk_outcome import outcome_field
from dashboard.wording import show_error, wave_name
from surveys.follow_up import (
    FollowUp,
    FollowUpError,
    Talk,
    may_note,
    move_talk,
    note_talk,
    notices,
    passed_without,
    withdraw_talk,
)
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import escape_markdown

FAULT = "talk_fault"


def talk_card(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show whether a unit talked about its newest results, what it agreed, and what was done.

    Its manager can note and correct that. Readers who may not note anything see what was noted,
    and nothing where nothing was.
    """
    latest, texts = report.latest, reports.run.texts
    if latest is None:
        return
    may, _ = may_note(reports.who, tuple(reports.who.managed_units)), texts.gettext
    held = next((talk for talk in noted.talks if talk.wave == latest.id), None)
    told = _told(reports, report, noted, held)
    if not may and not told:
        return
    reason = noted.reasons.get(latest.id) if held is None else None
    waits = waits_in_words(reports, report.unit) if may and held is None else None
    with st.container(border=True, key="talk"):
        words = told or [_("Talk about this together, and note it here.")]
        st.markdown("\n\n".join([*words, *([waits] if waits else [])]))
        if may:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _button(reports, report, latest, held)
                if waits is not None or reason is not None:
                    no_talk(reports, report.unit, latest.id, reason)
                reply_form(reports, report.unit, latest, noted)
        if may and held is not None and held.outcome is None:
            outcome_field(reports, report.unit, held)
        if (fault := st.session_state.pop(FAULT, None)) is not None:
            show_error(fault, texts, icon=":material/edit:")


def _told(reports: Reports, report: TeamReport, noted: FollowUp, held: Talk | None) -> list[str]:
    texts = reports.run.texts
    _, told = texts.gettext, []
    if held is not None:
        day = _("You talked about these results on {day}.").format(day=texts.date(held.held_on))
        told.append(f"{day} {escape_markdown(held.outcome or '')}".strip())
    elif report.latest is not None and (reason := noted.reasons.get(report.latest.id)):
        no_talk = _("No talk about these results: {reason}")
        told.append(no_talk.format(reason=escape_markdown(reason)))
    elif _is_missing(reports, report, noted):
        told.append(
            ":orange[:material/forum:] " + _("The last two waves passed without a talk noted here.")
        )
    for agreement in noted.agreements:
        if agreement.ended_on is None:
            text, when = escape_markdown(agreement.text), agreement.in_words(texts.language)
            agreed = _("Agreed")
            told.append(f"**{agreed}:** {text} {wording.aside(when)}")
    for unit, agreement in noted.above:
        holds = _("Agreed in {unit}").format(unit=escape_markdown(unit))
        told.append(f"**{holds}:** {escape_markdown(agreement.text)}")
    return told + reply_told(report, noted, texts)


def _is_missing(reports: Reports, report: TeamReport, noted: FollowUp) -> bool:
    """Return whether two published waves passed without a talk; for the manager and HR."""
    if not passed_without(report.waves, noted.talks, reports.run.today):
        return False
    missed = notices(reports.reading, reports.run.today)
    return report.unit in {without.unit for without in missed}


def _button(reports: Reports, report: TeamReport, latest: WaveOfUnit, held: Talk | None) -> None:
    texts = reports.run.texts
    _, name = texts.gettext, escape_markdown(wave_name(latest, texts))
    if held is None:
        page_link("talk", _("Prepare the talk"), icon=":material/forum:", unit=report.unit.hex)
        st.button(
            _("We talked about this"),
            icon=":material/forum:",
            key="talked",
            on_click=once,
            args=("talk", _note, reports, report.unit, latest.id),
            help=_("Notes that you talked about {wave}, today.").format(wave=name),
        )
    else:
        with st.popover(
            _("Correct"), icon=":material/edit:", key="talk_correct", on_change="rerun"
        ) as corrected:
            if corrected.open:
                _correction(reports, report.unit, latest, held)


def _correction(reports: Reports, unit: UUID, wave: WaveOfUnit, held: Talk) -> None:
    _, today, held_on = reports.run.texts.gettext, reports.run.today, held.held_on
    st.date_input(
        _("Day of the talk"),
        value=held_on,
        min_value=min(wave.closes_on, held_on),
        max_value=max(today, held_on),
        format=reports.run.texts.day_format,
        key="talk_day",
        on_change=_move,
        args=(reports, unit, wave.id),
    )
    if held.outcome is not None:
        outcome_field(reports, unit, held)
    st.button(
        _("Take it back"),
        icon=":material/undo:",
        key="talk_withdraw",
        help=_("The talk, and an agreement that was saved with it, are deleted again."),
        on_click=once,
        args=("withdraw", withdraw_talk, reports.run.installation, reports.who, unit, wave.id),
    )


def earlier_talks(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show the talks about waves before the newest one, newest first."""
    texts = reports.run.texts
    names = {wave.id: escape_markdown(wave_name(wave, texts)) for wave in report.waves[:-1]}
    earlier = [
        f"- {names[talk.wave]}: {texts.date(talk.held_on)}. {escape_markdown(talk.outcome or '')}"
        for talk in reversed(noted.talks)
        if talk.wave in names
    ]
    if earlier:
        with st.expander(texts.gettext("Earlier talks")):
            st.markdown("\n".join(earlier))


def _note(reports: Reports, unit: UUID, wave: UUID) -> None:
    """Note a talk of today; results may have been deleted since the page was drawn."""
    try:
        note_talk(reports.run.installation, reports.who, unit, wave, reports.run.today)
    except FollowUpError as fault:
        st.session_state[FAULT] = fault


def _move(reports: Reports, unit: UUID, wave: UUID) -> None:
    """Correct the day of a talk."""
    if (day := st.session_state["talk_day"]) is None:
        return
    try:
        move_talk(reports.run.installation, reports.who, unit, wave, day)
    except FollowUpError as fault:
        st.session_state[FAULT] = fault
