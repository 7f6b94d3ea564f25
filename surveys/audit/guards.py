"""The triggers and functions that a database may have; the audit compares them."""

FUNCTIONS = frozenset({"refuse", "state_of", "has_counsellor", "names_among"})
"""What the guards call on PostgreSQL, and what tells whether a word is somebody's name."""

BOX_FUNCTIONS = frozenset({"unit_of", "exchange", "one_length"})
"""All that can be done with the box on PostgreSQL by who may not read it."""

GUARDS = frozenset(
    {
        "wave_starts_as_draft",
        "wave_goes_one_way",
        "wave_is_frozen_once_open",
        "wave_opens_with_a_counsellor",
        "wave_closes_in_time",
        "wave_unit_is_frozen",
        "wave_unit_is_complete",
        "result_is_written_once",
        "result_never_changes",
        "comment_is_written_once",
        "comment_never_changes",
        "analysis_is_written_once",
        "analysis_never_changes",
        "audit_entry_never_changes",
        "audit_entry_stays_a_year",
    }
)
"""The triggers of the main database: each refuses a change, none writes anything. No views."""

ONLY_ON_SQLITE = frozenset(
    f"{table}_is_never_replaced"
    for table in ("wave", "wave_unit", "result", "comment", "analysis", "audit_entry")
)
"""Guards against INSERT OR REPLACE, which would go around the others."""
