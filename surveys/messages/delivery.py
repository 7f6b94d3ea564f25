"""Sending the messages that are due, at the rate of the settings."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from db import delivery_status, outbox, people, results
from db.engine import reading, writing
from db.outbox import Waiting
from surveys.installation import Installation
from surveys.messages import schedule
from surveys.messages.channels import Channels
from surveys.messages.compose import RenderedMessage, Renderer
from surveys.messages.sending import Batch, Deliver, LinkStore, Outcome
from surveys.messages.unsent import UnsentLinks
from surveys.settings import Settings

PARALLEL_CONNECTIONS = 4
"""Maximum number of messages sent at the same time, each over its own connection."""

MESSAGES_PER_CONNECTION = 10
"""Setting up another connection takes longer than sending fewer messages over those that are open.
"""

MAX_UNCERTAIN = 20
"""Maximum number of messages that are uncertain after a crash."""


class Progress(Protocol):
    """Called with the name of a step, the amount done and the total."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report progress."""


@dataclass(frozen=True)
class SendResult:
    """Outcome of a run: the number of messages sent, failed and still waiting."""

    sent: int
    failed: int
    waiting: int


def send_due(
    installation: Installation,
    settings: Settings,
    now: datetime,
    *,
    progress: Progress | None = None,
    limit: int | None = None,
    deliver: Deliver | None = None,
) -> SendResult:
    """Send the messages that are due in random order, at the rate of the settings.

    Of a closed wave only results are sent. `limit` is the approximate maximum of messages in this
    run; `deliver` replaces the channels of the settings. Must not run in two processes at a time.
    """
    total, counted = 0, Counter[str]()
    with ExitStack() as stack:
        out = deliver or stack.enter_context(_channels(settings))
        pace = _RateLimit(settings.messages_per_second)

        def paced(message: RenderedMessage) -> None:
            pace.wait()
            out(message)

        pending = schedule.limited(limit, _pending(installation, now))
        total = len(pending)
        connections = min(PARALLEL_CONNECTIONS, 1 + total // MESSAGES_PER_CONNECTION)
        pool = stack.enter_context(ThreadPoolExecutor(connections, "messages"))

        def on_outcome(outcome: Outcome) -> None:
            counted[outcome.state] += 1
            if progress is not None:
                progress("sending messages", sum(counted.values()), total)

        unavailable_channels: set[str] = set()
        chunk = max(1, min(MAX_UNCERTAIN, int(settings.messages_per_second)))
        for wave, kind, persons in _grouped(pending):
            renderer = Renderer(installation, settings, wave)
            batch = Batch(
                installation,
                wave,
                kind,
                _link_store(installation, wave) if kind == "invitation" else None,
                renderer,
                paced,
                pool,
                unavailable_channels,
                on_outcome,
            )
            batch.send(persons, chunk)
    return SendResult(counted["sent"], counted["failed"], _still_waiting(installation))


def forget_results(installation: Installation, closed_by: date) -> int:
    """Delete messages about results of waves closed by a day; return their number."""
    with writing(installation.engine) as session:
        return outbox.forget_results(session, closed_by)


def _pending(installation: Installation, now: datetime) -> list[Waiting]:
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        if organisation is None:
            return []
        local = schedule.time_of_day(now, organisation.time_zone)
        open_wave = results.open_wave(session)
        waiting: list[Waiting] = []
        for wave in results.closed_waves(session):
            waiting += outbox.waiting(session, wave.id, with_invitations=False)
        if open_wave is not None and open_wave.opens_on <= local.date():
            # After its last day only its keepers are still written to.
            is_open = local.date() <= open_wave.closes_on
            waiting += outbox.waiting(session, open_wave.id, with_invitations=is_open)
    first_day = open_wave is None or open_wave.opens_on == local.date()
    return schedule.due_messages(waiting, local.time(), first_day=first_day)


def _grouped(pending: Sequence[Waiting]) -> Iterator[tuple[UUID, str, list[UUID]]]:
    """Yield wave, kind and people of each batch; invitations first."""
    groups: dict[tuple[str, UUID], list[Waiting]] = {}
    for message in pending:
        groups.setdefault((message.kind, message.wave), []).append(message)
    for (kind, wave), group in sorted(groups.items()):
        for batch in schedule.batches(group):
            yield wave, kind, [message.person for message in batch]


def _link_store(installation: Installation, wave_id: UUID) -> LinkStore:
    with reading(installation.engine) as session:
        number = results.wave(session, wave_id).number
    if number is None:
        msg = "an open wave has a number"
        raise ValueError(msg)
    unsent = UnsentLinks(installation.keys.unsent_file(number))
    return LinkStore(installation.box(number), unsent)


def _still_waiting(installation: Installation) -> int:
    with reading(installation.engine) as session:
        return sum(states.get("waiting", 0) for states in delivery_status.counts(session).values())


@contextmanager
def _channels(settings: Settings) -> Iterator[Deliver]:
    """Yield a delivery function with separate connections for each thread."""
    local = threading.local()
    opened: list[Channels] = []

    def deliver(message: RenderedMessage) -> None:
        if not hasattr(local, "channels"):
            local.channels = Channels(settings)
            opened.append(local.channels)
        local.channels.send(
            address=message.address,
            subject=message.subject,
            body=message.body,
            html=message.html,
            channel=message.channel,
            headers=message.headers,
        )

    with ExitStack() as stack:
        try:
            yield deliver
        finally:
            for channels in opened:
                stack.enter_context(channels)


class _RateLimit:
    """Limits the number of messages per second over all threads."""

    def __init__(self, per_second: float) -> None:
        """Let the first message through immediately."""
        self._between = 1 / per_second
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until the next message may be sent."""
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + self._between
        time.sleep(max(0.0, turn - time.monotonic()))
