"""The answer sheet of a visit, kept in the memory of its session while somebody answers.

A page that is drawn while the database is away has the same questions as before: else the browser
would drop what was chosen, and what was sent at that moment would reach nobody.
"""

import streamlit as st

from dashboard.answering.app.visit import Visit
from dashboard.clock import now
from dashboard.session import Run
from surveys.answering import AnswerSheet, CastingUnavailableError, answer_sheet
from surveys.follow_up import LastRound, read_last_round
from surveys.installation import is_away

_KEY = "sheet"


def sheet_of(run: Run, visit: Visit) -> tuple[AnswerSheet, LastRound | None]:
    """Return the sheet of a visit and the last round; while the database is away, those of before.

    Raises CastingUnavailableError if it is away and they were not read before, LinkError for a link
    that opens no questions.
    """
    try:
        sheet = answer_sheet(run.installation, visit.token, run.today)
        last_round = read_last_round(run.installation, sheet.unit_id, sheet.wave, now())
    except Exception as fault:
        if not (isinstance(fault, CastingUnavailableError) or is_away(fault)):
            raise
        token, *kept = st.session_state.get(_KEY, ("", None, None))
        sheet, last_round = kept
        if sheet is None or token != visit.token:
            raise CastingUnavailableError("unavailable") from fault
    else:
        st.session_state[_KEY] = visit.token, sheet, last_round
    return sheet, last_round


def forget_sheet() -> None:
    """Forget it, once answers are on their way."""
    st.session_state.pop(_KEY, None)
