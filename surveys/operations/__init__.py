"""The clock of waves, upkeep and deletion, backups, set-up, and the agenda of administrators."""

from surveys.operations.agenda import Agenda, Task, read_agenda, waits_for_talks
from surveys.operations.backup import BackupError, back_up, new_backup_key
from surveys.operations.clock import tick
from surveys.operations.clock_state import ClockState, FailingStep, load_clock_state
from surveys.operations.measurements import Measurements, take_measurements
from surveys.operations.opening import open_now
from surveys.operations.restoring import Restored, restore
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
from surveys.operations.steadiness import Steadiness, tick_if_steady
from surveys.operations.upkeep import ExpiredWaves, expired_waves, run_daily_upkeep

__all__ = [
    "Agenda",
    "BackupError",
    "ClockState",
    "ExpiredWaves",
    "FailingStep",
    "Founder",
    "Locale",
    "Measurements",
    "Restored",
    "Steadiness",
    "Step",
    "StepName",
    "Task",
    "awaits_founder",
    "back_up",
    "expired_waves",
    "find_founder",
    "has_started",
    "load_clock_state",
    "make_set_up_code",
    "new_backup_key",
    "open_now",
    "read_agenda",
    "restore",
    "run_daily_upkeep",
    "set_up_installation",
    "steps",
    "take_measurements",
    "tick",
    "tick_if_steady",
    "waits_for_talks",
]
