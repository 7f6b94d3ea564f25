"""Failures as readers see them, and what the logs must never contain."""

import logging

import streamlit as st

from dashboard.navigation import no_access
from surveys.access import NotAllowedError
from surveys.installation import is_away
from surveys.texts import Texts


def show_failure(error: Exception) -> bool:
    """Show, in the reader's language, that something went wrong; the details are in the log only.

    Returns True, which suppresses Streamlit's own message.
    """
    texts = Texts(st.session_state.get("language") or "en")
    _ = texts.gettext
    if isinstance(error, NotAllowedError):
        no_access(texts)
        return True
    if is_away(error):
        # Of a button that was pressed, or of a part that runs alone: the page itself goes on.
        why = _("The database does not answer now.")
        kept = _("What you did last may not have been kept.")
        st.error(f"{why} {kept}", icon=":material/error:")
        return True
    st.error(
        _(
            "Something went wrong on our side. What you see may not be complete, and what you did "
            "last may not have been kept. Load the page again; if it stays, tell the person who "
            "runs Peil here."
        ),
        icon=":material/error:",
    )
    return True


def silence_access_log() -> None:
    """Silence the log of requests and connections; warnings and errors of the server stay.

    The addresses of requests contain tokens and sign-in links, and every connection would be logged
    with its time and network address. A filter, because Streamlit gives these loggers a level and a
    handler of its own, whatever the server was told.
    """
    logging.getLogger("uvicorn.access").addFilter(lambda record: False)
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)


def silence_row_log() -> None:
    """Silence the rows that SQLAlchemy logs at the level DEBUG; its statements stay.

    They would contain the sealed ballots during the count, and the unit of each answer when it is
    cast. Parameters are hidden by the engine, whatever the level.
    """
    rows = logging.getLogger("sqlalchemy.engine.Engine")
    rows.addFilter(lambda record: record.levelno > logging.DEBUG)
