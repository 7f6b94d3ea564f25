"""Agreements of a unit, one card each: text, details, where it stands, and what may be done."""

from collections.abc import Mapping

import streamlit as st

from dashboard.results.agreement_fields import signature, topics_of
from dashboard.results.agreement_form import correction
from dashboard.results.agreement_review import review
from dashboard.results.reports import Reports
from dashboard.wording import aside
from surveys.follow_up import Agreement, FollowUp, end_agreement, may_note
from surveys.follow_up.agreement import Status, may_correct, named_lines
from surveys.reading.team_report import TeamReport
from surveys.texts import Texts, escape_markdown


def agreement_cards(reports: Reports, report: TeamReport, noted: FollowUp) -> None:
    """Show what a unit and the units above it agreed on, from new to old, and earlier ones."""
    texts, today = reports.run.texts, reports.run.today
    _, topics = texts.gettext, topics_of(report, texts)
    # What was ended today can still be decided otherwise, as in the meeting.
    now = [a for a in noted.agreements if a.ended_on is None or a.reviewed_on == today]
    if not now:
        st.caption(_("Nothing yet. Talk about the results, choose one thing, and note it here."))
    for agreement in reversed(now):
        _card(reports, report, agreement, topics)
    for unit, agreement in reversed(noted.above):
        with st.container(border=True):
            holds = _("Agreed in {unit}, and holds here too").format(unit=escape_markdown(unit))
            st.markdown(f":gray-badge[{holds}]")
            _words(agreement, topics, texts)
    if over := [a for a in reversed(noted.agreements) if a not in now]:
        with st.expander(_("Earlier agreements")):
            for agreement in over:
                _earlier(agreement, texts)


def _card(
    reports: Reports, report: TeamReport, agreement: Agreement, topics: Mapping[str, str]
) -> None:
    texts, today = reports.run.texts, reports.run.today
    _, key = texts.gettext, agreement.id.hex
    with st.container(border=True):
        st.markdown(_badge(agreement.status(today), texts))
        _words(agreement, topics, texts)
        if not may_note(reports.who, tuple(reports.who.managed_units)):
            return
        with st.container(horizontal=True):
            if agreement.starts_on <= today:
                label = _("Look back")
                with st.popover(
                    label, icon=":material/history:", key=f"look_{key}", on_change="rerun"
                ) as opened:
                    if opened.open:
                        review(reports, agreement)
            if may_correct(agreement.noted_on, today):
                correction(reports, report, agreement)
            if agreement.ended_on is None:
                st.button(
                    _("This has ended"),
                    key=f"end_{key}",
                    on_click=end_agreement,
                    args=(reports.run.installation, reports.who, agreement.id, today),
                )


def _badge(status: Status, texts: Texts) -> str:
    """Return where an agreement stands as a badge in Markdown: colour and words say the same."""
    _ = texts.gettext
    looks = {
        "to come": ("gray", _("To come")),
        "holds": ("green", _("Holds")),
        "due": ("orange", _("Time to look back")),
        "changed": ("gray", _("Changed")),
        "stopped": ("gray", _("Stopped")),
        "ended": ("gray", _("Ended")),
    }
    colour, words = looks[status]
    return f":{colour}-badge[{words}]"


def _words(agreement: Agreement, topics: Mapping[str, str], texts: Texts) -> None:
    """Show what was agreed in full, with its details as a table where they have names."""
    about = topics.get(agreement.indicator or "")
    if about:
        st.caption(about)
    st.text(agreement.text)
    if rows := named_lines(agreement.details):
        st.table([[escape_markdown(cell) for cell in row] for row in rows], hide_header=True)
    elif agreement.details:
        st.text(agreement.details)
    signature(agreement.template, texts)
    told = f"{agreement.in_words(texts.language)} {agreement.owner_in_words(texts.language)}"
    st.caption(told)
    if agreement.learned:
        st.text(agreement.learned)


def _earlier(agreement: Agreement, texts: Texts) -> None:
    told = [escape_markdown(agreement.text), aside(agreement.in_words(texts.language))]
    if agreement.learned:
        told.insert(1, escape_markdown(agreement.learned))
    st.markdown("  \n".join(told))
