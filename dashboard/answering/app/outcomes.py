"""The answer page in place of the questions: thanks, a link that cannot be used, no database."""

import re
from uuid import UUID

import streamlit as st

from dashboard import wording
from dashboard.answering.app.sending import Sending
from dashboard.answering.outcome_texts import (
    OutcomeTexts,
    ThanksTexts,
    for_yourself,
    own_thanks,
    thanks,
)
from dashboard.answering.unit_contacts import contacts_of
from dashboard.http.document import scroll_here
from dashboard.navigation import page_link
from dashboard.session import Run
from surveys.instrument import shipped
from surveys.organisation import load_instrument, support_lines
from surveys.texts import escape_markdown

_LINK = re.compile(r"\[([^\]\\]+)\]\([^)\s]+\)")
"""A link of ours in Markdown; brackets that somebody typed have a backslash before them."""


def thank_you(run: Run, sent: Sending, *, is_shared: bool) -> None:
    """Thank, and show what somebody answered where nobody else uses the device; store nothing."""
    if is_shared:
        shown = thanks(sent.closes_on, run.texts)
    else:
        # The box may have taken the answers while the other database is away.
        instrument = load_instrument(run.installation) if run.is_ready else None
        shown = own_thanks(
            sent.wave,
            sent.closes_on,
            sent.answers,
            sent.comments,
            sent.questions,
            instrument,
            run.texts,
        )
    st.title(shown.title, anchor=False)
    steps = (f"{number}. {step}" for number, step in enumerate(shown.steps, start=1))
    wording.markdown_block(shown.paragraph, f"**{shown.steps_title}**", "\n".join(steps))
    if is_shared:
        st.caption(shown.answered_note)
    else:
        _own(shown)
        page_link("for_yourself", for_yourself(run.texts), icon=":material/rule:")


def _own(shown: ThanksTexts) -> None:
    """Show tips, and the answers, folded: others may look along."""
    if shown.tips:
        st.subheader(shown.tips_title, anchor=False)
    for indicator, tip in shown.tips:
        with st.container(border=True):
            st.markdown(f"**{escape_markdown(indicator)}.** {escape_markdown(tip)}")
    with st.expander(shown.answered_title):
        st.caption(shown.answered_note)
        for question, answer in shown.answered:
            st.markdown(f"{escape_markdown(question)}  \n**{escape_markdown(answer)}**")
        for title, text in shown.written:
            st.markdown(escape_markdown(title))
            st.text(text)


def outcome(shown: OutcomeTexts) -> bool:
    """Show why there are no questions; return whether somebody pressed the button, if any."""
    scroll_here()
    st.title(shown.title, anchor=False)
    points = "\n".join(f"- {point}" for point in shown.points)
    note = [wording.aside(shown.note)] if shown.note else []
    wording.markdown_block(*shown.paragraphs, points, *note)
    label = shown.first_button
    if not label:
        return False
    return st.button(wording.on_primary(label), type="primary", width="stretch")


def support(run: Run, unit: UUID | None = None, *, is_shared: bool = False) -> None:
    """Show the contacts of a unit, the same to everybody in it, whatever they answered.

    Where the unit is not known, as of a link that was used, those of the organisation. On a shared
    device without links: who follows one leaves its address in the history. Shows nothing while
    the database is not available.
    """
    contacts = run.organisation.contacts if run.organisation else None
    if contacts is None:
        return
    if unit is not None:
        contacts = contacts_of(run.installation, unit, contacts) or contacts
    language = run.texts.language
    lines = [
        *support_lines(contacts, language),
        wording.aside(shipped().not_monitored[language]),
    ]
    if is_shared:
        lines = [_LINK.sub(r"\1", line) for line in lines]
    with st.container(border=True):
        wording.markdown_block("### " + run.texts.gettext("Someone to talk to"), *lines)
