"""Sending the messages that are due, at the rate of the settings."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from db import delivery_status, outbox, people, programme, waves
from db.engine import reading, writing
from db.outbox import Waiting
from surveys.installation import Installation
from surveys.messages import schedule
from surveys.messages.channels import MAIL, Channels
from surveys.messages.compose import RenderedMessage, Renderer, Weakest
from surveys.messages.pacing import ChannelPace, Pacing
from surveys.messages.sending import Batch, Deliver, LinkStore, Outcome, channel_of
from surveys.messages.unsent import UnsentLinks
from surveys.programme import load_working_days
from surveys.settings import Settings

PARALLEL_CONNECTIONS = 3
"""Maximum number of messages sent at the same time, each over its own connection.

Microsoft 365 takes three."""

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
    put_off: int = 0
    """Number of messages that were tried and not taken, and wait for another attempt."""


def send_due(
    installation: Installation,
    settings: Settings,
    now: datetime,
    *,
    progress: Progress | None = None,
    limit: int | None = None,
    deliver: Deliver | None = None,
    weakest: Weakest = lambda unit, wave: None,
) -> SendResult:
    """Send the messages that are due in random order, at the rate of the settings.

    Of a closed wave only results are sent. `limit` is the approximate maximum of messages in this
    run; `deliver` replaces the channels of the settings, and `weakest` chooses what is suggested to
    leaders. Must not run in two processes at a time.
    """
    total, counted, put_off = 0, Counter[str](), 0
    with ExitStack() as stack:
        out = deliver or stack.enter_context(_channels(settings))
        pacing = Pacing(now, settings.messages_per_second, _paces(installation))
        stack.callback(_keep_paces, installation, pacing, now)

        def paced(message: RenderedMessage) -> None:
            pacing.wait(channel_of(message.channel))
            out(message)

        pending = schedule.limited(
            _lowest(limit, pacing.limit(MAIL)), _pending(installation, settings, now, pacing)
        )
        total = len(pending)
        connections = min(PARALLEL_CONNECTIONS, 1 + total // MESSAGES_PER_CONNECTION)
        pool = stack.enter_context(ThreadPoolExecutor(connections, "messages"))

        def on_outcome(outcome: Outcome) -> None:
            nonlocal put_off
            counted[outcome.state] += 1
            is_paused = (outcome.fault or "paused").startswith("paused")
            put_off += outcome.state == "waiting" and not is_paused
            if progress is not None:
                progress("sending messages", sum(counted.values()), total)

        chunk = max(1, min(MAX_UNCERTAIN, int(settings.messages_per_second)))
        for wave, kind, persons in _grouped(pending):
            renderer = Renderer(installation, settings, wave, weakest)
            batch = Batch(
                installation,
                wave,
                kind,
                _link_store(installation, wave) if kind == "invitation" else None,
                renderer,
                paced,
                pool,
                pacing,
                now,
                on_outcome,
            )
            batch.send(persons, chunk)
    return SendResult(counted["sent"], counted["failed"], _still_waiting(installation), put_off)


def forget_results(installation: Installation, closed_by: date) -> int:
    """Delete messages about results of waves closed by a day; return their number."""
    with writing(installation.engine) as session:
        return outbox.forget_results(session, closed_by)


def is_working_time(installation: Installation, settings: Settings, now: datetime) -> bool:
    """Return whether messages may leave now: on a working day, within the hours of the settings."""
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        if organisation is None:
            return False
        days = load_working_days(session)
    local = schedule.time_of_day(now, organisation.time_zone)
    first, last = settings.hours
    return days.obstacle(local.date()) is None and first <= local.time() < last


def _pending(
    installation: Installation, settings: Settings, now: datetime, pacing: Pacing
) -> list[Waiting]:
    """Return the messages that may leave now; none on a day off or outside working hours.

    On its last day nobody is reminded of a wave any more.
    """
    if not is_working_time(installation, settings, now):
        return []
    with reading(installation.engine) as session:
        organisation = people.facts_of_organisation(session)
        if organisation is None:
            return []
        local = schedule.time_of_day(now, organisation.time_zone)
        open_wave = waves.open_wave(session)
        waiting: list[Waiting] = []
        for wave in waves.closed_waves(session):
            waiting += outbox.waiting(session, wave.id, now, with_invitations=False)
        if open_wave is not None and open_wave.opens_on <= local.date():
            # After its last day only its keepers are still written to.
            is_open = local.date() <= open_wave.closes_on
            about = outbox.waiting(session, open_wave.id, now, with_invitations=is_open)
            last_day = local.date() >= open_wave.closes_on
            waiting += schedule.without_late_reminders(about, last_day=last_day)
    waiting = [one for one in waiting if not pacing.is_paused(channel_of(one.channel))]
    first_day = open_wave is None or open_wave.opens_on == local.date()
    return schedule.due_messages(
        waiting, local.time(), first_day=first_day, latest=schedule.latest(settings.hours)
    )


def _lowest(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _paces(installation: Installation) -> dict[str, ChannelPace]:
    with reading(installation.engine) as session:
        return {
            name: ChannelPace.from_stored(kept) for name, kept in programme.paces(session).items()
        }


def _keep_paces(installation: Installation, pacing: Pacing, now: datetime) -> None:
    known = {name: pace.stored() for name, pace in pacing.paces.items()}
    with writing(installation.engine) as session:
        if programme.paces(session) != known:
            programme.write_paces(session, known, now)


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
        number = waves.wave(session, wave_id).number
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
            sender=message.sender,
        )

    with ExitStack() as stack:
        try:
            yield deliver
        finally:
            for channels in opened:
                stack.enter_context(channels)
