"""Sending answers: into the box, or kept in memory until the database is available."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

import streamlit as st

from dashboard import wording
from dashboard.http.document import start_at_the_top
from dashboard.session import Run
from surveys.answering import Answers, CastingUnavailableError, LinkError, cast
from surveys.instrument import Question
from surveys.texts import Texts


@dataclass(frozen=True)
class Sending:
    """Answers about to be sent, with a comment and their questions.

    `closes_on` is the last day of the wave; the count follows it.
    """

    answers: Answers
    comment: str
    questions: Sequence[Question]
    closes_on: date


def send(run: Run, sending: Sending) -> NoReturn:
    """Cast the answers and run the page again, which thanks, or shows why they were not cast.

    Answers that could not be cast stay in the session state, under `unsent`.
    """
    state = st.session_state
    state.pop("unsent", None)
    try:
        cast(run.installation, state["token"], sending.answers, run.today, sending.comment)
        state["sent"] = sending
    except CastingUnavailableError:
        state["unsent"] = sending
    except LinkError:
        # The page itself looks at the link again, and says what is wrong with it.
        pass
    st.rerun()


def unavailable(texts: Texts, *, unsent: bool) -> bool:
    """Show that nothing is lost and that `unsent` answers wait; return whether to retry."""
    _ = texts.gettext
    start_at_the_top()
    st.title(_("Please try again in a minute"), anchor=False)
    st.markdown(
        _("The ballot box does not answer now. Nothing was lost, and your link still works.")
    )
    if unsent:
        st.markdown(_("Your answers are not sent yet. They are kept here while this page is open."))
    return st.button(wording.on_primary(_("Try again")), type="primary", width="stretch")
