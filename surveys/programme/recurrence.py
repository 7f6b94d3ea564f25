"""How often a wave opens: a checked part of the recurrence rules of RFC 5545. Pure.

A rule such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO` names days. What it may say is what makes sense for
a survey: never more than one wave a week, and a day within two years.
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

Every = Literal["weekly", "biweekly", "monthly"]

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
    """A rule that has been read; `rule` is how it is written and kept."""

    rule: str
    frequency: Literal[0, 1, 2, 3]
    interval: int = 1
    weekdays: tuple[rrule.weekday, ...] = ()
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def days(self, starts_on: date, until: date) -> list[date]:
        """Return the days that the rule names, from the first day of the programme on."""
        last = min(until, self.until or until)
        found = rrule.rrule(
            self.frequency,
            dtstart=datetime.combine(starts_on, time()),
            interval=self.interval,
            byweekday=self.weekdays or None,
            bymonthday=self.month_days or None,
            bysetpos=self.positions or None,
            until=datetime.combine(last, time()),
        )
        return [moment.date() for moment in islice(found, self.count)]


def read_rule(text: str) -> Recurrence:
    """Return what a rule says; raises ProgrammeError, naming the part that is wrong."""
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
    most = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
    return Recurrence(
        rule,
        _FREQUENCIES[frequency],
        interval=_number(parts, "INTERVAL", 400) or 1,
        weekdays=tuple(_weekday(day, most) for day in _listed(parts, "BYDAY")),
        month_days=tuple(_place("BYMONTHDAY", day, 31) for day in _listed(parts, "BYMONTHDAY")),
        positions=tuple(_place("BYSETPOS", p, 366) for p in _listed(parts, "BYSETPOS")),
        count=_number(parts, "COUNT", 1000),
        until=_until(parts.get("UNTIL")),
    )


def check(recurrence: Recurrence, starts_on: date, open_days: int) -> None:
    """Raise ProgrammeError unless waves of so many days can be held by a rule from a day on."""
    if not 2000 <= starts_on.year <= 2200:
        raise ProgrammeError("far_away")
    days = _ten_years(recurrence, starts_on)
    if not days or days[0] > starts_on + relativedelta(years=2):
        raise ProgrammeError("names_no_day")
    shortest = min((later - day for day, later in pairwise(days)), default=None)
    if shortest is not None and shortest < WEEK:
        raise ProgrammeError("too_often", days=shortest.days)
    if shortest is not None and timedelta(days=open_days) > shortest:
        raise ProgrammeError("overlap", open_days=open_days, days=shortest.days)


def period_of(recurrence: Recurrence, starts_on: date) -> Every:
    """Return the time that a wave asks about: what usually lies between two waves."""
    days = _ten_years(recurrence, starts_on)
    usual = median([(later - day).days for day, later in pairwise(days)] or [30])
    if usual <= 10:
        return "weekly"
    return "biweekly" if usual <= 21 else "monthly"


def simple_rule(every: Every, starts_on: date) -> str:
    """Return the rule for an everyday rhythm on the weekday of the first day.

    Monthly is, for example, the second Tuesday: a date would often fall on a weekend.
    """
    day = DAYS[starts_on.weekday()]
    if every == "monthly":
        place = (starts_on.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={-1 if place == 5 else place}{day}"
    interval = ";INTERVAL=2" if every == "biweekly" else ""
    return f"FREQ=WEEKLY{interval};BYDAY={day}"


@functools.lru_cache(maxsize=64)
def _ten_years(recurrence: Recurrence, starts_on: date) -> Sequence[date]:
    """Return the days that are looked at to tell how far waves lie apart."""
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


def _place(name: str, value: str, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", value) or not 1 <= abs(int(value)) <= most:
        raise ProgrammeError("position", name=name, most=most, value=value)
    return int(value)


def _weekday(value: str, most: int) -> rrule.weekday:
    found = _DAY.fullmatch(value)
    place = int(found[1]) if found and found[1] else None
    if found is None or (place is not None and not 1 <= abs(place) <= most):
        raise ProgrammeError("weekday", value=value)
    return rrule.weekday(DAYS.index(found[2]), place)


def _until(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        if not (found := _UNTIL.fullmatch(value)):
            raise ValueError(value)
        return date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
    except ValueError as fault:
        raise ProgrammeError("until", value=value) from fault
