"""What is known of the clock: when it ran, which of its steps fail since when, how long they took.

Every process reads the same in the database, whichever of them the clock runs in.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db import programme as stored
from db.engine import reading
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.operations.failures import in_words_if_known

LATE_AFTER = timedelta(minutes=10)
"""How long after its last run a clock is late: cron calls it every five minutes."""

TOLD_AFTER = timedelta(minutes=15)
"""How long a step has to fail before administrators get a message: much passes by itself."""

STEPS: Mapping[str, str] = {
    "close": N_("close and count the wave"),
    "take_turns": N_("take the turns of keepers"),
    "ask_keepers": N_("ask the keepers to count"),
    "judge": N_("work out what the results say"),
    "publish": N_("announce results"),
    "remind_leaders": N_("remind leaders"),
    "look_back": N_("ask leaders to look back at agreements"),
    "ask": N_("ask HR and the works council to confirm people"),
    "tell": N_("tell administrators what waits for them"),
    "open": N_("open the next wave"),
    "note_participation": N_("note the participation of the open wave"),
    "remind": N_("remind everybody of the open wave"),
    "send": N_("send messages"),
    "call": N_("call webhooks"),
    "delete": N_("delete what was kept long enough"),
}
"""What each step does, as a page says it; the names are those of metrics."""


@dataclass(frozen=True)
class FailingStep:
    """A step of the clock that fails: its name in `STEPS`, since when, and why in English."""

    name: str
    since: datetime
    why: str

    @property
    def does(self) -> str:
        """What it should do: a text of the catalogues."""
        return STEPS[self.name]


@dataclass(frozen=True)
class ClockState:
    """The last run of the clock (None: it never ran), what fails in it, and its durations.

    `took` has seconds by step, and by `run` of all steps, each rounded up to a power of two.
    """

    last_run: datetime | None = None
    failing: tuple[FailingStep, ...] = ()
    took: tuple[tuple[str, int], ...] = ()
    is_expected: bool = False
    """Whether there is a programme for it to run."""

    def is_late(self, now: datetime) -> bool:
        """Return whether it should have run again by now."""
        return self.is_expected and (self.last_run is None or now - self.last_run > LATE_AFTER)


def load_clock_state(installation: Installation) -> ClockState:
    """Return what is known of the clock."""
    with reading(installation.engine) as session:
        row, programme = stored.clock(session), stored.programme(session)
        is_expected = programme is not None and programme.state == "running"
        if row is None:
            return ClockState(is_expected=is_expected)
        took = tuple(sorted(row.took.items()))
        return ClockState(row.last_ran_at, failing_steps(row.failing), took, is_expected)


def failing_steps(kept: Mapping[str, Any]) -> tuple[FailingStep, ...]:
    """Return the failing steps that are stored, in the order of the clock."""
    steps = kept.get("steps", {})
    return tuple(
        FailingStep(name, datetime.fromisoformat(steps[name]["since"]), steps[name]["why"])
        for name in STEPS
        if name in steps
    )


def reason(fault: Exception) -> str:
    """Return why a step failed, in English, without anything that a database may tell of people.

    A refusal of Peil is a sentence for administrators. Of anything else that is not known only the
    kind is kept: a database quotes the row that it refused.
    """
    if isinstance(fault, PeilError):
        return str(fault)
    return in_words_if_known(fault) or type(fault).__name__


def after_run(kept: Mapping[str, Any], faults: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return what is to be stored of failing steps after a run; `faults` has reasons by step.

    A step that fails again keeps since when; one that works again is forgotten, but not on which
    day administrators were told of it, so that a step that fails now and then is told once a day.
    """
    before = kept.get("steps", {})
    steps = {
        name: {"since": before.get(name, {}).get("since", now.isoformat()), "why": why}
        for name, why in faults.items()
    }
    return {"steps": steps, "told": dict(kept.get("told", {}))} if steps or kept else {}


def untold(kept: Mapping[str, Any], now: datetime, today: date) -> tuple[FailingStep, ...]:
    """Return the steps that have failed for long enough and of which nobody was told yet.

    `today` is the day of the organisation. Nobody is told twice of one failure, nor twice in a day
    of the same step.
    """
    told = {name: date.fromisoformat(day) for name, day in kept.get("told", {}).items()}

    def is_due(step: FailingStep) -> bool:
        day = told.get(step.name)
        is_new = day is None or (day < today and step.since.date() > day)
        return is_new and now - step.since >= TOLD_AFTER

    return tuple(filter(is_due, failing_steps(kept)))


def as_told(kept: Mapping[str, Any], steps: tuple[FailingStep, ...], today: date) -> dict[str, Any]:
    """Return what is to be stored once administrators were told of some steps."""
    told = kept.get("told", {}) | {step.name: today.isoformat() for step in steps}
    return {**kept, "told": told}


def rounded_up(seconds: float) -> int:
    """Return a duration as the next power of two in seconds, at least one.

    How long a count takes depends on how many have answered. A factor of two is coarser than any
    band in which participation is told.
    """
    return 2 ** max(0, math.ceil(math.log2(seconds))) if seconds > 1 else 1
