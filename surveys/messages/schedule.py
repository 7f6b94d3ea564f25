"""Select messages to send: preferred time of day, minimum batch of five. Pure."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from db.outbox import Waiting

_REMINDER = "reminder-"

MIN_BATCH = 5
"""Minimum number of links made together: with fewer, two backups would disclose who used one."""

MAX_BATCH = 5_000
"""Maximum number of links in memory at once."""


def due_messages(
    messages: Sequence[Waiting], at: time, *, first_day: bool = True, latest: time = time.max
) -> list[Waiting]:
    """Return the messages whose preferred time of day has come, in random order.

    Invitations that should have been sent on an earlier day are due at any time. They are sent in
    batches of five or more: smaller batches wait for the next ones, and the last few of a day are
    sent with those before them. Nobody's time is later than `latest`. What
    was tried before comes first.
    """
    messages = [
        m._replace(send_at=min(m.send_at, latest)) if m.send_at is not None else m for m in messages
    ]
    links = [m for m in messages if m.kind == "invitation"]
    others = [m for m in messages if m.kind != "invitation"]
    now = [m for m in others if is_due(m, at)] + _batched_invitations(
        links, at if first_day else time.max
    )
    random.SystemRandom().shuffle(now)
    return sorted(now, key=lambda m: m.attempts == 0)


def latest(hours: tuple[time, time]) -> time:
    """Return the latest time of day at which a message begins to be due: an hour before the end."""
    first, last = (datetime.combine(date.min, hour) for hour in hours)
    return max(first, last - timedelta(hours=1)).time()


def without_late_reminders(messages: Sequence[Waiting], *, last_day: bool) -> list[Waiting]:
    """Return the messages without reminders on the last day, and without all but the newest."""
    newest: dict[UUID, int] = {}
    for m in messages:
        if m.kind.startswith(_REMINDER):
            newest[m.person] = max(newest.get(m.person, 0), _number(m))
    return [
        m
        for m in messages
        if not m.kind.startswith(_REMINDER) or (not last_day and _number(m) == newest[m.person])
    ]


def _number(reminder: Waiting) -> int:
    return int(reminder.kind.removeprefix(_REMINDER))


def limited(limit: int | None, messages: Sequence[Waiting]) -> list[Waiting]:
    """Return the first `limit` messages, and a few more to keep both sides at five invitations."""
    if limit is None:
        return list(messages)
    first, rest = list(messages[:limit]), messages[limit:]
    links = [m for m in rest if m.kind == "invitation"]
    made = sum(m.kind == "invitation" for m in first)
    more = max(0, MIN_BATCH - made) if made else 0
    if len(links) - more < MIN_BATCH:
        more = len(links)
    return first + links[:more]


def is_due(message: Waiting, at: time) -> bool:
    """Return whether the preferred time of a person has come; True without a preference."""
    return message.send_at is None or message.send_at <= at


def time_of_day(now: datetime, time_zone: str) -> datetime:
    """Return a moment in the time zone of the organisation."""
    return now.astimezone(ZoneInfo(time_zone))


def batches(messages: Sequence[Waiting], most: int = MAX_BATCH) -> list[Sequence[Waiting]]:
    """Cut messages into batches of about the same size, none larger than `most`."""
    number = -(-len(messages) // most)
    return [messages[first::number] for first in range(number)]


def _batched_invitations(links: list[Waiting], at: time) -> list[Waiting]:
    come = [m for m in links if is_due(m, at)]
    later = [m for m in links if not is_due(m, at)]
    if len(come) < MIN_BATCH and later:
        return []
    return come + later if come and len(later) < MIN_BATCH else come
