"""When waves open and close: days of a rule, moved to working days, at a time of day. Pure.

A wave opens on a day on which people work, at the time of day of the organisation's own clocks. It
moves to the next working day, and is left out where that comes no earlier than the next wave.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import Every, Recurrence, check, period_of, read_rule
from surveys.programme.working_days import Obstacle, WorkingDays

MINUTE = timedelta(minutes=1)
LONGEST = 60
"""A wave is open for so many days at most."""

WORTH = 3
"""A wave that would be open for less than one of so many parts of its time is left out."""

BEYOND = 3
"""So many years ahead days are looked up."""


@dataclass(frozen=True)
class Rhythm:
    """How often waves open, from which day, at what time of day, and for how many days.

    Raises ProgrammeError for what cannot be held: see `surveys.programme.recurrence`.
    """

    rule: str
    starts_on: date
    opens_at: time = time(9)
    open_days: int = 7
    recurrence: Recurrence = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read and check the rule; it is kept as it was understood."""
        if not 1 <= self.open_days <= LONGEST:
            raise ProgrammeError("open_days", most=LONGEST, days=self.open_days)
        found = read_rule(self.rule)
        check(found, self.starts_on, self.open_days)
        object.__setattr__(self, "recurrence", found)
        object.__setattr__(self, "rule", found.rule)
        object.__setattr__(self, "opens_at", self.opens_at.replace(second=0, microsecond=0))

    @property
    def period(self) -> Every:
        """The time that a wave asks about."""
        return period_of(self.recurrence, self.starts_on)


@dataclass(frozen=True)
class Slot:
    """A stretch of time in which a wave can be open; `moved` says why it opens later than usual."""

    regular_on: date
    opens_at: datetime
    closes_at: datetime
    moved: Obstacle | None = None

    def is_worth_opening(self, moment: datetime) -> bool:
        """Return whether enough of its time is left when a wave opens no earlier than a moment."""
        left = self.closes_at - max(self.opens_at, moment)
        return left * WORTH >= self.closes_at - self.opens_at


@dataclass(frozen=True)
class Timetable:
    """A rhythm in a time zone, with the days on which people work there."""

    rhythm: Rhythm
    zone: ZoneInfo
    days: WorkingDays = field(default_factory=WorkingDays)

    def at(self, day: date) -> datetime:
        """Return the moment of a day at which waves open and close."""
        return wall_clock(day, self.rhythm.opens_at, self.zone)

    def slots(self, until: date) -> list[Slot]:
        """Return the slots of all waves that open up to a day, since the programme began.

        They do not depend on when it is asked, so that planning again later finds the same ones.
        """
        return [slot for slot in _slots(self, until.year) if slot.opens_at.date() <= until]

    def openings(self, until: date) -> Iterator[tuple[date, date]]:
        """Yield the regular day and the real one of each wave, up to a regular day.

        Those that would open no earlier than the next one are left out.
        """
        regular = self.rhythm.recurrence.days(self.rhythm.starts_on, until)
        for usual, following in pairwise((*regular, date.max)):
            day = self.days.first_from(usual)
            if day is not None and day < following:
                yield usual, day


@functools.lru_cache(maxsize=64)
def _slots(table: Timetable, year: int) -> Sequence[Slot]:
    """Return all slots up to the end of a year.

    Kept, because every page and every turn of the clock asks. Days are looked up further ahead:
    what comes next decides when a wave closes.
    """
    openings = list(table.openings(date(year + BEYOND, 12, 31)))
    found = []
    for place, (usual, day) in enumerate(openings):
        if day.year > year:
            break
        following = openings[place + 1][1] if place + 1 < len(openings) else None
        closing = table.days.first_from(day + timedelta(days=table.rhythm.open_days))
        last = min(filter(None, (closing, following)), default=None)
        if last is None or (last - day).days * WORTH < table.rhythm.open_days:
            continue
        moved = table.days.obstacle(usual) if day != usual else None
        found.append(Slot(usual, table.at(day), table.at(last), moved))
    return tuple(found)


def wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks of a zone show a time on a day.

    Where clocks skip that time, it is the next that they show; where they show it twice, the first.
    """
    shown = datetime.combine(day, at, tzinfo=zone)
    while shown.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown.replace(tzinfo=None):
        shown = (shown.replace(tzinfo=None) + MINUTE).replace(tzinfo=zone)
    return shown


def reminder_due(timetable: Timetable, opened_on: date, after: Sequence[int], now: datetime) -> int:
    """Return the number of the last reminder whose day has come, 0 when none has.

    `after` has the days after opening.
    """
    come = [timetable.at(opened_on + timedelta(days=days)) <= now for days in after]
    return sum(come)
