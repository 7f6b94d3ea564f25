"""Fields for files: how large a file may be on which page, and a file as the services take it.

Streamlit keeps an uploaded file in memory until its session ends or somebody takes it away. Only
past answers are large, and only administrators import them; `http/admission.py` holds every upload
to its limit and all of them together to the memory of the process.
"""

import streamlit as st

from surveys.tables.sources import Upload

MAX_MEGABYTES = 200
"""Of past answers, which are read row by row."""

TABLE_MEGABYTES = 30
"""Of lists and tables that are read whole."""

SMALL_MEGABYTES = 5
"""Of mappings, structures and mails."""

TABLES = ["csv", "txt", "tsv", "xlsx", "xls", "ods"]


def uploaded(key: str) -> Upload | None:
    """Return the file in a field, which is not copied; None without one."""
    file = st.session_state.get(key)
    return Upload(file.name, file.getvalue()) if file else None
