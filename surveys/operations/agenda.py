"""What an administrator has to know or do now: what waits among waves, messages and people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from db import waves
from db.engine import reading
from surveys.access import Reader, check_administers
from surveys.counting import waits_for_keepers
from surveys.follow_up import load_awaited_talks
from surveys.installation import Installation
from surveys.messages import delivery_status
from surveys.operations.clock_state import FailingStep, load_clock_state
from surveys.organisation.confirmation_rule import Waiting, waiting_now
from surveys.people.held_roles import held_roles
from surveys.people.held_units import held_units
from surveys.people.stopping import stops
from surveys.programme import due_to_open, load_plan, load_programme, local_date
from surveys.settings import Settings

Task = Literal[
    "clock stopped", "failing steps", "set up mail", "failed messages", "uncertain messages",
    "stopped lists", "held roles", "keepers", "confirmations", "talks", "programme", "start",
]  # fmt: skip
"""Something that waits; in the order of `Agenda.tasks`, the first is the most urgent."""


@dataclass(frozen=True)
class Agenda:
    """The state of waves, and what waits for somebody."""

    open_wave: int | None
    closes_on: date | None
    next_wave: int | None
    opens_at: datetime | None
    state: str | None
    """Whether the programme is running, paused or ended; None before there is one."""

    failed: int
    uncertain: int
    waiting: Waiting
    stopped: int
    held: int
    """How many roles of leavers, and units with roles, wait because of a directory."""

    waits_for_keepers: bool
    waits_for_talks: bool
    can_send: bool
    clock_stopped: bool
    failing: tuple[FailingStep, ...]
    """What the clock could not do in its last run."""

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What waits, the most urgent first; empty when there is nothing to do."""
        return tuple(self._tasks())

    def _tasks(self) -> Iterator[Task]:
        if self.clock_stopped:
            yield "clock stopped"
        if self.failing:
            yield "failing steps"
        if not self.can_send:
            yield "set up mail"
        if self.failed:
            yield "failed messages"
        if self.uncertain:
            yield "uncertain messages"
        if self.stopped:
            yield "stopped lists"
        if self.held:
            yield "held roles"
        if self.waits_for_keepers:
            yield "keepers"
        if self.waiting:
            yield "confirmations"
        if self.waits_for_talks:
            yield "talks"
        if self.state is None or self.state == "ended":
            yield "programme"
        elif self.state == "paused":
            yield "start"


def waits_for_talks(installation: Installation, now: datetime) -> bool:
    """Return whether a wave should have opened, and waits for talks about the last results."""
    if due_to_open(installation, now) is None:
        return False
    return load_awaited_talks(installation) is not None


def read_agenda(
    installation: Installation, settings: Settings, who: Reader, now: datetime
) -> Agenda:
    """Return the agenda of administrators. Raises NotAllowedError for anybody else.

    A message counts as uncertain when nobody knows whether it arrived; those that are being sent
    at this moment are briefly among them.
    """
    check_administers(who)
    counts = delivery_status.status_counts(installation, who)
    programme = load_programme(installation)
    clock = load_clock_state(installation)
    today = local_date(installation, now)
    coming = load_plan(installation, today, today.replace(year=today.year + 1, day=1))
    with reading(installation.engine) as session:
        wave = waves.open_wave(session)
    return Agenda(
        open_wave=wave.number if wave else None,
        closes_on=wave.closes_on if wave else None,
        next_wave=coming[0].number if coming else None,
        opens_at=coming[0].opens_at if coming else None,
        state=programme.state if programme else None,
        failed=sum(one.failed for one in counts),
        uncertain=sum(one.sending for one in counts),
        waiting=waiting_now(installation),
        stopped=len(stops(installation)),
        held=len(held_roles(installation)) + len(held_units(installation)),
        waits_for_keepers=waits_for_keepers(installation, now) is not None,
        waits_for_talks=waits_for_talks(installation, now),
        can_send=settings.can_send_messages,
        clock_stopped=clock.is_late(now),
        failing=clock.failing,
    )
