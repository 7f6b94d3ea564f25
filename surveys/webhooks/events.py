"""What webhooks are told: that a wave has opened, was counted, and is published."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, get_args

import orjson
from sqlmodel import Session

from db import waves
from db.waves import Wave
from db.webhooks import Event
from surveys import trail

Name = Literal["wave.opened", "wave.counted", "wave.published"]
EVENTS: tuple[Name, ...] = get_args(Name)

MAX_DAYS = 14
"""What happened to a wave that closed longer ago is not told any more."""


def body_of(wave: Wave, event: Name) -> str:
    """Return the body of a call: which wave, and its days; nothing that depends on answers."""
    told = {
        "type": event,
        "timestamp": (wave.opens_on if event == "wave.opened" else wave.closes_on).isoformat(),
        "data": {
            "wave": str(wave.id),
            "number": wave.number,
            "opens_on": wave.opens_on.isoformat(),
            "closes_on": wave.closes_on.isoformat(),
        },
    }
    return orjson.dumps(told).decode()


def happened(
    session: Session, today: date, *, verdicts_wait: bool = False
) -> Iterator[tuple[Event, Wave, Name]]:
    """Yield what has happened to each recent wave so far.

    Counted: its results stand, and the box is gone. Published: what they say is worked out too, so
    that pages and API show all of it; `verdicts_wait` says that this is still to come. Of a wave
    that was imported nothing is told, of one that was discarded only that it opened.
    """
    recent = [
        wave
        for wave in (waves.open_wave(session), waves.last_numbered(session))
        if wave is not None and wave.closes_on >= today - timedelta(days=MAX_DAYS)
    ]
    for wave in {wave.id: wave for wave in recent}.values():
        yield (wave.id, "wave.opened"), wave, "wave.opened"
        if wave.state == "closed" and trail.is_noted(session, *_count_of(wave)):
            yield (wave.id, "wave.counted"), wave, "wave.counted"
            if not verdicts_wait:
                yield (wave.id, "wave.published"), wave, "wave.published"


def _count_of(wave: Wave) -> tuple[trail.Action, str]:
    """Return how the trail names the count of a wave; one that was discarded has none."""
    return "wave counted", f"wave {wave.number}"
