"""Follow-up on results: agreements, events, talks and replies, and a summary of the last round.

Also public: `agreement` (what it is, in words), `templates`, the daily `follow_up.forget_old`, what
a guide is made of in `talk_guide`, and `offers` (what to offer a whole unit, as data).
"""

from surveys.follow_up.agreement import OUTCOMES, OWNERS, Agreement, Outcome
from surveys.follow_up.agreements import (
    Draft,
    correct_agreement,
    end_agreement,
    note_agreement,
    review_agreement,
    to_look_back,
)
from surveys.follow_up.awaited_talks import (
    AwaitedTalks,
    load_awaited_talks,
    note_reason,
    note_reason_for_all,
    read_awaited_talks,
    withdraw_reason,
)
from surveys.follow_up.events import correct_event, note_event, remove_event
from surveys.follow_up.follow_up import (
    Event,
    FollowUp,
    FollowUpError,
    Reply,
    Talk,
    may_note,
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
from surveys.follow_up.reminders import Reminder, UnitWithout
from surveys.follow_up.replies import (
    note_reply,
    reminder_of_replies,
    withdraw_reply,
    without_reply,
)
from surveys.follow_up.talk_guide import StepName, TalkGuide, make_guide
from surveys.follow_up.talks import (
    move_talk,
    note_outcome,
    note_talk,
    notices,
    passed_without,
    reminder_of_talks,
    withdraw_talk,
)

__all__ = [
    "OUTCOMES",
    "OWNERS",
    "Agreement",
    "AwaitedTalks",
    "Draft",
    "Event",
    "FollowUp",
    "FollowUpError",
    "GroupSignal",
    "InShort",
    "LastRound",
    "Outcome",
    "Reminder",
    "Reply",
    "StepName",
    "Talk",
    "TalkGuide",
    "TalksNoted",
    "UnitWithout",
    "about_manager",
    "correct_agreement",
    "correct_event",
    "end_agreement",
    "load_awaited_talks",
    "make_guide",
    "may_note",
    "move_talk",
    "note_agreement",
    "note_event",
    "note_outcome",
    "note_reason",
    "note_reason_for_all",
    "note_reply",
    "note_talk",
    "notices",
    "passed_without",
    "read_awaited_talks",
    "read_by_unit",
    "read_follow_up",
    "read_in_short",
    "read_last_round",
    "reminder_of_replies",
    "reminder_of_talks",
    "remove_event",
    "review_agreement",
    "rules_of_offers",
    "signals_of",
    "talks_noted",
    "to_look_back",
    "units_below_with_signal",
    "withdraw_reason",
    "withdraw_reply",
    "withdraw_talk",
    "without_reply",
]
