"""Follow-up on results: agreements, events and talks of units, and a summary of the last round.

Also public: `follow_up.MAX_BODY_LENGTH`, `LOOK_BACK`, and the daily `follow_up.forget_old`.
"""

from surveys.follow_up.agreements import Draft, end_agreement, note_agreement, review_agreement
from surveys.follow_up.follow_up import (
    OUTCOMES,
    Agreement,
    FollowUp,
    FollowUpError,
    Outcome,
    may_note,
    note_event,
    read_follow_up,
)
from surveys.follow_up.last_round import LastRound, read_last_round
from surveys.follow_up.talks import (
    move_talk,
    note_talk,
    notices,
    passed_without,
    withdraw_talk,
)

__all__ = [
    "OUTCOMES",
    "Agreement",
    "Draft",
    "FollowUp",
    "FollowUpError",
    "LastRound",
    "Outcome",
    "end_agreement",
    "may_note",
    "move_talk",
    "note_agreement",
    "note_event",
    "note_talk",
    "notices",
    "passed_without",
    "read_follow_up",
    "read_last_round",
    "review_agreement",
    "withdraw_talk",
]
