"""The answer page while it sends: into the box, or kept until a locked database takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import wording
from dashboard.http.document import start_at_the_top
from dashboard.navigation import switch_to
from dashboard.session import Run
from surveys.answering import Answers, CastingUnavailableError, LinkError, cast
from surveys.instrument import Question
from surveys.texts import Texts


@dataclass(frozen=True)
class Sending:
    """What is about to be sent: answers, a comment, and the questions the answers belong to.

    `closes_on` is the last day of the wave: what was sent is counted after it.
    """

    answers: Answers
    comment: str
    questions: Sequence[Question]
    closes_on: date


def send(run: Run, sending: Sending) -> None:
    """Cast what was answered and go on to the thanks, or draw the page anew and say why not.

    What a database did not take waits in the memory of this visit, under `unsent`.
    """
    state = st.session_state
    state.pop("unsent", None)
    try:
        cast(run.installation, state["token"], sending.answers, run.today, sending.comment)
    except CastingUnavailableError:
        state["unsent"] = sending
        st.rerun()
    except LinkError:
        st.rerun()
    state["sent"] = sending
    # A page of its own, so that a phone shows it from the top.
    switch_to("thanks")


def unavailable(texts: Texts, *, unsent: bool) -> bool:
    """Say that nothing is lost, and of `unsent` answers that they wait; return whether to retry."""
    _ = texts.gettext
    start_at_the_top()
    st.title(_("Please try again in a minute"), anchor=False)
    st.markdown(
        _("The ballot box does not answer now. Nothing was lost, and your link still works.")
    )
    if unsent:
        st.markdown(_("Your answers are not sent yet. They are kept here while this page is open."))
    return st.button(wording.on_primary(_("Try again")), type="primary", width="stretch")
