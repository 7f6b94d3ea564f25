"""The audit trail: who viewed, exported or changed what; answering is never in it.

Also public: `reading`, for people who may read it, and `saving`, for two people who save the same
form at once.
"""

from surveys.trail.trail import (
    MAX_AGE_YEARS,
    Action,
    Entry,
    entries,
    forget_old,
    is_noted,
    last_by,
    note,
    note_all,
    note_program,
    note_reading,
)

__all__ = [
    "MAX_AGE_YEARS",
    "Action",
    "Entry",
    "entries",
    "forget_old",
    "is_noted",
    "last_by",
    "note",
    "note_all",
    "note_program",
    "note_reading",
]
