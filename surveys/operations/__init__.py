"""The clock that opens and closes waves, daily upkeep and deletion, and the first set-up."""

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
    "ExpiredWaves",
    "Founder",
    "Locale",
    "Step",
    "StepName",
    "awaits_founder",
    "expired_waves",
    "find_founder",
    "has_started",
    "make_set_up_code",
    "open_now",
    "run_daily_upkeep",
    "set_up_installation",
    "steps",
    "tick",
]
