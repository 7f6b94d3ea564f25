"""Whose turn it is: own times of day, and groups that are large enough. Pure."""

import random
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from db.outbox import Waiting

LEAST = 5
"""People whose links are made together: fewer, and comparing two backups tells who used one."""

BATCH = 5_000
"""Links that are in memory at once."""


def due(messages: Sequence[Waiting], at: time, *, first_day: bool = True) -> list[Waiting]:
    """Return whose own time of the day has come, in random order.

    Invitations that should have left on an earlier day are due at any time.

    Invitations leave in groups of at least five: who would be among fewer waits for the next ones,
    and the last few of a day leave with those before them.
    """
    links = [m for m in messages if m.kind == "invitation"]
    others = [m for m in messages if m.kind != "invitation"]
    now = [m for m in others if has_come(m, at)] + _in_groups(links, at if first_day else time.max)
    random.SystemRandom().shuffle(now)
    return now


def at_most(limit: int | None, messages: Sequence[Waiting]) -> list[Waiting]:
    """Return the first messages; a few more where fewer than five invitations would be left."""
    if limit is None:
        return list(messages)
    first, rest = list(messages[:limit]), messages[limit:]
    links = [m for m in rest if m.kind == "invitation"]
    made = sum(m.kind == "invitation" for m in first)
    more = max(0, LEAST - made) if made else 0
    if len(links) - more < LEAST:
        more = len(links)
    return first + links[:more]


def has_come(message: Waiting, at: time) -> bool:
    """Return whether the time that a person likes has come; at once for who has none."""
    return message.send_at is None or message.send_at <= at


def time_of_day(now: datetime, time_zone: str) -> datetime:
    """Return a moment as the clocks of an organisation show it."""
    return now.astimezone(ZoneInfo(time_zone))


def batches(messages: Sequence[Waiting], most: int = BATCH) -> list[Sequence[Waiting]]:
    """Cut messages into batches of about the same size, none larger than `most`."""
    number = -(-len(messages) // most)
    return [messages[place::number] for place in range(number)]


def _in_groups(links: list[Waiting], at: time) -> list[Waiting]:
    come = [m for m in links if has_come(m, at)]
    later = [m for m in links if not has_come(m, at)]
    if len(come) < LEAST and later:
        return []
    return come + later if come and len(later) < LEAST else come
