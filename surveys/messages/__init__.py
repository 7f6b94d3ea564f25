"""Invitations, reminders and messages about results: their texts, their delivery, and its status.

Also public: `delivery_status` (what administrators see and decide), `returned` (mail that came
back), `wording` (an organisation's own texts), `texts`, and `channels.send`, which loads what a
channel needs when it sends.
"""

from surveys.messages.delivery import forget_results, is_working_time, send_due
from surveys.messages.delivery_error import DeliveryError
from surveys.messages.preparing import (
    prepare_count,
    prepare_reminder,
    prepare_reply,
    prepare_results,
    prepare_review,
    prepare_talk,
)

__all__ = [
    "DeliveryError",
    "forget_results",
    "is_working_time",
    "prepare_count",
    "prepare_reminder",
    "prepare_reply",
    "prepare_results",
    "prepare_review",
    "prepare_talk",
    "send_due",
]
