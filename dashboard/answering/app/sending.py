"""Sending answers: into the box, or kept in memory until the database is available."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn
from uuid import UUID

import streamlit as st

from dashboard.answering.app.visit import Visit
from dashboard.session import Run
from surveys.answering import Answers, CastingUnavailableError, Comments, LinkError, cast
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
