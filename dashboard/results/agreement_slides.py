"""What a team agrees on at the end of its meeting, saved with the talk."""

from uuid import UUID

import streamlit as st

from dashboard import wording
from dashboard.once import once
from dashboard.results import agreement_fields as fields
from dashboard.results.kept import support_line
from dashboard.results.reports import Reports
from dashboard.results.talk_outcome import outcome_field
from dashboard.wording import show_error
from surveys.follow_up import (
    Agreement,
    Draft,
    FollowUp,
    FollowUpError,
    may_note,
    note_talk,
    withdraw_talk,
)
from surveys.follow_up.agreement import LOOK_BACK
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts, escape_markdown

KEY = "talk"
TEXT, DETAILS, ABOUT, REVIEW = f"{KEY}_text", f"{KEY}_details", f"{KEY}_about", f"{KEY}_review"
TEMPLATE = f"{KEY}_template"
"""The keys of the fields for a new agreement."""

FAULT = "talk_fault"


def one_agreement(
    reports: Reports, report: TeamReport, noted: FollowUp, about: str | None, text: str
) -> None:
    """Let the team write one agreement, which is saved with the talk; or show what was saved.

    `about` is the indicator it is probably about, `text` what to begin with. The meeting ends with
    whom people can talk to; beside the form there is no room, so that it follows once it is saved.
    """
    if report.latest is None:
        return
    wave = report.latest.id
    if any(talk.wave == wave for talk in noted.talks):
        _saved(reports, report.unit, wave, noted)
    elif _may_note(reports):
        _form(reports, report, wave, about, text)
        return
    with st.container(key="contacts"):
        support_line(reports.run, report.unit)


def _form(reports: Reports, report: TeamReport, wave: UUID, about: str | None, text: str) -> None:
    texts = reports.run.texts
    _, today, state = texts.gettext, reports.run.today, st.session_state
    topics = fields.topics_of(report, texts)
    state.setdefault(TEXT, text)
    state.setdefault(ABOUT, about if about in topics else None)
    state.setdefault(REVIEW, today + LOOK_BACK)
    # Shares of the width: letters grow with the screen, pixels would not.
    begin, words = st.columns([1, 2], vertical_alignment="bottom")
    with begin:
        fields.template_choice(KEY, topics, texts)
    with words:
        fields.text_field(KEY, _("From now on we …"), texts)
    about_what, look_back, more = st.columns(3, vertical_alignment="bottom")
    with about_what:
        st.selectbox(
            _("What is it about?"),
            [None, *topics],
            format_func=lambda topic: topics[topic] if topic else _("In general"),
            key=ABOUT,
            persist_state="page",
        )
    with look_back:
        st.date_input(
            _("We look back"),
            min_value=today,
            format=texts.day_format,
            key=REVIEW,
            persist_state="page",
        )
    # Behind a button: a slide has no room for more lines.
    with more, st.popover(_("More about it"), icon=":material/notes:", width="content"):
        fields.details_field(KEY, texts)
        fields.signature(fields.chosen_template(KEY), texts)
    with st.container(horizontal=True):
        save, skip = _("Save it, and close the talk"), _("Close the talk without an agreement")
        pressed = (reports, report.unit, wave)
        st.button(
            wording.on_primary(save),
            key="talk_save",
            type="primary",
            on_click=once,
            args=("talk", _save, *pressed, True),
        )
        st.button(
            skip,
            key="talk_close",
            type="tertiary",
            on_click=once,
            args=("talk", _save, *pressed, False),
        )
    _tell_fault(texts)
    st.caption(_("Your team and HR can read what you write down here. No names of people."))


def _save(reports: Reports, unit: UUID, wave: UUID, with_agreement: bool) -> None:
    """Note a talk of today; keep what was typed when that is refused."""
    state, today = st.session_state, reports.run.today
    draft = None
    if with_agreement:
        draft = Draft(
            state[TEXT],
            state[ABOUT],
            today,
            state[REVIEW] or today + LOOK_BACK,
            state.get(DETAILS) or "",
            template=fields.chosen_template(KEY),
        )
    try:
        note_talk(reports.run.installation, reports.who, unit, wave, today, draft)
    except FollowUpError as fault:
        state[FAULT] = fault
    else:
        for field in (TEXT, DETAILS, ABOUT, REVIEW, TEMPLATE):
            state.pop(field, None)


def _saved(reports: Reports, unit: UUID, wave: UUID, noted: FollowUp) -> None:
    texts = reports.run.texts
    _, talk = texts.gettext, next(talk for talk in noted.talks if talk.wave == wave)
    day = _("You talked about these results on {day}.").format(day=texts.date(talk.held_on))
    saved = [agreement for agreement in noted.agreements if agreement.wave == wave]
    told = [f"**{escape_markdown(agreement.text)}**" for agreement in saved]
    told.append(wording.aside(" ".join([day, *(a.in_words(texts.language) for a in saved)])))
    if not saved:
        told.append(_("An agreement can still be noted, on the page of the unit."))
    with st.container(border=True):
        st.markdown("\n\n".join(told))
    if not _may_note(reports):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        outcome_field(reports, unit, talk)
        st.button(
            _("Take it back"),
            key="talk_withdraw",
            icon=":material/undo:",
            help=_("The talk, and an agreement that was saved with it, are deleted again."),
            on_click=once,
            args=("withdraw", _withdraw, reports, unit, wave, saved),
        )


def _withdraw(reports: Reports, unit: UUID, wave: UUID, saved: list[Agreement]) -> None:
    """Take a talk back; what was agreed is in the form again, to be corrected."""
    withdraw_talk(reports.run.installation, reports.who, unit, wave)
    for agreement in saved:
        if agreement.outcome is None:
            st.session_state[TEXT] = agreement.text
            st.session_state[ABOUT] = agreement.indicator
            st.session_state[REVIEW] = agreement.review_on
            st.session_state[DETAILS] = agreement.details


def _may_note(reports: Reports) -> bool:
    return may_note(reports.who, tuple(reports.who.managed_units))


def _tell_fault(texts: Texts) -> None:
    if (fault := st.session_state.pop(FAULT, None)) is not None:
        show_error(fault, texts, icon=":material/edit:")
