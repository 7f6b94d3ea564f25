"""How fast messages leave, and when those that were not taken are tried again.

A refused message waits 5, 15 and 30 minutes, then about an hour each time. A channel that refuses
one message after another pauses as a whole, and afterwards sends no faster than it was served.
"""

import math
import random
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any, Self

from surveys.messages.delivery_error import DeliveryError

RETRY_MINUTES = (5, 15, 30)
HOURLY = 60
JITTER = 0.1
"""Hourly attempts are up to this fraction earlier or later, so that they do not come in bursts."""

IN_A_ROW = 3
"""Number of refusals in a row after which they are taken to concern the whole channel."""

WINDOW_SECONDS = 60
RECOVERY = 1.5
"""Factor by which a slowed channel becomes faster after a run without refusals."""


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after a refusal; `attempts` is the number of earlier ones."""
    if attempts < len(RETRY_MINUTES):
        return timedelta(minutes=RETRY_MINUTES[attempts])
    return timedelta(minutes=HOURLY * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311


@dataclass(frozen=True)
class ChannelPace:
    """What a channel takes now: until when it pauses and why, and how many messages a minute."""

    retry_at: datetime | None = None
    pauses: int = 0
    """Number of pauses in a row without a message that was taken."""

    fault: str | None = None
    per_minute: float | None = None

    def stored(self) -> dict[str, Any]:
        """Return it as it is kept between two runs."""
        return asdict(self) | {"retry_at": self.retry_at.isoformat() if self.retry_at else None}

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `stored` returned."""
        at = kept["retry_at"]
        return cls(**{**kept, "retry_at": datetime.fromisoformat(at) if at else None})


class Pacing:
    """The pace of all channels in one run; safe for several threads."""

    def __init__(self, now: datetime, per_second: float, paces: Mapping[str, ChannelPace]) -> None:
        """Begin with what earlier runs learned about each channel."""
        self._now = now
        self._per_second = per_second
        self._paces = dict(paces)
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._refused: defaultdict[str, int] = defaultdict(int)
        self._accepted: defaultdict[str, deque[float]] = defaultdict(deque)
        self._stopped: set[str] = set()

    @property
    def paces(self) -> dict[str, ChannelPace]:
        """What is known of each channel after this run."""
        known = dict(self._paces)
        for channel in set(self._accepted) - self._stopped:
            slowed = self._of(channel).per_minute
            faster = slowed * RECOVERY if slowed is not None else None
            is_slow = faster is not None and faster < self._per_second * 60
            known[channel] = ChannelPace(per_minute=faster if is_slow else None)
        return {channel: pace for channel, pace in known.items() if pace != ChannelPace()}

    def is_paused(self, channel: str) -> bool:
        """Return whether nothing goes by a channel for now."""
        retry_at = self._of(channel).retry_at
        return channel in self._stopped or (retry_at is not None and self._now < retry_at)

    def limit(self, channel: str) -> int | None:
        """Return how many messages a minute a slowed channel takes; None if it is not slowed."""
        slowed = self._of(channel).per_minute
        return None if slowed is None else math.ceil(slowed)

    def wait(self, channel: str) -> None:
        """Wait until the next message may leave by a channel."""
        slowed = self._of(channel).per_minute
        rate = self._per_second if slowed is None else min(self._per_second, slowed / 60)
        with self._lock:
            turn = max(self._next.get(channel, 0.0), monotonic())
            self._next[channel] = turn + 1 / rate
        sleep(max(0.0, turn - monotonic()))

    def accepted(self, channel: str) -> None:
        """Note that a channel took a message."""
        with self._lock:
            self._refused[channel] = 0
            self._accepted[channel].append(monotonic())

    def refused(self, channel: str, fault: DeliveryError) -> bool:
        """Note that a channel took a message not; return whether it pauses from now on."""
        with self._lock:
            if channel in self._stopped:
                return False
            self._refused[channel] += fault.throttled
            if not fault.channel_down and self._refused[channel] < IN_A_ROW:
                return False
            self._stopped.add(channel)
            if not fault.permanent:
                self._paces[channel] = self._pause(channel, fault)
            return True

    def _pause(self, channel: str, fault: DeliveryError) -> ChannelPace:
        before, since = self._of(channel), monotonic() - WINDOW_SECONDS
        taken = sum(moment > since for moment in self._accepted[channel])
        if not self._accepted[channel]:
            wait, pauses = retry_after(before.pauses), before.pauses + 1
        elif fault.throttled:
            # A quota by the minute: what it took within one is what it takes.
            wait, pauses = timedelta(minutes=1), 0
        else:
            wait, pauses = retry_after(0), 1
        slowed = max(1.0, float(taken)) if fault.throttled and taken else before.per_minute
        return ChannelPace(self._now + wait, pauses, fault.stored, slowed)

    def _of(self, channel: str) -> ChannelPace:
        return self._paces.get(channel, ChannelPace())
