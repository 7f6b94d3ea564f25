"""Sending answers: into the box, or kept in memory until the database is available."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn
from uuid import UUID

import streamlit as st

from dashboard.answering.app.kept_sheet import forget_sheet
from dashboard.answering.app.visit import Visit
from dashboard.session import Run
from surveys.answering import (
    Answers,
    CastingUnavailableError,
    Comments,
    LinkError,
    cast,
    traces_in,
)
from surveys.instrument import Question


@dataclass(frozen=True)
class Sending:
    """Answers about to be sent, with what was written, their questions, wave and closing day."""

    answers: Answers
    comments: Comments
    questions: Sequence[Question]
    wave: int
    closes_on: date
    unit: UUID
    """The unit of the answer sheet, whose contacts are shown with the thanks."""

    is_checked: bool = True
    """Whether what was written has been searched for names; without a database it cannot be."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen and nothing written."""
        return not self.answers and not self.comments

    @property
    def forgotten(self) -> "Sending":
        """The same without anything that somebody answered, for a device that others use."""
        return replace(self, answers={}, comments={}, questions=())


def send(run: Run, visit: Visit, sending: Sending) -> NoReturn:
    """Cast the answers and run the page again, which thanks, or shows why they were not cast.

    Answers that could not be cast stay in the session state, under `unsent`.
    """
    state = st.session_state
    state.pop("unsent", None)
    forget_sheet()
    if not sending.is_checked:
        state["unsent"] = sending
        st.rerun()
    try:
        cast(run.installation, visit.token, sending.answers, run.today, sending.comments)
        state["sent"] = sending.forgotten if visit.is_shared else sending
        visit.forget_code()
    except CastingUnavailableError:
        state["unsent"] = sending
    except LinkError:
        # The page itself looks at the link again, and says what is wrong with it.
        state["too_late"] = True
    st.rerun()


def send_again(run: Run, visit: Visit, waiting: Sending) -> NoReturn:
    """Send answers that waited for the database; first look at what was written, if nobody has.

    Where it seems to name somebody, the questions come back as they were answered, with that.
    """
    state = st.session_state
    if not waiting.is_checked:
        try:
            traces = traces_in(run.installation, waiting.comments.values())
        except CastingUnavailableError:
            st.rerun()
        if traces:
            del state["unsent"]
            _fill_in(waiting)
            state["asked"] = ("named", waiting.comments)
            st.rerun()
    send(run, visit, replace(waiting, is_checked=True))


def _fill_in(answered: Sending) -> None:
    """Put answers back into the fields of a form that is drawn anew."""
    for question in answered.questions:
        if options := answered.answers.get(question.id):
            takes_several = question.scale.max_choices > 1
            st.session_state[question.id] = list(options) if takes_several else options[0]
    for question_id, text in answered.comments.items():
        st.session_state[question_id] = text
