"""The clock of waves, daily upkeep and deletion, set-up, and the agenda of administrators."""

from surveys.operations.agenda import Agenda, Task, read_agenda, waits_for_talks
from surveys.operations.clock import open_now, tick
from surveys.operations.set_up import (
    Founder,
    Locale,
    Step,
    StepName,
    awaits_founder,
    find_founder,
    has_started,
    make_set_up_code,
    set_up_installation,
    steps,
)
from surveys.operations.upkeep import ExpiredWaves, expired_waves, run_daily_upkeep

__all__ = [
    "Agenda",
    "ExpiredWaves",
    "Founder",
    "Locale",
    "Step",
    "StepName",
    "Task",
    "awaits_founder",
    "expired_waves",
    "find_founder",
    "has_started",
    "make_set_up_code",
    "open_now",
    "read_agenda",
    "run_daily_upkeep",
    "set_up_installation",
    "steps",
    "tick",
    "waits_for_talks",
]
