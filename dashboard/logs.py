"""Keeps out of the logs what must not be there."""

import logging


def no_access_log() -> None:
    """Silence the log of requests: their addresses hold tokens and sign-in links.

    A filter, because Streamlit gives this logger a handler of its own whatever the server was told.
    """
    logging.getLogger("uvicorn.access").addFilter(_nothing)


def _nothing(record: logging.LogRecord) -> bool:
    del record
    return False
