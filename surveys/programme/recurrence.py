"""Recurrence rules of waves: a validated subset of RFC 5545. Pure.

A rule such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO` names days. Valid rules are those that make sense
for a survey: at most one wave a week, and a first day within two years.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from statistics import median
from typing import Literal

from dateutil import rrule
from dateutil.relativedelta import relativedelta

from surveys.programme.error import ProgrammeError

Frequency = Literal["weekly", "biweekly", "monthly"]

WEEK = timedelta(days=7)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Mapping[str, Literal[0, 1, 2, 3]] = {
    "YEARLY": rrule.YEARLY,
    "MONTHLY": rrule.MONTHLY,
    "WEEKLY": rrule.WEEKLY,
    "DAILY": rrule.DAILY,
}
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "UNTIL")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})(T\d{6}Z?)?")


@dataclass(frozen=True)
class Recurrence:
    """A parsed rule; `rule` is its text as it is stored."""

    rule: str
    frequency: Literal[0, 1, 2, 3]
    interval: int = 1
    weekdays: tuple[rrule.weekday, ...] = ()
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def days(self, starts_on: date, until: date) -> list[date]:
        """Return the days of the rule, from the first day of the programme until a day."""
        last = min(until, self.until or until)
        occurrences = rrule.rrule(
            self.frequency,
            dtstart=datetime.combine(starts_on, time()),
            interval=self.interval,
            byweekday=self.weekdays or None,
            bymonthday=self.month_days or None,
            bysetpos=self.positions or None,
            until=datetime.combine(last, time()),
        )
        return [moment.date() for moment in islice(occurrences, self.count)]


def read_rule(text: str) -> Recurrence:
    """Parse a rule; raise ProgrammeError naming the part that is wrong."""
    rule = re.sub(r"\s", "", text.upper()).removeprefix("RRULE:").strip(";")
    parts = _parts(rule)
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise ProgrammeError("frequency")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ProgrammeError("count_and_until")
    if "BYMONTHDAY" in parts and frequency == "WEEKLY":
        raise ProgrammeError("month_day_weekly")
    if "BYSETPOS" in parts and not {"BYDAY", "BYMONTHDAY"} & set(parts):
        raise ProgrammeError("position_alone")
    max_position = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
    return Recurrence(
        rule,
        _FREQUENCIES[frequency],
        interval=_number(parts, "INTERVAL", 400) or 1,
        weekdays=tuple(_weekday(day, max_position) for day in _listed(parts, "BYDAY")),
        month_days=tuple(_position("BYMONTHDAY", day, 31) for day in _listed(parts, "BYMONTHDAY")),
        positions=tuple(_position("BYSETPOS", p, 366) for p in _listed(parts, "BYSETPOS")),
        count=_number(parts, "COUNT", 1000),
        until=_until(parts.get("UNTIL")),
    )


def check_rule(recurrence: Recurrence, starts_on: date, open_days: int) -> None:
    """Raise ProgrammeError unless the rule leaves room for waves of `open_days` days."""
    if not 2000 <= starts_on.year <= 2200:
        raise ProgrammeError("far_away")
    days = _days_of_ten_years(recurrence, starts_on)
    if not days or days[0] > starts_on + relativedelta(years=2):
        raise ProgrammeError("names_no_day")
    shortest = min((later - day for day, later in pairwise(days)), default=None)
    if shortest is not None and shortest < WEEK:
        raise ProgrammeError("too_often", days=shortest.days)
    if shortest is not None and timedelta(days=open_days) > shortest:
        raise ProgrammeError("overlap", open_days=open_days, days=shortest.days)


def reference_period(recurrence: Recurrence, starts_on: date) -> Frequency:
    """Return the reference period of the questions: the usual time between two waves."""
    days = _days_of_ten_years(recurrence, starts_on)
    usual = median([(later - day).days for day, later in pairwise(days)] or [30])
    if usual <= 10:
        return "weekly"
    return "biweekly" if usual <= 21 else "monthly"


def simple_rule(frequency: Frequency, starts_on: date) -> str:
    """Return the rule of a common frequency on the weekday of the first day.

    Monthly means, for example, the second Tuesday: a date would often fall on a weekend.
    """
    day = DAYS[starts_on.weekday()]
    if frequency == "monthly":
        week = (starts_on.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={-1 if week == 5 else week}{day}"
    interval = ";INTERVAL=2" if frequency == "biweekly" else ""
    return f"FREQ=WEEKLY{interval};BYDAY={day}"


@functools.lru_cache(maxsize=64)
def _days_of_ten_years(recurrence: Recurrence, starts_on: date) -> Sequence[date]:
    """Return the days of ten years, from which the time between waves is derived."""
    return recurrence.days(starts_on, starts_on + relativedelta(years=10))


def _parts(rule: str) -> Mapping[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, rule.split(";")):
        name, sign, value = part.partition("=")
        if name not in _PARTS or not sign or not value or name in parts:
            raise ProgrammeError("part", part=part, parts=", ".join(_PARTS))
        parts[name] = value
    return parts


def _listed(parts: Mapping[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _number(parts: Mapping[str, str], name: str, most: int) -> int | None:
    value = parts.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= most:
        raise ProgrammeError("number", name=name, most=most, value=value)
    return int(value)


def _position(name: str, value: str, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", value) or not 1 <= abs(int(value)) <= most:
        raise ProgrammeError("position", name=name, most=most, value=value)
    return int(value)


def _weekday(value: str, most: int) -> rrule.weekday:
    match = _DAY.fullmatch(value)
    position = int(match[1]) if match and match[1] else None
    if match is None or (position is not None and not 1 <= abs(position) <= most):
        raise ProgrammeError("weekday", value=value)
    return rrule.weekday(DAYS.index(match[2]), position)


def _until(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        if not (match := _UNTIL.fullmatch(value)):
            raise ValueError(value)
        return date(int(match[1][:4]), int(match[1][4:6]), int(match[1][6:]))
    except ValueError as fault:
        raise ProgrammeError("until", value=value) from fault
