"""The page that somebody answers on, with a personal link or a code; no sign-in, no account.

The thanks are at the same address, so that the history of a browser does not tell who has answered.
"""

from uuid import UUID

import streamlit as st

from dashboard.answering import outcome_texts
from dashboard.answering.app.code_entry import code_entry, type_another
from dashboard.answering.app.form import introduction, question_form, you_said_we_did
from dashboard.answering.app.kept_sheet import sheet_of
from dashboard.answering.app.outcomes import outcome, support, thank_you
from dashboard.answering.app.sending import Sending, send, send_again
from dashboard.answering.app.shared_device import Shown, leave_nothing
from dashboard.answering.app.visit import current_visit
from dashboard.answering.sheet_texts import sheet_texts
from dashboard.database_away import try_again_by_itself
from dashboard.http.document import scroll_here
from dashboard.navigation import enter
from surveys.answering import CastingUnavailableError, LinkError

state = st.session_state
run = enter("answer")
visit = current_visit()


def ask() -> UUID | None:
    """Show the questions, or answers that wait to be sent, or why there are neither.

    Returns the unit that somebody answers for, where it is known.
    """
    try:
        waiting: Sending | None = state.get("unsent")
        if waiting is not None:
            tries_again = state.pop("tries_again", False)
            if outcome(outcome_texts.unavailable(run.texts, unsent=True)) or tries_again:
                send_again(run, visit, waiting)
            try_again_by_itself(lambda: state.update(tries_again=True))
            return waiting.unit
        sheet, last_round = sheet_of(run, visit)
        shown = sheet_texts(sheet, run.texts.language, is_kiosk=visit.is_kiosk)
        introduction(shown, run.texts)
        you_said_we_did(last_round, run.texts)
        sending = question_form(run, sheet, shown)
        if sending is not None:
            send(run, visit, sending)
        return sheet.unit_id
    except LinkError as error:
        sent = bool(state.get("send") or state.get("too_late"))
        outcome(outcome_texts.unusable(error, run.texts, sent=sent))
        if error.code == "used_or_unknown":
            type_another(run.texts)
    except CastingUnavailableError:
        # Any run of the page is another attempt.
        outcome(outcome_texts.unavailable(run.texts, unsent=False))
        try_again_by_itself()
    return None


unit: UUID | None = None
# Every run goes on to its end: after `st.stop`, Streamlit keeps what was typed into fields that
# are not shown any more.
if "sent" in state:
    scroll_here()
    thank_you(run, state["sent"], is_shared=visit.is_shared)
    unit = state["sent"].unit
elif visit.token:
    unit = ask()
else:
    code_entry(run.texts)
if visit.is_shared:
    shown_now: Shown = "thanks" if "sent" in state else "questions" if visit.token else "code"
    leave_nothing(shown_now, run.texts, is_kiosk=visit.is_kiosk)
support(run, unit, is_shared=visit.is_shared)
