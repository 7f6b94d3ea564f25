"""Follow-up on results: agreements, events and talks of units, and a summary of the last round.

Also public: `follow_up.MAX_BODY_LENGTH` and the daily `follow_up.forget_old`.
"""

from surveys.follow_up.follow_up import (
    FollowUp,
    FollowUpError,
    end_agreement,
    may_note,
    note_agreement,
    note_event,
    read_follow_up,
)
from surveys.follow_up.last_round import LastRound, read_last_round
from surveys.follow_up.talks import note_talk, notices, passed_without

__all__ = [
    "FollowUp",
    "FollowUpError",
    "LastRound",
    "end_agreement",
    "may_note",
    "note_agreement",
    "note_event",
    "note_talk",
    "notices",
    "passed_without",
    "read_follow_up",
    "read_last_round",
]
