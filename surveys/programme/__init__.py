"""The series of waves: its rhythm, the plan of the year, and what is due now.

Also public: `changes` (what administrators change), `plan`, `recurrence`, `rhythm`, `locality`,
`working_days`, `start_measurement`, and `calendar_file`, which loads a library of its own.
"""

from surveys.programme.error import ProgrammeError
from surveys.programme.plan import PlannedWave
from surveys.programme.programme import (
    REMINDERS,
    Programme,
    closed_periods,
    load_programme,
    load_working_days,
    local_date,
    local_moment,
    timetable_of,
)
from surveys.programme.rhythm import Rhythm
from surveys.programme.upcoming import (
    UpcomingWave,
    closing_moment,
    due_to_open,
    load_next_opening,
    load_plan,
    next_wave,
    reminders_due,
    upcoming_waves,
)

__all__ = [
    "REMINDERS",
    "PlannedWave",
    "Programme",
    "ProgrammeError",
    "Rhythm",
    "UpcomingWave",
    "closed_periods",
    "closing_moment",
    "due_to_open",
    "load_next_opening",
    "load_plan",
    "load_programme",
    "load_working_days",
    "local_date",
    "local_moment",
    "next_wave",
    "reminders_due",
    "timetable_of",
    "upcoming_waves",
]
