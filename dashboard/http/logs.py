"""Keeps out of the logs what must not be there: who visits when, and the secrets in addresses."""

import logging


def note_no_visits() -> None:
    """Silence the log of requests and connections; warnings and errors of the server stay.

    The addresses of requests hold tokens and sign-in links, and every connection would be noted
    with its time and network address. A filter, because Streamlit gives these loggers a level and
    a handler of its own, whatever the server was told.
    """
    logging.getLogger("uvicorn.access").addFilter(lambda record: False)
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)


def note_no_rows() -> None:
    """Silence the rows that SQLAlchemy notes at the level DEBUG; its statements stay.

    They would hold the sealed ballots when these are counted, and at the moment of each answer the
    unit that it counts in. Parameters are hidden by the engine, whatever the level.
    """
    rows = logging.getLogger("sqlalchemy.engine.Engine")
    rows.addFilter(lambda record: record.levelno > logging.DEBUG)
