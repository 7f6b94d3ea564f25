"""Talks of a unit about its results: a list, a button to note one, and a notice of missing ones."""

from uuid import UUID

import streamlit as st

from dashboard.once import once
from dashboard.results.reports import Reports
from dashboard.wording import show_error, wave_name
from surveys.follow_up import FollowUp, FollowUpError, may_note, note_talk, notices, passed_without
from surveys.reading.reports import TeamReport
from surveys.texts import escape_markdown


def talks_of_unit(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show the talks of a unit; its manager can note one about the latest results."""
    if report.latest is None:
        return
    texts, latest = reports.run.texts, report.latest
    _ = texts.gettext
    held = {talk.wave: talk.held_on for talk in noted.talks}
    names = {wave.id: escape_markdown(wave_name(wave, texts)) for wave in report.waves}
    if may_note(reports.who, tuple(reports.who.managed_units)) and latest.id not in held:
        st.button(
            _("We talked about this"),
            icon=":material/forum:",
            key="talked",
            on_click=once,
            args=("talk", _note, reports, report.unit, latest.id),
            help=_("Notes that you talked about {wave}, today.").format(wave=names[latest.id]),
        )
        if (fault := st.session_state.pop("talk_fault", None)) is not None:
            show_error(fault, texts, icon=":material/edit:")
    if latest.id in held:
        day = texts.date(held[latest.id])
        st.markdown(_("You talked about these results on {day}.").format(day=day))
    earlier = [
        f"{names[talk.wave]}: {texts.date(talk.held_on)}"
        for talk in reversed(noted.talks)
        if talk.wave in names and talk.wave != latest.id
    ]
    if earlier:
        with st.expander(_("Earlier talks")):
            st.markdown("\n".join(f"- {line}" for line in earlier))


def missing_talk_notice(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show the manager of a unit and HR that two published waves passed without a talk."""
    _, run = reports.run.texts.gettext, reports.run
    if not passed_without(report.waves, noted.talks, run.today):
        return
    missed = notices(reports.reading, run.today)
    if report.unit in {without.unit for without in missed}:
        st.info(
            _(
                "The last two waves passed without a talk noted here. Talk about the results with "
                "the team; if you did, note it under *What we agreed*."
            ),
            icon=":material/forum:",
        )


def _note(reports: Reports, unit: UUID, wave: UUID) -> None:
    """Note a talk of today; results may have been deleted since the page was drawn."""
    try:
        note_talk(reports.run.installation, reports.who, unit, wave, reports.run.today)
    except FollowUpError as fault:
        st.session_state["talk_fault"] = fault
