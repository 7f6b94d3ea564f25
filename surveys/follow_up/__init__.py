"""Follow-up on results: agreements, events and talks of units, and a summary of the last round.

Also public: `offers` (what to offer a whole unit, as data), `follow_up.MAX_BODY_LENGTH`,
`LOOK_BACK`, and the daily `follow_up.forget_old`.
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
from surveys.follow_up.group_signals import (
    GroupSignal,
    about_manager,
    rules_of_offers,
    signals_of,
    units_below_with_signal,
)
from surveys.follow_up.last_round import LastRound, read_last_round
from surveys.follow_up.overview import (
    InShort,
    TalksNoted,
    read_by_unit,
    read_in_short,
    talks_noted,
)
from surveys.follow_up.talks import (
    WithoutTalk,
    is_asked_for,
    leaders_to_remind,
    move_talk,
    note_talk,
    notices,
    passed_without,
    remind_leaders,
    withdraw_talk,
)

__all__ = [
    "OUTCOMES",
    "Agreement",
    "Draft",
    "FollowUp",
    "FollowUpError",
    "GroupSignal",
    "InShort",
    "LastRound",
    "Outcome",
    "TalksNoted",
    "WithoutTalk",
    "about_manager",
    "end_agreement",
    "is_asked_for",
    "leaders_to_remind",
    "may_note",
    "move_talk",
    "note_agreement",
    "note_event",
    "note_talk",
    "notices",
    "passed_without",
    "read_by_unit",
    "read_follow_up",
    "read_in_short",
    "read_last_round",
    "remind_leaders",
    "review_agreement",
    "rules_of_offers",
    "signals_of",
    "talks_noted",
    "units_below_with_signal",
    "withdraw_talk",
]
