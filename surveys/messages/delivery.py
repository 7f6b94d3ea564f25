"""What the clock does with messages: prepare them for everybody, and send what is due.

Who has answered is never asked and cannot be: a reminder goes to everybody who was invited.
"""

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

from db import messages, outbox, people, results
from db.box import Box
from db.engine import reading, writing
from db.outbox import Waiting
from surveys.installation.installation import Installation
from surveys.messages import due
from surveys.messages.channels import Channels
from surveys.messages.letters import Writer, Written
from surveys.messages.sending import Batch, Deliver, Ending
from surveys.settings.settings import Settings
from surveys.trail import trail
from surveys.waves.waves import WaveError

AT_ONCE = 4
"""Messages that leave at the same moment, each over a connection of its own."""

CHUNK = 20
"""At most so many messages are uncertain after a crash."""


class Progress(Protocol):
    """Called with what is being done, how much of it is done, and how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far something is."""


@dataclass(frozen=True)
class Sent:
    """What came of a run: messages sent, given up, and still waiting for a later one."""

    sent: int
    failed: int
    waiting: int


def prepare_reminder(installation: Installation, wave_id: UUID, nth: int) -> int:
    """Prepare a reminder for everybody who was invited; return how many are new.

    Doing it again changes nothing. Raises WaveError when the wave is not open.
    """
    if nth < 1:
        msg = "reminders are numbered from 1"
        raise ValueError(msg)
    kind = f"reminder-{nth}"
    with writing(installation.engine) as session:
        if results.wave(session, wave_id).state != "open":
            raise WaveError("no_reminders")
        there = outbox.people_with(session, wave_id, kind)
        new = [person for person in outbox.invited(session, wave_id) if person not in there]
        messages.prepare(session, wave_id, new, kind)
    return len(new)


def prepare_results(installation: Installation, wave_id: UUID) -> int:
    """Prepare the message with the results for everybody who works here; return how many.

    Only once for each wave, and not for one that another has followed: then it returns 0. Raises
    WaveError when the wave was not counted yet.
    """
    with writing(installation.engine) as session:
        wave = results.wave(session, wave_id)
        if wave.state != "closed" or wave.number is None:
            raise WaveError("not_counted")
        if wave.number != results.last_number(session):
            return 0
        named = f"wave {wave.number}"
        if trail.is_noted(session, "results announced", named):
            return 0
        everybody = [row.id for row in people.everybody(session)]
        messages.prepare(session, wave_id, everybody, "results")
        trail.note(session, "results announced", named)
    return len(everybody)


def send_due(
    installation: Installation,
    settings: Settings,
    now: datetime,
    *,
    progress: Progress | None = None,
    limit: int | None = None,
    deliver: Deliver | None = None,
) -> Sent:
    """Send what waits and whose time has come, in random order, no faster than the settings say.

    A wave that is over sends only its results. `limit` is about the most messages of this run;
    `deliver` replaces the channels of the settings. Not to be called by two processes at a time.
    """
    total, counted = 0, Counter[str]()
    with ExitStack() as stack:
        out = deliver or stack.enter_context(_channels(settings))
        pace = _Pace(settings.messages_per_second)

        def paced(written: Written) -> None:
            pace.wait()
            out(written)

        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE, "messages"))
        todo = due.at_most(limit, _todo(installation, now))
        total = len(todo)

        def ended(ending: Ending) -> None:
            counted[ending.state] += 1
            if progress is not None:
                progress("sending messages", sum(counted.values()), total)

        down: set[str] = set()
        chunk = max(1, min(CHUNK, int(settings.messages_per_second)))
        for wave, kind, persons in _grouped(todo):
            writer = Writer(installation, settings, wave)
            batch = Batch(
                installation,
                wave,
                kind,
                _box(installation, wave) if kind == "invitation" else None,
                writer,
                paced,
                pool,
                down,
                ended,
            )
            batch.send(persons, chunk)
    return Sent(counted["sent"], counted["failed"], _still_waiting(installation))


def forget_results(installation: Installation, closed_by: date) -> int:
    """Delete messages about results that were kept long enough; return how many."""
    with writing(installation.engine) as session:
        return outbox.forget_results(session, closed_by)


def _todo(installation: Installation, now: datetime) -> list[Waiting]:
    with reading(installation.engine) as session:
        found = people.organisation(session)
        if found is None:
            return []
        here = due.time_of_day(now, found.time_zone)
        open_wave = results.open_wave(session)
        waiting: list[Waiting] = []
        for wave in results.closed_waves(session):
            waiting += outbox.waiting(session, wave.id, with_invitations=False)
        if open_wave is not None and open_wave.opens_on <= here.date() <= open_wave.closes_on:
            waiting += outbox.waiting(session, open_wave.id, with_invitations=True)
    first_day = open_wave is None or open_wave.opens_on == here.date()
    return due.due(waiting, here.time(), first_day=first_day)


def _grouped(todo: Sequence[Waiting]) -> Iterator[tuple[UUID, str, list[UUID]]]:
    """Return wave, kind and people of each batch; invitations first."""
    together: dict[tuple[str, UUID], list[Waiting]] = {}
    for message in todo:
        together.setdefault((message.kind, message.wave), []).append(message)
    for (kind, wave), several in sorted(together.items()):
        for batch in due.batches(several):
            yield wave, kind, [message.person for message in batch]


def _box(installation: Installation, wave_id: UUID) -> Box:
    with reading(installation.engine) as session:
        number = results.wave(session, wave_id).number
    if number is None:
        msg = "an open wave has a number"
        raise ValueError(msg)
    return installation.box(number)


def _still_waiting(installation: Installation) -> int:
    with reading(installation.engine) as session:
        return sum(states.get("waiting", 0) for states in outbox.counts(session).values())


@contextmanager
def _channels(settings: Settings) -> Iterator[Deliver]:
    """Give a way to deliver in which each thread has connections of its own."""
    mine = threading.local()
    opened: list[Channels] = []

    def deliver(written: Written) -> None:
        if not hasattr(mine, "ways"):
            mine.ways = Channels(settings)
            opened.append(mine.ways)
        mine.ways.send(
            address=written.address,
            subject=written.subject,
            body=written.body,
            channel=written.channel,
            headers=written.headers,
        )

    with ExitStack() as stack:
        try:
            yield deliver
        finally:
            for ways in opened:
                stack.enter_context(ways)


class _Pace:
    """Lets so many messages through in a second, over all threads."""

    def __init__(self, per_second: float) -> None:
        """Let the first one through at once."""
        self._between = 1 / per_second
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + self._between
        time.sleep(max(0.0, turn - time.monotonic()))
