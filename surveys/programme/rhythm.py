"""When waves open and close: days of a rule, moved to working days, at a time of day. Pure.

A wave opens on a working day at a local time of the organisation, and closes at the end of its last
day. On other days it moves to the next working day, and is left out if that is not before the next
wave.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from surveys.programme.error import ProgrammeError
from surveys.programme.recurrence import (
    Frequency,
    Recurrence,
    check_rule,
    read_rule,
    reference_period,
)
from surveys.programme.working_days import Obstacle, WorkingDays

MINUTE = timedelta(minutes=1)
MAX_OPEN_DAYS = 60
"""Maximum number of days for which a wave is open."""

MIN_OPEN_FRACTION = (1, 3)
"""Minimum fraction of its time for which a wave must be open; with less it is left out."""

HORIZON_YEARS = 3
"""Number of years for which days are looked up in advance."""


@dataclass(frozen=True)
class Rhythm:
    """How often waves open, from which day, at what time of day, and for how many days.

    Raises ProgrammeError for an invalid rhythm: see `surveys.programme.recurrence`.
    """

    rule: str
    starts_on: date
    opens_at: time = time(9)
    open_days: int = 7
    recurrence: Recurrence = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Parse and check the rule, and normalise the fields."""
        if not 1 <= self.open_days <= MAX_OPEN_DAYS:
            raise ProgrammeError("open_days", most=MAX_OPEN_DAYS, days=self.open_days)
        recurrence = read_rule(self.rule)
        check_rule(recurrence, self.starts_on, self.open_days)
        object.__setattr__(self, "recurrence", recurrence)
        object.__setattr__(self, "rule", recurrence.rule)
        object.__setattr__(self, "opens_at", self.opens_at.replace(second=0, microsecond=0))

    @property
    def period(self) -> Frequency:
        """The reference period of the questions of a wave."""
        return reference_period(self.recurrence, self.starts_on)


@dataclass(frozen=True)
class Slot:
    """The time in which a wave can be open; `moved` is why it opens later than usual.

    `closes_on` is its last day, and `closes_at` the end of that day.
    """

    regular_on: date
    opens_at: datetime
    closes_on: date
    closes_at: datetime
    moved: Obstacle | None = None

    def has_enough_time_left(self, moment: datetime) -> bool:
        """Return whether enough of the time is left for a wave that opens at a moment or later."""
        part, whole = MIN_OPEN_FRACTION
        left = self.closes_at - max(self.opens_at, moment)
        return left * whole >= (self.closes_at - self.opens_at) * part


@dataclass(frozen=True)
class Timetable:
    """A rhythm in a time zone with its working days."""

    rhythm: Rhythm
    zone: ZoneInfo
    days: WorkingDays = field(default_factory=WorkingDays)

    def at(self, day: date) -> datetime:
        """Return the moment on a day at which waves open."""
        return wall_clock(day, self.rhythm.opens_at, self.zone)

    def reminders(
        self, opens_on: date, closes_on: date, after: Sequence[int]
    ) -> list[tuple[int, datetime]]:
        """Return number and moment of the reminders of a wave; `after` has days after opening.

        One on a day off moves to the next working day, or to the last one before it where that is
        later than the day before the last. Without such a day of its own it is dropped.
        """
        placed: list[tuple[int, datetime]] = []
        previous = opens_on
        for number, days in enumerate(after, start=1):
            usual = opens_on + timedelta(days=days)
            day = self.days.first_from(usual)
            if day is None or day >= closes_on:
                day = self.days.last_until(min(usual, closes_on - timedelta(days=1)))
            if day is not None and previous < day < closes_on:
                placed.append((number, self.at(day)))
                previous = day
        return placed

    def slots(self, until: date) -> list[Slot]:
        """Return the slots of all waves from the start of the programme until a day.

        They do not depend on the present time, so that planning again later gives the same ones.
        """
        return [slot for slot in _slots(self, until.year) if slot.opens_at.date() <= until]

    def openings(self, until: date) -> Iterator[tuple[date, date]]:
        """Yield the regular and the actual day of each wave, until a regular day.

        Waves that would not open before the next one are left out.
        """
        regular = self.rhythm.recurrence.days(self.rhythm.starts_on, until)
        for usual, following in pairwise((*regular, date.max)):
            day = self.days.first_from(usual)
            if day is not None and day < following:
                yield usual, day


@functools.lru_cache(maxsize=64)
def _slots(table: Timetable, year: int) -> Sequence[Slot]:
    """Return all slots until the end of a year.

    Cached, because every page and every run of the clock needs them. Days are looked up further
    ahead: the next wave decides when a wave closes.
    """
    openings = list(table.openings(date(year + HORIZON_YEARS, 12, 31)))
    slots = []
    part, whole = MIN_OPEN_FRACTION
    for index, (usual, day) in enumerate(openings):
        if day.year > year:
            break
        following = openings[index + 1][1] if index + 1 < len(openings) else None
        closing = table.days.first_from(day + timedelta(days=table.rhythm.open_days))
        before_next = following - timedelta(days=1) if following else None
        last = min(filter(None, (closing, before_next)), default=None)
        if last is None or ((last - day).days + 1) * whole < table.rhythm.open_days * part:
            continue
        moved = table.days.obstacle(usual) if day != usual else None
        slots.append(Slot(usual, table.at(day), last, end_of_day(last, table.zone), moved))
    return tuple(slots)


def wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which clocks in a zone show a time on a day.

    Where clocks skip that time, the next time they show; where they show it twice, the first.
    """
    shown = datetime.combine(day, at, tzinfo=zone)
    while shown.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown.replace(tzinfo=None):
        shown = (shown.replace(tzinfo=None) + MINUTE).replace(tzinfo=zone)
    return shown


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day ends in a zone: when the next one begins."""
    return wall_clock(day + timedelta(days=1), time(), zone)
